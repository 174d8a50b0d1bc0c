// SPDX-License-Identifier: MIT
// For other people's tests, what needs no network: synthetic people, pictures, scripts, boxes.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "facenet/testing/picture.hpp"
#include "facenet/testing/scripted_detector.hpp"
#include "facenet/testing/synthetic_people.hpp"

namespace {

using namespace facenet;
namespace ft = facenet::testing;

Recipe recipe_of(int size, bool normalised, Metric metric) {
    Recipe recipe;
    recipe.embedding_size = size;
    recipe.normalised = normalised;
    recipe.metric = metric;
    return recipe;
}

/// Not verify.hpp's: this one is slow to run and quick to compile.
double distance(const Recipe& recipe, const Embedding& a, const Embedding& b) {
    double squared = 0;
    for (int i = 0; i < a.size(); ++i)
        squared += std::pow(static_cast<double>(a[i]) - static_cast<double>(b[i]), 2);
    return recipe.metric == Metric::l2 ? std::sqrt(squared) : squared;
}

struct Statistics {
    double sum = 0, squares = 0, count = 0, least = 1e9, largest = 0;
    void add(double x) {
        sum += x, squares += x * x, ++count;
        least = std::min(least, x), largest = std::max(largest, x);
    }
    double mean() const { return sum / count; }
    double deviation() const { return std::sqrt(squares / count - mean() * mean()); }
};

std::string error_of(const Recipe& recipe, ft::Spread same, ft::Spread different) {
    const auto people = ft::SyntheticPeople::try_make(recipe, same, different);
    return people ? "" : people.error().message();
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("synthetic people are as near and as far as asked for") {
    struct Case {
        Recipe recipe;
        ft::Spread same, different;
    };
    for (const Case& c : {Case{recipe_of(128, true, Metric::squared_l2), {0.5f, 0.12f}, {1.5f, 0.25f}},
                          Case{recipe_of(512, true, Metric::squared_l2), {0.8f, 0.05f}, {1.9f, 0.12f}},
                          Case{recipe_of(64, true, Metric::l2), {0.5f, 0.08f}, {1.2f, 0.12f}},
                          Case{recipe_of(128, false, Metric::l2), {0.4f, 0.06f}, {0.8f, 0.08f}},
                          Case{recipe_of(128, false, Metric::squared_l2), {30.0f, 8.0f}, {90.0f, 15.0f}}}) {
        const auto people = ft::SyntheticPeople::make(c.recipe, c.same, c.different);
        const std::vector<Embedding> shots = people.shots(150, 4);
        Statistics same, different, lengths;
        for (std::size_t a = 0; a < shots.size(); ++a) {
            REQUIRE(shots[a].size() == c.recipe.embedding_size);
            double squares = 0;
            for (float x : shots[a])
                squares += static_cast<double>(x) * static_cast<double>(x);
            lengths.add(squares);
            for (std::size_t b = 0; b < a; ++b)
                (a / 4 == b / 4 ? same : different).add(distance(c.recipe, shots[a], shots[b]));
        }
        CAPTURE(c.recipe.embedding_size);
        CHECK(same.mean() == doctest::Approx(static_cast<double>(c.same.mean)).epsilon(0.04));
        CHECK(same.deviation() == doctest::Approx(static_cast<double>(c.same.deviation)).epsilon(0.1));
        CHECK(different.mean() == doctest::Approx(static_cast<double>(c.different.mean)).epsilon(0.04));
        CHECK(different.deviation() == doctest::Approx(static_cast<double>(c.different.deviation)).epsilon(0.1));
        CHECK((lengths.mean() == doctest::Approx(1.0).epsilon(1e-6)) == c.recipe.normalised);
        CHECK((lengths.largest - lengths.least < 1e-5 * lengths.largest) == c.recipe.normalised);
    }
}

TEST_CASE("synthetic people are the same everywhere, and others under another seed") {
    const Recipe recipe = recipe_of(16, true, Metric::squared_l2);
    const auto people = ft::SyntheticPeople::make(recipe, {0.5f, 0.2f}, {1.5f, 0.45f}, 7);
    const Embedding first = people.shot(3, 2);
    people.shot(1, 1);
    CHECK(std::equal(first.begin(), first.end(), people.shots(4, 3)[11].begin()));
    CHECK(ft::SyntheticPeople::make(recipe, {0.5f, 0.2f}, {1.5f, 0.45f}, 8).shot(3, 2)[0] != first[0]);
    CHECK(first[0] == 0x1.c83578p-3f);  // g++ at -O0, with fused multiply-add, and on aarch64
    CHECK(first[1] == 0x1.fd8c8p-4f);
    CHECK(first[15] == 0x1.7640fep-3f);
}

TEST_CASE("distances that no embeddings have are refused, with the nearest that they have") {
    const Recipe sphere = recipe_of(128, true, Metric::squared_l2), space = recipe_of(128, false, Metric::l2);
    CHECK(contains(error_of(sphere, {0.5f, 0.01f}, {1.5f, 0.2f}),
                   "one person's distances: expected a deviation of at least 0.04"));
    CHECK(contains(error_of(sphere, {0.5f, 0.1f}, {1.5f, 0.05f}),
                   "distances of two: expected a deviation of at least 0.1"));
    CHECK(contains(error_of(sphere, {0.5f, 0.1f}, {1.5f, 5.0f}), "expected a deviation of at most"));
    CHECK(contains(error_of(sphere, {0.5f, 0.1f}, {2.5f, 0.2f}), "at most 2"));
    CHECK(contains(error_of(sphere, {1.5f, 0.2f}, {0.5f, 0.1f}), "one person nearer than two"));
    CHECK(contains(error_of(sphere, {NAN, 0.2f}, {0.5f, 0.1f}), "means above 0"));
    CHECK(contains(error_of(sphere, {0.5f, -1.0f}, {1.5f, 0.1f}), "deviations of 0 or more"));
    CHECK(contains(error_of(space, {0.4f, 0.3f}, {0.8f, 0.1f}), "expected a deviation of at most"));
    CHECK(contains(error_of(recipe_of(0, true, Metric::l2), {0.4f, 0.1f}, {0.8f, 0.1f}), "2 to 1024 numbers, found 0"));
    CHECK(contains(error_of(recipe_of(1025, true, Metric::l2), {0.4f, 0.1f}, {0.8f, 0.1f}), "found 1025"));
    CHECK(error_of(space, {0.4f, 0.06f}, {0.8f, 0.08f}).empty());
}

TEST_CASE("a scripted detector: by the photo, in order, by a callback, and never in silence") {
    const Image hall = ft::picture(0), door = ft::picture(1), other = ft::picture(2);
    const Face near{{1, 2, 30, 40}, 0.99f, {}}, far{{50, 5, 60, 16}, 0.95f, {}};
    ft::ScriptedDetector detector;
    detector.on(hall, {})
        .on(door, Error("camera unplugged"))
        .then({near})
        .then({near, far})
        .then(Error("out of memory"));
    CHECK(detector.detect(hall).empty());
    CHECK(detector.detect(other).size() == 1);
    CHECK(detector.try_detect(door).error().message() == "camera unplugged");
    CHECK(detector.left() == 2);
    const ft::ScriptedDetector copy = detector;  // as std::function makes one
    CHECK(copy.detect(other)[1].box.left == 50.0f);
    CHECK_THROWS_WITH_AS(detector.detect(other), "out of memory", Error);
    CHECK(detector.left() == 0);
    CHECK(detector.try_detect(other).error().message() ==
          "scripted detector, call 6: expected an answer in the script, found none");
    detector.otherwise([&](const ImageView& photo) -> Result<std::vector<Face>> {
        if (photo.width > 100) return Error("too large");
        return std::vector<Face>{far};
    });
    CHECK(detector.detect(other)[0].score == 0.95f);
    CHECK(detector.try_detect(ft::picture(2, 0, 101, 50)).error().message() == "too large");
    CHECK(detector.detect(hall).empty());
    CHECK(detector.calls() == 9);
    CHECK(contains(detector.try_detect(ImageView{}).error().message(), "expected a photo, found an empty view"));
    CHECK(detector.always({near, near}).detect(other).size() == 2);
    CHECK(contains(ft::ScriptedDetector().on(ImageView{}, {}).try_detect(hall).error().message(), "null pointer"));
}

TEST_CASE("photos of a script are known by their pixels, whatever the format") {
    const Image rgb = ft::picture(4, 0, 9, 7);
    std::vector<std::uint8_t> bgra;
    for (int i = 0; i < 9 * 7; ++i)
        bgra.insert(bgra.end(), {rgb.data()[3 * i + 2], rgb.data()[3 * i + 1], rgb.data()[3 * i], 7});
    const ImageView same{bgra.data(), 9, 7, 36, PixelFormat::bgra};
    CHECK(ft::same_pixels(rgb, same));
    bgra[62 * 4] ^= 1;
    CHECK_FALSE(ft::same_pixels(rgb, same));
    CHECK_FALSE(ft::same_pixels(rgb, ft::picture(4, 0, 7, 9)));
    CHECK_FALSE(ft::same_pixels(rgb, ft::picture(4, 1, 9, 7)));
    CHECK_FALSE(ft::same_pixels(rgb, ImageView{}));
}

TEST_CASE("a script is shared by threads: every answer is given once") {
    ft::ScriptedDetector detector;
    for (int i = 0; i < 400; ++i)
        detector.then({Face{{static_cast<float>(i), 0, 1, 1}, 1, {}}});
    const Image photo = ft::picture(0, 0, 8, 8);
    std::vector<std::vector<int>> seen(4);
    std::vector<std::thread> threads;
    for (std::vector<int>& mine : seen)
        threads.emplace_back([&] {
            for (int i = 0; i < 100; ++i)
                mine.push_back(static_cast<int>(detector.detect(photo)[0].box.left));
        });
    for (std::thread& thread : threads)
        thread.join();
    std::vector<int> times(400);
    for (const auto& mine : seen)
        for (int i : mine)
            ++times[static_cast<std::size_t>(i)];
    CHECK(times == std::vector<int>(400, 1));
}

TEST_CASE("pictures: pasted where they fit") {
    const Image part = ft::picture(1, 0, 8, 8);
    Image frame(10, 10);
    ft::paste(frame, part, 6, -3);
    CHECK(ft::same_pixels(crop(frame, 6, 0, 10, 5), crop(part, 0, 3, 4, 8)));
    CHECK(std::memcmp(frame.pixel(5, 4), "\0\0\0", 3) == 0);
    CHECK(std::memcmp(frame.pixel(6, 5), "\0\0\0", 3) == 0);
}

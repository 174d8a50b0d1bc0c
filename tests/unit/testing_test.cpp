// SPDX-License-Identifier: MIT
// For other people's tests: the tiny model, the scripted embedder, and what the matchers say.
#include "facenet/testing.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include "facenet/blob/checksum.hpp"

namespace {

using namespace facenet;
namespace ft = facenet::testing;

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}
bool equal(const Embedding& a, const Embedding& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

Embedding of(std::vector<float> values) {
    return {values.data(), static_cast<int>(values.size())};
}

/// Code under test as its users write it: a template of the detector and the embedder.
template <class SomeDetector, class SomeEmbedder>
std::vector<Embedding> everybody(const SomeDetector& detector, const SomeEmbedder& embedder, const ImageView& photo) {
    Workspace workspace = embedder.workspace(1, 4);
    return embedder.embed(photo, detector.detect(photo), workspace);
}
/// Or one of any opened model.
float length(const OpenedEmbedder& embedder, const ImageView& crop) {
    const Embedding e = embedder.embed(crop);
    float squares = 0;
    for (float x : e)
        squares += x * x;
    return std::sqrt(squares);
}

/// Every call that both embedders have.
template <class SomeEmbedder>
std::vector<Embedding> call_all(const SomeEmbedder& embedder, const ImageView& photo, const Face& face) {
    Workspace w = embedder.workspace();
    std::vector<Embedding> all{embedder.embed(photo), embedder.embed(photo, w), embedder.embed(photo, face),
                               embedder.embed(photo, face, w)};
    all.push_back(*embedder.try_embed(photo, w));
    all.push_back(*embedder.try_embed(photo, face, w));
    const auto append = [&](const std::vector<Embedding>& more) { all.insert(all.end(), more.begin(), more.end()); };
    append(embedder.embed(std::vector<ImageView>{photo, photo}, w));
    append(embedder.embed(photo, std::vector<Face>{face, face}, w));
    append(*embedder.try_embed(std::vector<ImageView>{photo}, w));
    append(*embedder.try_embed(photo, std::vector<Face>{face}, w));
    Embedding one[2];
    CHECK(embedder.try_embed(&photo, 1, w, one).ok());
    CHECK(embedder.try_embed(photo, &face, 1, w, one + 1).ok());
    all.insert(all.end(), one, one + 2);
    CHECK(embedder.try_workspace(1, 2).ok());
    CHECK_FALSE(embedder.try_embed(ImageView{}, w).ok());
    return all;
}

}  // namespace

TEST_CASE("the tiny model tells pictures apart as a real one tells faces") {
    const auto embedder = ft::tiny_embedder();
    const Recipe& recipe = embedder.recipe();
    CHECK(recipe.network == "testing.tiny");
    CHECK(length(embedder, ft::picture(0)) == doctest::Approx(1.0));
    Workspace workspace = embedder.workspace();
    for (int i = 0; i < 30; ++i) {
        const Embedding first = embedder.embed(ft::picture(i), workspace);
        CHECK(equal(first, embedder.embed(ft::picture(i), workspace)));
        CHECK(ft::same_person(recipe, first, embedder.embed(ft::picture(i, 1), workspace)));
        CHECK(ft::same_person(recipe, first, embedder.embed(ft::picture(i, 2, 150, 90), workspace)));
        for (int k = 0; k < i; ++k)
            CHECK(ft::different_people(recipe, first, embedder.embed(ft::picture(k, 1), workspace)));
    }
    Image nudged = ft::picture(0);
    nudged.pixel(20, 20)[1] ^= 0x40;
    const Embedding before = embedder.embed(ft::picture(0)), after = embedder.embed(nudged);
    CHECK_FALSE(equal(before, after));
    CHECK(ft::nearly_equal(before, after, 0.02f));
}

TEST_CASE("the tiny model is the same on every machine, and another under another seed or recipe") {
    const std::vector<std::uint8_t> blob = ft::tiny_blob();
    CHECK(blob::xxh64({blob.data(), blob.size()}) == 17992427412529262806u);
    const auto embedder = ft::tiny_embedder(), other = ft::tiny_embedder(ft::tiny_recipe(), 1);
    CHECK(ft::different_people(embedder.recipe(), embedder.embed(ft::picture(0)), other.embed(ft::picture(0))));
    Recipe recipe = ft::tiny_recipe();
    recipe.metric = Metric::l2;
    recipe.verify_threshold = 0.7f;
    CHECK(ft::tiny_embedder(recipe).recipe().verify_threshold == 0.7f);
    recipe.height = 33;
    CHECK(contains(ft::try_tiny_embedder(recipe).error().message(), "expected 32x32 pixels"));
    const std::vector<std::uint8_t> damaged = ft::damaged_blob();
    CHECK(contains(Embedder<ft::TinyNet>::try_open({damaged.data(), damaged.size()}).error().message(), "checksum"));
}

TEST_CASE("a face is what the tiny model's box holds") {
    const auto embedder = ft::tiny_embedder();
    Image frame(200, 100);
    ft::paste(frame, ft::picture(5), 120, 20);
    const Face face{{120, 20, 184, 84}, 1, {}};
    CHECK(equal(embedder.embed(frame, face), embedder.embed(ft::picture(5))));
    ft::ScriptedDetector detector;
    detector.then({face, face});
    CHECK(everybody(detector, embedder, frame).size() == 2);
}

TEST_CASE("a scripted embedder has every call of a real one") {
    const Face face{{0, 0, 64, 64}, 1, {}};
    const Image photo = ft::picture(1);
    const auto real = ft::tiny_embedder();
    const Embedding known = real.embed(photo);
    ft::ScriptedEmbedder scripted(real.recipe());
    scripted.on(photo, known);
    const auto from_real = call_all(real, photo, face), from_script = call_all(scripted, photo, face);
    REQUIRE(from_real.size() == 14);
    REQUIRE(from_script.size() == 14);
    for (std::size_t i = 0; i < 14; ++i)
        CHECK((equal(from_real[i], known) && equal(from_script[i], known)));
    CHECK(scripted.calls() == 14);
}

TEST_CASE("a scripted embedder: by the picture, by the face, in order, by a callback, and never in silence") {
    Recipe recipe;
    recipe.embedding_size = 2;
    ft::ScriptedEmbedder embedder(recipe);
    const Face near{{1, 2, 30, 40}, 1, {}}, far{{5, 5, 9, 9}, 1, {}}, unknown{{0, 0, 5, 5}, 1, {}};
    const Image hall = ft::picture(0), door = ft::picture(1);
    embedder.on(door, of({9, 9}))
        .on(near, of({1, 0}))
        .on(far, Error("no landmarks"))
        .then(of({0, 1}))
        .then(Error("out of memory"));
    ft::ScriptedDetector detector;
    detector.always({near, unknown, near});
    const auto found = everybody(detector, embedder, hall);
    CHECK(equal(found[0], of({1, 0})));
    CHECK(equal(found[1], of({0, 1})));
    CHECK(equal(found[2], of({1, 0})));
    CHECK(equal(embedder.embed(door, far), of({9, 9})));
    CHECK_THROWS_WITH_AS(embedder.embed(hall, far), "no landmarks", Error);
    CHECK(embedder.left() == 1);
    CHECK_THROWS_WITH_AS(everybody(detector, embedder, hall), "out of memory", Error);
    Workspace w;
    CHECK(embedder.try_embed(hall, w).error().message() ==
          "scripted embedder, call 8: expected an answer in the script, found none");
    embedder.otherwise([](const ft::ScriptedEmbedder::Call& call) {
        return of({call.face == nullptr ? 3.0f : 4.0f, 0});
    });
    CHECK(embedder.embed(hall)[0] == 3.0f);
    CHECK(embedder.embed(hall, unknown)[0] == 4.0f);
    CHECK(contains(embedder.always(of({1})).try_embed(hall, w).error().message(),
                   "expected 2 numbers, as the recipe says, found 1"));
    CHECK(
        contains(embedder.on(ImageView{}, of({1, 2})).try_embed(ft::picture(3), w).error().message(), "null pointer"));
}

TEST_CASE("matchers say what they compared") {
    Recipe recipe;
    recipe.verify_threshold = 1.5f;
    const Embedding a = of({1, 0}), b = of({0, 1}), longer = of({1, 0, 0}), none = of({NAN, 0});
    const auto expect = [](const ft::Match& match, bool holds, const std::string& words) {
        CHECK(static_cast<bool>(match) == holds);
        CHECK(match.message() == words);
        std::ostringstream stream;
        stream << match;
        CHECK(stream.str() == words);
    };
    expect(ft::same_person(recipe, a, a), true, "distance 0.000000 < threshold 1.500000: the same person");
    expect(ft::same_person(recipe, a, b), false, "distance 2.000000 >= threshold 1.500000: different people");
    expect(ft::different_people(recipe, a, b), true, "distance 2.000000 >= threshold 1.500000: different people");
    expect(ft::different_people(recipe, a, a), false, "distance 0.000000 < threshold 1.500000: the same person");
    expect(ft::same_person(recipe, a, longer), false, "embeddings of 2 and 3 numbers: no distance");
    expect(ft::different_people(recipe, a, longer), false, "embeddings of 2 and 3 numbers: no distance");
    expect(ft::same_person(recipe, a, none), false, "the distance is not a number");
    expect(ft::different_people(recipe, a, none), false, "the distance is not a number");
    expect(ft::nearly_equal(a, of({1, 0.25f}), 0.25f), true, "largest difference 0.250000, tolerance 0.250000");
    expect(ft::nearly_equal(a, of({1, 0.5f}), 0.25f), false,
           "largest difference 0.500000, tolerance 0.250000; number 1: 0.000000 and 0.500000; 1 of 2 differ by more");
    expect(ft::nearly_equal(a, longer, 1), false, "embeddings of 2 and 3 numbers");
    CHECK(contains(ft::nearly_equal(of({NAN, 0}), a, 9).message(), "number 0: nan and 1"));
}

TEST_CASE("boxes are paired whatever their order; those without a partner are named") {
    const Box a{0, 0, 10, 10}, a_off{0, 0, 10, 9.5f}, b{100, 0, 120, 20}, far{500, 500, 510, 510};
    const std::vector<Box> wanted{a, b};
    CHECK(ft::same_boxes(std::vector<Box>{b, a_off}, wanted));
    CHECK(ft::same_boxes(std::vector<Face>{Face{b, 1, {}}, Face{a, 1, {}}}, wanted));
    CHECK(ft::same_boxes(std::vector<Box>{}, {}).message() == "0 of 0 boxes found");
    CHECK_FALSE(ft::same_boxes(std::vector<Box>{b, a_off}, wanted, 0.96f));
    CHECK_FALSE(ft::same_boxes(std::vector<Box>{a, a, b}, wanted));
    CHECK_FALSE(ft::same_boxes(std::vector<Box>{a}, wanted));
    CHECK(ft::same_boxes(std::vector<Box>{far, a_off}, wanted).message() ==
          "1 of 2 boxes found; missing (100.000000, 0.000000) to (120.000000, 20.000000), best overlap 0.000000"
          "; not wanted (500.000000, 500.000000) to (510.000000, 510.000000), best overlap 0.000000");
}

TEST_CASE("GoogleTest takes the message, known by the shape of its AssertionResult") {
    struct AssertionResult {
        explicit AssertionResult(bool success) : holds(success) {}
        AssertionResult& operator<<(const std::string& more) { return text += more, *this; }
        const char* failure_message() const { return text.c_str(); }
        bool holds;
        std::string text;
    };
    const AssertionResult result = ft::Match(false, "what differed");
    CHECK_FALSE(result.holds);
    CHECK(result.text == "what differed");
}

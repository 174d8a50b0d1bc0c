// SPDX-License-Identifier: MIT
// What threads share, and the threads that the library makes: for -fsanitize=thread (tests/threads.sh).
#include <doctest/doctest.h>

#include <cstring>
#include <thread>
#include <vector>

#include "examples/facenet/photos/parallel.hpp"
#include "facenet/cluster_embeddings.hpp"
#include "facenet/testing.hpp"
#include "support/random.hpp"
#include "support/tiny_int8.hpp"
#include "unit/detect_support.hpp"

namespace {

using namespace facenet;

/// Calls `work(number)` in four threads at once.
template <class Work>
void at_once(const Work& work) {
    std::vector<std::thread> threads;
    for (int number = 0; number < 4; ++number) threads.emplace_back([&work, number] { work(number); });
    for (std::thread& thread : threads) thread.join();
}

bool equal(const Embedding& a, const Embedding& b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), sizeof(float) * static_cast<std::size_t>(a.size())) == 0;
}

/// One model in four threads, each of which has a team of two.
template <class Opened>
void share_model(const std::vector<std::uint8_t>& blob) {
    const Opened embedder = Opened::open({blob.data(), blob.size()});
    std::vector<Image> pictures;
    for (int i = 0; i < 5; ++i) pictures.push_back(testing::picture(i));
    const std::vector<ImageView> views(pictures.begin(), pictures.end());
    Workspace alone = embedder.workspace();
    const std::vector<Embedding> wanted = embedder.embed(views, alone);
    int same[4] = {};
    at_once([&](int number) {
        Workspace team = embedder.workspace(2, 2);
        for (int round = 0; round < 4; ++round) {
            const std::vector<Embedding> got = embedder.embed(views, team);
            for (std::size_t i = 0; i < got.size(); ++i) same[number] += equal(got[i], wanted[i]) ? 1 : 0;
        }
    });
    for (const int count : same) CHECK(count == 20);
}

}  // namespace

TEST_CASE("threads: one model of single precision, several teams") { share_model<Embedder<testing::TinyNet>>(testing::tiny_blob()); }

TEST_CASE("threads: one model of bytes, several teams") { share_model<Embedder<Int8<testing::TinyNet>>>(support::tiny_int8_blob()); }

TEST_CASE("threads: one detector") {
    const auto blob = detect_test::made_up_blob(40);
    const Detector detector = Detector::open(detect_test::view(blob));
    const Image photo = testing::picture(1, 0, 50, 40);
    const std::vector<Face> wanted = detector.detect(photo, detect_test::generous());
    REQUIRE(!wanted.empty());
    int same[4] = {};
    at_once([&](int number) { same[number] = detect_test::same(detector.detect(photo, detect_test::generous()), wanted) ? 1 : 0; });
    for (const int count : same) CHECK(count == 1);
}

TEST_CASE("threads: scripted detectors and embedders answer every call once") {
    testing::ScriptedDetector detector;
    testing::ScriptedEmbedder embedder(testing::tiny_recipe());
    const Image known = testing::picture(1), other = testing::picture(2);
    detector.on(known, {Face{}});
    for (int i = 0; i < 40; ++i) detector.then({Face{}, Face{}});
    const std::vector<float> direction(64, 0.125f);
    embedder.always(Embedding(direction.data(), 64));
    std::size_t faces[4] = {};
    at_once([&](int number) {
        for (int i = 0; i < 10; ++i) {
            faces[number] += detector.detect(known).size() + detector.detect(other).size();
            embedder.embed(other);
        }
    });
    for (const std::size_t count : faces) CHECK(count == 30);
    CHECK(detector.calls() == 80);
    CHECK(detector.left() == 0);
}

TEST_CASE("threads: searches, and clusters made of them") {
    // As little work as two threads are worth.
    constexpr int kSize = 128;
    const std::vector<float> values = support::Random(1).values(std::size_t{1024} * kSize);
    const FloatRows rows{values.data(), 1024, kSize};
    for (const std::size_t probes : {64u, 256u}) {  // the rows are shared, or the probes
        const FloatRows some{values.data(), probes, kSize};
        const auto wanted = nearest(Metric::squared_l2, some, rows, 2);
        const auto got = nearest(Metric::squared_l2, some, rows, 2, nullptr, 2);
        REQUIRE(got.size() == wanted.size());
        for (std::size_t i = 0; i < got.size(); ++i) CHECK((got[i][0].row == i && got[i][1].row == wanted[i][1].row));
    }
    Recipe recipe = testing::tiny_recipe();
    recipe.group_threshold = 70;
    const FloatRows few{values.data(), 300, kSize};
    GraphOptions alone, shared;
    shared.threads = 2;
    CHECK(cluster_graph(recipe, few, {}, shared).label == cluster_graph(recipe, few, {}, alone).label);
}

TEST_CASE("threads: the program's loop over photos does everything once, and ends with the first exception") {
    std::vector<int> done(500);
    program::for_each_index(done.size(), 4, [&](std::size_t i) { ++done[i]; });
    CHECK(done == std::vector<int>(500, 1));
    CHECK_THROWS_WITH_AS(program::for_each_index(500, 4, [](std::size_t i) { if (i == 70) throw Error("the seventieth"); }),
                         "the seventieth", Error);
}

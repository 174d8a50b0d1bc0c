// SPDX-License-Identifier: MIT
// Approximate search beside the exact one; only where hnswlib is installed.
#include <doctest/doctest.h>

#if __has_include(<hnswlib/hnswlib.h>)
#include <cmath>
#include <limits>
#include <vector>

#include "facenet/approximate_nearest.hpp"
#include "support/neighbours.hpp"
#include "support/random.hpp"

namespace {

using namespace facenet;

constexpr int kSize = 32;

/// Embeddings of `people` persons, several of each close together.
std::vector<float> clustered(support::Random& random, std::size_t count, std::size_t people) {
    const auto centres = random.values(people * kSize);
    auto values = random.values(count * kSize);
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = centres[i / kSize % people * kSize + i % kSize] + 0.3f * values[i];
    return values;
}

FloatRows rows_of(const std::vector<float>& values) {
    return {values.data(), values.size() / kSize, kSize};
}

/// A searched index without an error, whichever way errors come.
std::vector<std::vector<Neighbour>> search(const ApproximateNearest& index, const FloatRows& probes, std::size_t k) {
    auto found = index.try_nearest(probes, k);
    REQUIRE(found.ok());
    return *found;
}

}  // namespace

TEST_CASE("approximate search: finds nearly all of the nearest, and says how many") {
    support::Random random(1);
    const auto rows = clustered(random, 5000, 300), probes = clustered(random, 200, 300);
    auto index = ApproximateNearest::try_build(Metric::l2, rows_of(rows));
    REQUIRE(index.ok());
    CHECK(!index->exact());
    CHECK(index->count() == 5000);
    const double recall = index->try_recall(rows_of(probes), rows_of(rows), 10).value();
    MESSAGE("recall: " << recall);
    CHECK(recall >= 0.95);

    // The same number, counted by hand.
    const auto found = search(*index, rows_of(probes), 10);
    const auto truth = nearest(Metric::l2, rows_of(probes), rows_of(rows), 10);
    double hits = 0;
    for (std::size_t p = 0; p < 200; ++p) {
        REQUIRE(found[p].size() == 10);
        for (const Neighbour& n : found[p])
            for (const Neighbour& t : truth[p])
                if (n.row == t.row) {
                    ++hits;
                    CHECK(n.distance == t.distance);
                }
        CHECK(std::is_sorted(found[p].begin(), found[p].end()));
    }
    CHECK(recall == doctest::Approx(hits / 2000));

    // With hardly any effort it finds less, and says so.
    ApproximateOptions lazy;
    lazy.links = 2, lazy.build_effort = 2, lazy.search_effort = 1;
    auto worse = ApproximateNearest::try_build(Metric::l2, rows_of(rows), lazy);
    REQUIRE(worse.ok());
    CHECK(worse->try_recall(rows_of(probes), rows_of(rows), 10).value() < 0.9);
}

TEST_CASE("approximate search: rows come and go") {
    support::Random random(2);
    auto rows = clustered(random, 600, 40);
    rows[7 * kSize + 3] = NAN;
    rows[9 * kSize] = std::numeric_limits<float>::infinity();
    auto index = ApproximateNearest::try_build(Metric::squared_l2, {rows.data(), 10, kSize});
    REQUIRE(index.ok());
    REQUIRE(index->try_add({rows.data() + 10 * kSize, 590, kSize}).ok());
    CHECK(index->count() == 600);
    CHECK(search(*index, {rows.data() + 50 * kSize, 1, kSize}, 1)[0][0].row == 50);
    CHECK(search(*index, {rows.data() + 7 * kSize, 1, kSize}, 5)[0].empty());

    for (std::size_t row = 0; row < 600; row += 3)
        CHECK(index->remove(row) == (row != 9));
    CHECK(!index->remove(3));
    CHECK(!index->remove(7));
    CHECK(!index->remove(600));
    for (const auto& found : search(*index, rows_of(rows), 5))
        for (const Neighbour& n : found) {
            CHECK(n.row % 3 != 0);
            CHECK(n.row != 7);
        }
    CHECK(index->try_recall(rows_of(rows), rows_of(rows), 5).value() >= 0.95);
}

TEST_CASE("approximate search: several threads build and search one index") {
    support::Random random(3);
    const auto rows = clustered(random, 2000, 100);
    ApproximateOptions options;
    options.threads = 3;
    auto index = ApproximateNearest::try_build(Metric::l2, rows_of(rows), options);
    REQUIRE(index.ok());
    CHECK(index->try_recall({rows.data(), 300, kSize}, rows_of(rows), 10).value() >= 0.95);
}

TEST_CASE("approximate search: errors say what was expected and found") {
    const std::vector<float> values(kSize, 1.0f);
    CHECK(ApproximateNearest::try_build(Metric::l2, {values.data(), 1, 0}).error().message() ==
          "approximate search: expected rows of at least 1 number, found 0");
    ApproximateOptions options;
    options.links = 1;
    CHECK(!ApproximateNearest::try_build(Metric::l2, rows_of(values), options).ok());
    auto index = ApproximateNearest::try_build(Metric::l2, {nullptr, 0, kSize});
    REQUIRE(index.ok());
    CHECK(search(*index, rows_of(values), 3)[0].empty());
    CHECK(index->try_add({values.data(), 2, 16}).error().message() ==
          "approximate search: expected rows of 32 numbers, found rows of 16 numbers");
    CHECK(!index->try_nearest({values.data(), 2, 16}, 3).ok());
    CHECK(!index->try_recall(rows_of(values), rows_of(values), 3).ok());
}

#else
TEST_CASE("approximate search") {
    MESSAGE("not tested: hnswlib is not installed (Debian: libhnswlib-dev)");
}
#endif

// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <facenet/cluster.hpp>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "support/agglomeration.hpp"

using support::by_definition;
using support::cluster;
using support::kLinkages;
using support::random_table;
using support::Table;

TEST_CASE("cluster: agrees with the definition on random tables") {
    std::mt19937 random(1);
    for (const auto linkage : kLinkages)
        for (int round = 0; round < 1000; ++round) {
            const std::size_t count = random() % 40;
            const Table table = random_table(count, round % 3 == 0 ? 0.0 : round % 3 == 1 ? 0.05 : 0.4, random);
            const float threshold = 0.1f + 0.2f * static_cast<float>(round % 10);
            const facenet::Clusters found = cluster(table, threshold, linkage);
            CAPTURE(count);
            CAPTURE(threshold);
            CHECK(found.label == by_definition(table, threshold, linkage));
            CHECK(found.count == (count == 0 ? 0 : *std::max_element(found.label.begin(), found.label.end()) + 1));
        }
}

TEST_CASE("cluster: a dendrogram is cut by a threshold and by a number") {
    std::mt19937 random(4);
    for (const auto linkage : kLinkages)
        for (int round = 0; round < 60; ++round) {
            const std::size_t count = 2 + random() % 30;
            const Table table = random_table(count, round % 2 == 0 ? 0.0 : 0.1, random);
            const auto tree = facenet::dendrogram(count, support::distance_of(table), linkage);
            REQUIRE(tree.count == count);
            if (round % 2 == 0) CHECK(tree.merges.size() == count - 1);
            for (const float threshold : {0.05f, 0.3f, 0.9f, 10.0f})
                CHECK(tree.at(threshold).label == by_definition(table, threshold, linkage));
            for (const std::size_t number : {std::size_t{1}, std::size_t{2}, std::size_t{5}, count, count + 1}) {
                CAPTURE(number);
                CHECK(tree.into(number).label == by_definition(table, facenet::kCannotLink, linkage, number));
            }
        }
}

TEST_CASE("cluster: with ties it is still always the closest two that merge") {
    std::mt19937 random(2);
    for (const auto linkage : kLinkages)
        for (int round = 0; round < 400; ++round) {
            const std::size_t count = 2 + random() % 9;
            const bool constrained = round % 2 == 0;
            Table table(count, std::vector<float>(count));
            for (std::size_t i = 0; i < count; ++i)
                for (std::size_t j = 0; j < i; ++j) {
                    // 2520 has so many divisors that the means of small clusters are exact.
                    const auto step = static_cast<int>(random() % (constrained ? 5 : 4));
                    table[i][j] = table[j][i] =
                        step == 4 ? facenet::kCannotLink : 2520.0f * static_cast<float>(1 + step);
                }
            support::NaiveAgglomeration clusters(table, linkage);
            for (const auto& merge : facenet::dendrogram(count, support::distance_of(table), linkage).merges) {
                const auto cluster_of = [&](std::size_t first) {
                    const auto found = std::find_if(clusters.clusters.begin(), clusters.clusters.end(),
                                                    [&](const auto& items) { return items[0] == first; });
                    REQUIRE(found != clusters.clusters.end());
                    return static_cast<std::size_t>(found - clusters.clusters.begin());
                };
                const std::size_t a = cluster_of(merge.a), b = cluster_of(merge.b);
                REQUIRE(a < b);
                // Single precision keeps means of means with an error of some units in the last place.
                CHECK(clusters.distance(a, b) == doctest::Approx(clusters.closest().distance).epsilon(1e-6));
                CHECK(static_cast<double>(merge.height) == doctest::Approx(clusters.distance(a, b)).epsilon(1e-6));
                clusters.merge(a, b);
            }
            CHECK(std::isinf(clusters.closest().distance));
        }
    // Four points on a line, one apart: (0,1) first, and then (2,3), not (1,2).
    Table line(4, std::vector<float>(4));
    for (std::size_t i = 0; i < 4; ++i)
        for (std::size_t j = 0; j < 4; ++j)
            line[i][j] = std::fabs(static_cast<float>(i) - static_cast<float>(j));
    CHECK(cluster(line, 1.25f).label == std::vector<int>{0, 0, 1, 1});
}

TEST_CASE("cluster: means that rounding makes lower than their parts leave the tree in order") {
    // All distances are equal, so that every mean is that number, rounded up or down.
    const Table table(50, std::vector<float>(50, 0.1f));
    const auto tree = facenet::dendrogram(50, support::distance_of(table));
    CHECK(std::is_sorted(tree.merges.begin(), tree.merges.end(),
                         [](const auto& a, const auto& b) { return a.height < b.height; }));
    for (std::size_t number = 1; number <= 50; ++number)
        CHECK(tree.into(number).count == static_cast<int>(number));
}

TEST_CASE("cluster: the threshold itself does not join") {
    const Table pair = {{0.0f, 0.5f}, {0.5f, 0.0f}};
    CHECK(cluster(pair, 0.5f).count == 2);
    CHECK(cluster(pair, 0.5001f).count == 1);
    CHECK(cluster(pair, std::nanf("")).count == 2);
    CHECK(cluster({}, 1.0f).count == 0);
    CHECK(cluster({{0.0f}}, 1.0f).label == std::vector<int>{0});
}

TEST_CASE("cluster: every distance is asked for once") {
    for (const auto linkage : kLinkages) {
        std::vector<int> asked(20 * 20);
        facenet::cluster(
            20,
            [&](std::size_t i, std::size_t j) {
                ++asked[i * 20 + j];
                return 1.0f + static_cast<float>((i * 7 + j * 13) % 19);
            },
            5.0f, linkage);
        for (std::size_t i = 0; i < 20; ++i)
            for (std::size_t j = 0; j < 20; ++j)
                CHECK(asked[i * 20 + j] == (i < j ? 1 : 0));
    }
}

TEST_CASE("cluster: a number of items that no memory holds is an error") {
    const auto zero = [](std::size_t, std::size_t) { return 0.0f; };
    CHECK(!facenet::try_cluster(static_cast<std::size_t>(-1), zero, 1.0f).ok());
    const auto large = facenet::try_cluster(std::size_t{1} << 30, zero, 1.0f);
    REQUIRE(!large.ok());
    CHECK(large.error().message().find("1073741824 items") != std::string::npos);
}

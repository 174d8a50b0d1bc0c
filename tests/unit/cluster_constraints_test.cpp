// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <facenet/cluster.hpp>

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "support/agglomeration.hpp"

using support::cluster;
using support::kLinkages;
using support::Table;

TEST_CASE("cluster: pairs that cannot be linked never meet, through whomever") {
    std::mt19937 random(3);
    for (int round = 0; round < 60; ++round) {
        const Table table = support::random_table(30, round % 2 == 0 ? 0.1 : 0.6, random);
        for (const auto linkage : kLinkages) {
            const auto label = cluster(table, 100.0f, linkage).label;
            for (std::size_t i = 0; i < 30; ++i)
                for (std::size_t j = 0; j < i; ++j)
                    if (table[i][j] == facenet::kCannotLink) CHECK(label[i] != label[j]);
        }
    }
    // Not a number is no distance.
    CHECK(facenet::cluster(
              2, [](std::size_t, std::size_t) { return std::nanf(""); }, 1e9f)
              .count == 2);
}

TEST_CASE("cluster: single linkage finds the way round a pair that cannot be linked") {
    // A path 0-1-2-3; 0 and 2 cannot be linked. The spanning tree has the edges 01, 12, 23 only, and without 12 nothing
    // else would lead from 1 to 3.
    const float no = facenet::kCannotLink;
    const Table table = {{0, 1, no, 5}, {1, 0, 2, 3}, {no, 2, 0, 4}, {5, 3, 4, 0}};
    CHECK(cluster(table, 10.0f, facenet::Linkage::single).label == std::vector<int>{0, 0, 1, 0});
}

TEST_CASE("cluster: pairs that must be linked are, before anything else") {
    std::mt19937 random(5);
    for (int round = 0; round < 400; ++round) {
        const std::size_t count = 2 + random() % 25;
        Table table = support::random_table(count, 0, random);
        const auto put = [&](float value) {
            const std::size_t a = random() % count, b = random() % count;
            if (a != b) table[a][b] = table[b][a] = value;
        };
        for (std::size_t i = 0; i < count / 4; ++i)
            put(facenet::kMustLink);
        for (int i = 0; i < round % 3; ++i)
            put(facenet::kCannotLink);
        for (const auto linkage : kLinkages) {
            support::NaiveAgglomeration definition(table, linkage);
            bool contradict = false;
            for (const auto& items : definition.clusters)
                for (const std::size_t i : items)
                    for (const std::size_t j : items)
                        contradict = contradict || table[i][j] == facenet::kCannotLink;
            const auto found = facenet::try_cluster(count, support::distance_of(table), 0.4f, linkage);
            REQUIRE(found.ok() == !contradict);
            if (!contradict) CHECK(found->label == definition.run(static_cast<double>(0.4f)));
        }
    }
}

TEST_CASE("cluster: must-link pairs are joined whatever the threshold, and whatever the number") {
    const float must = facenet::kMustLink;
    const Table table = {{0, must, 1}, {must, 0, 1}, {1, 1, 0}};
    for (const auto linkage : kLinkages) {
        CHECK(cluster(table, -1.0f, linkage).label == std::vector<int>{0, 0, 1});
        const auto tree = facenet::dendrogram(3, support::distance_of(table), linkage);
        CHECK(tree.into(3).label == std::vector<int>{0, 0, 1});
        CHECK(tree.into(1).count == 1);
    }
}

TEST_CASE("cluster: constraints that contradict each other are an error that says which") {
    const float must = facenet::kMustLink, no = facenet::kCannotLink;
    const Table table = {{0, must, no}, {must, 0, must}, {no, must, 0}};
    for (const auto linkage : kLinkages) {
        const auto failed = facenet::try_cluster(3, support::distance_of(table), 1.0f, linkage);
        REQUIRE(!failed.ok());
        CHECK(failed.error().message() ==
              "cluster: expected constraints that agree, found that items 0 and 2 must be linked, directly or through "
              "others, and cannot be");
    }
}

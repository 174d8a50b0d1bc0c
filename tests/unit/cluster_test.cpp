// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <facenet/cluster.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <vector>

namespace {

using Table = std::vector<std::vector<float>>;

/// The definition, written down: every distance of two clusters from its pairs of items, every time.
std::vector<int> by_definition(const Table& table, float threshold, facenet::Linkage linkage) {
    std::vector<std::vector<std::size_t>> clusters;
    for (std::size_t i = 0; i < table.size(); ++i)
        clusters.push_back({i});
    for (;;) {
        double best = threshold;
        std::size_t from = 0, into = 0;
        for (std::size_t a = 0; a < clusters.size(); ++a)
            for (std::size_t b = a + 1; b < clusters.size(); ++b) {
                double sum = 0, farthest = 0, closest = 1e30;
                for (const std::size_t i : clusters[a])
                    for (const std::size_t j : clusters[b]) {
                        const double d = static_cast<double>(table[i][j]);
                        sum += d, farthest = std::max(farthest, d), closest = std::min(closest, d);
                    }
                const double mean = sum / static_cast<double>(clusters[a].size() * clusters[b].size());
                const double d = std::isinf(farthest)                   ? farthest
                                 : linkage == facenet::Linkage::average ? mean
                                 : linkage == facenet::Linkage::single  ? closest
                                                                        : farthest;
                if (d < best) best = d, into = a, from = b;
            }
        if (from == 0) break;
        clusters[into].insert(clusters[into].end(), clusters[from].begin(), clusters[from].end());
        clusters.erase(clusters.begin() + static_cast<std::ptrdiff_t>(from));
    }
    // Clusters stay sorted by their first items, since the later one is taken into the earlier.
    std::vector<int> label(table.size());
    for (std::size_t c = 0; c < clusters.size(); ++c)
        for (const std::size_t i : clusters[c])
            label[i] = static_cast<int>(c);
    return label;
}

/// Distances of random points on a plane that lie around a few centres; some pairs may not be linked.
Table random_table(std::size_t count, double cannot_link, std::mt19937& random) {
    std::uniform_real_distribution<double> uniform(0, 1);
    std::vector<std::pair<double, double>> points;
    for (std::size_t i = 0; i < count; ++i) {
        const double centre = std::floor(uniform(random) * 4);
        points.emplace_back(centre + uniform(random) * 0.7, uniform(random) * 0.7);
    }
    Table table(count, std::vector<float>(count));
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t j = 0; j < i; ++j) {
            const double d = std::hypot(points[i].first - points[j].first, points[i].second - points[j].second);
            table[i][j] = table[j][i] = uniform(random) < cannot_link ? facenet::kCannotLink : static_cast<float>(d);
        }
    return table;
}

facenet::Clusters cluster(const Table& table, float threshold, facenet::Linkage linkage = facenet::Linkage::average) {
    return facenet::cluster(
        table.size(), [&](std::size_t i, std::size_t j) { return table[i][j]; }, threshold, linkage);
}

}  // namespace

TEST_CASE("cluster: agrees with the definition on random tables") {
    std::mt19937 random(1);
    for (const auto linkage : {facenet::Linkage::average, facenet::Linkage::complete, facenet::Linkage::single})
        for (int round = 0; round < 60; ++round) {
            const std::size_t count = random() % 40;
            const Table table = random_table(count, round % 3 == 0 ? 0.0 : 0.05, random);
            const float threshold = 0.1f + 0.2f * static_cast<float>(round % 10);
            const facenet::Clusters found = cluster(table, threshold, linkage);
            CAPTURE(count);
            CAPTURE(threshold);
            CHECK(found.label == by_definition(table, threshold, linkage));
            CHECK(found.count == (count == 0 ? 0 : *std::max_element(found.label.begin(), found.label.end()) + 1));
        }
}

TEST_CASE("cluster: ties go to the lowest items") {
    // Four points on a line, one apart: (0,1) first, and then (2,3), not (1,2).
    Table line(4, std::vector<float>(4));
    for (std::size_t i = 0; i < 4; ++i)
        for (std::size_t j = 0; j < 4; ++j)
            line[i][j] = std::fabs(static_cast<float>(i) - static_cast<float>(j));
    CHECK(cluster(line, 1.25f).label == std::vector<int>{0, 0, 1, 1});
    // Many equal distances: still what the definition says.
    std::mt19937 random(2);
    for (const auto linkage : {facenet::Linkage::average, facenet::Linkage::complete, facenet::Linkage::single})
        for (int round = 0; round < 200; ++round) {
            const std::size_t count = 2 + random() % 9;
            Table table(count, std::vector<float>(count));
            for (std::size_t i = 0; i < count; ++i)
                for (std::size_t j = 0; j < i; ++j) {
                    // 60 has so many divisors that the means of small clusters are exact.
                    const auto step = static_cast<int>(random() % 5);
                    table[i][j] = table[j][i] = step == 4 ? facenet::kCannotLink : 60.0f * static_cast<float>(1 + step);
                }
            const float threshold = linkage == facenet::Linkage::average ? 121.0f : 200.0f;
            CHECK(cluster(table, threshold, linkage).label == by_definition(table, threshold, linkage));
        }
}

TEST_CASE("cluster: pairs that cannot be linked never meet, through whomever") {
    std::mt19937 random(3);
    for (int round = 0; round < 30; ++round) {
        const Table table = random_table(30, 0.1, random);
        for (const auto linkage : {facenet::Linkage::average, facenet::Linkage::complete, facenet::Linkage::single}) {
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

TEST_CASE("cluster: the threshold itself does not join") {
    const Table pair = {{0.0f, 0.5f}, {0.5f, 0.0f}};
    CHECK(cluster(pair, 0.5f).count == 2);
    CHECK(cluster(pair, 0.5001f).count == 1);
    CHECK(cluster({}, 1.0f).count == 0);
    CHECK(cluster({{0.0f}}, 1.0f).label == std::vector<int>{0});
}

TEST_CASE("cluster: a number of items that no memory holds is an error") {
    const auto zero = [](std::size_t, std::size_t) { return 0.0f; };
    CHECK(!facenet::try_cluster(static_cast<std::size_t>(-1), zero, 1.0f).ok());
}

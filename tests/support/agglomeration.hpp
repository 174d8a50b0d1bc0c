// SPDX-License-Identifier: MIT
/// Agglomerative clustering as it is defined, written down: every distance of two clusters anew from its pairs of
/// items, every time.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <vector>

#include "facenet/cluster.hpp"

namespace support {

/// Distances of all pairs of items, both ways.
using Table = std::vector<std::vector<float>>;

inline constexpr facenet::Linkage kLinkages[] = {facenet::Linkage::average, facenet::Linkage::complete,
                                                 facenet::Linkage::single};

/// Clusters by their items, in the order of their first ones.
class NaiveAgglomeration {
public:
    NaiveAgglomeration(const Table& table, facenet::Linkage linkage) : table_(table), linkage_(linkage) {
        for (std::size_t i = 0; i < table.size(); ++i)
            clusters.push_back({i});
        for (std::size_t a = 0; a < clusters.size(); ++a)
            for (std::size_t b = a + 1; b < clusters.size();)
                if (must_link(clusters[a], clusters[b])) {
                    merge(a, b);
                    b = a + 1;
                } else {
                    ++b;
                }
    }

    double distance(std::size_t a, std::size_t b) const {
        double sum = 0, farthest = -std::numeric_limits<double>::infinity(), closest = -farthest;
        for (const std::size_t i : clusters[a])
            for (const std::size_t j : clusters[b]) {
                const double d = static_cast<double>(table_[i][j]);
                sum += d, farthest = std::max(farthest, d), closest = std::min(closest, d);
            }
        if (std::isinf(farthest) || linkage_ == facenet::Linkage::complete) return farthest;
        if (linkage_ == facenet::Linkage::single) return closest;
        return sum / static_cast<double>(clusters[a].size() * clusters[b].size());
    }

    /// The closest two clusters; of equally close ones the first. `distance` is infinite where none can be linked.
    struct Closest {
        std::size_t a = 0, b = 0;
        double distance = std::numeric_limits<double>::infinity();
    };
    Closest closest() const {
        Closest best;
        for (std::size_t a = 0; a < clusters.size(); ++a)
            for (std::size_t b = a + 1; b < clusters.size(); ++b)
                if (const double d = distance(a, b); d < best.distance) best = {a, b, d};
        return best;
    }

    /// a < b; clusters stay in the order of their first items.
    void merge(std::size_t a, std::size_t b) {
        clusters[a].insert(clusters[a].end(), clusters[b].begin(), clusters[b].end());
        clusters.erase(clusters.begin() + static_cast<std::ptrdiff_t>(b));
    }

    /// Merges the closest two while they are closer than `threshold` and there are more than `number` clusters.
    std::vector<int> run(double threshold, std::size_t number = 1) {
        for (Closest next = closest(); next.distance < threshold && clusters.size() > number; next = closest())
            merge(next.a, next.b);
        std::vector<int> label(table_.size());
        for (std::size_t c = 0; c < clusters.size(); ++c)
            for (const std::size_t i : clusters[c])
                label[i] = static_cast<int>(c);
        return label;
    }

    std::vector<std::vector<std::size_t>> clusters;

private:
    bool must_link(const std::vector<std::size_t>& a, const std::vector<std::size_t>& b) const {
        for (const std::size_t i : a)
            for (const std::size_t j : b)
                if (table_[i][j] == facenet::kMustLink) return true;
        return false;
    }

    const Table& table_;
    facenet::Linkage linkage_;
};

inline std::vector<int> by_definition(const Table& table, float threshold, facenet::Linkage linkage,
                                      std::size_t number = 1) {
    return NaiveAgglomeration(table, linkage).run(static_cast<double>(threshold), number);
}

/// Distances of random points on a plane that lie around a few centres; some pairs cannot be linked.
inline Table random_table(std::size_t count, double cannot_link, std::mt19937& random) {
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

inline auto distance_of(const Table& table) {
    return [&table](std::size_t i, std::size_t j) { return table[i][j]; };
}

inline facenet::Clusters cluster(const Table& table, float threshold,
                                 facenet::Linkage linkage = facenet::Linkage::average) {
    return facenet::cluster(table.size(), distance_of(table), threshold, linkage);
}

}  // namespace support

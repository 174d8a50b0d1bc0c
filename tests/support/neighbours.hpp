// SPDX-License-Identifier: MIT
/// What a search must find: everything sorted.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include "facenet/nearest/rows.hpp"

namespace support {

/// The k nearest by definition: sorts all, and takes the first of every group. No groups: every row is one.
inline std::vector<facenet::Neighbour> nearest_by_definition(const std::vector<float>& distances,
                                                             const std::vector<std::uint32_t>& groups, std::size_t k) {
    std::vector<facenet::Neighbour> all, result;
    for (std::size_t i = 0; i < distances.size(); ++i)
        if (std::isfinite(distances[i])) all.push_back({i, distances[i]});
    std::sort(all.begin(), all.end());
    std::set<std::uint32_t> seen{facenet::kNoGroup};
    for (const facenet::Neighbour& n : all)
        if (result.size() < k && (groups.empty() || seen.insert(groups[n.row]).second)) result.push_back(n);
    return result;
}

/// Same rows, and to the last bit the same distances.
inline bool equal(const std::vector<facenet::Neighbour>& a, const std::vector<facenet::Neighbour>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const auto& x, const auto& y) { return x.row == y.row && x.distance == y.distance; });
}

}  // namespace support

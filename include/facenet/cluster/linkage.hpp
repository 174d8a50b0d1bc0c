// SPDX-License-Identifier: MIT
/// The terms of clustering that all methods share.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "../core/config.hpp"

FACENET_NAMESPACE_BEGIN

/// How far two clusters are apart, from the distances between their items.
enum class Linkage : std::uint8_t {
    average,   ///< the mean over all pairs (UPGMA)
    complete,  ///< the farthest pair
    single,    ///< the closest pair
};

/// As the distance of two items: they are never put into one cluster, whatever lies between them.
inline constexpr float kCannotLink = std::numeric_limits<float>::infinity();
/// As the distance of two items: they are put into one cluster, whatever lies between them.
inline constexpr float kMustLink = -std::numeric_limits<float>::infinity();

/// Every item's cluster; clusters are numbered from 0 in the order of their first items.
struct Clusters {
    std::vector<int> label;
    int count = 0;
};

FACENET_NAMESPACE_END

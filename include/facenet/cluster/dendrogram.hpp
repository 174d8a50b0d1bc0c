// SPDX-License-Identifier: MIT
/// The tree of an agglomerative clustering, and the clusters that cutting it gives.
#pragma once

#include <algorithm>
#include <cstddef>
#include <tuple>
#include <utility>
#include <vector>

#include "disjoint_sets.hpp"

FACENET_NAMESPACE_BEGIN

/// Two clusters become one.
struct Merge {
    std::size_t a = 0, b = 0;  ///< the lowest items of the two; a < b
    float height = 0;          ///< how far apart they were; kMustLink for clusters that a constraint joins
};

/// All merges of `count` items, lowest first; equally high ones in the order in which they were found, every cluster
/// before those that it becomes part of. count - 1 of them, fewer where cannot-link pairs keep clusters apart.
struct Dendrogram {
    std::size_t count = 0;
    std::vector<Merge> merges;

    /// The clusters after all merges lower than `threshold` (and those of must-link pairs).
    Clusters at(float threshold) const {
        return after([threshold](const Merge& merge, std::size_t) { return merge.height < threshold; });
    }

    /// `number` clusters, 1..count: those after the lowest count - number merges. More where there are not so many
    /// merges, fewer where must-link pairs alone leave fewer.
    Clusters into(std::size_t number) const {
        return after([number](const Merge&, std::size_t clusters) { return clusters > number; });
    }

private:
    template <class Wanted>
    Clusters after(const Wanted& wanted) const {
        detail::DisjointSets sets(count);
        std::size_t clusters = count;
        for (const Merge& merge : merges) {
            if (merge.height != kMustLink && !wanted(merge, clusters)) break;
            sets.unite(merge.a, merge.b);
            --clusters;
        }
        return sets.clusters();
    }
};

namespace detail {

/// Merges as a method found them, a and b any items of the two clusters, made a dendrogram.
inline Dendrogram sorted_dendrogram(std::size_t count, std::vector<Merge> merges) {
    std::stable_sort(merges.begin(), merges.end(), [](const Merge& a, const Merge& b) { return a.height < b.height; });
    DisjointSets sets(count);
    for (Merge& merge : merges) {
        std::tie(merge.a, merge.b) = std::minmax({sets.lowest(merge.a), sets.lowest(merge.b)});
        sets.unite(merge.a, merge.b);
    }
    return {count, std::move(merges)};
}

}  // namespace detail
FACENET_NAMESPACE_END

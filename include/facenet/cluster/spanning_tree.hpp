// SPDX-License-Identifier: MIT
/// Single linkage without constraints is the minimum spanning tree (Gower and Ross 1969), by Prim's method.
#pragma once

#include <cstddef>
#include <vector>

#include "dendrogram.hpp"
#include "pair_table.hpp"

FACENET_NAMESPACE_BEGIN
namespace detail {

/// The tree's edges as merges, in no order. Reads each distance once. Of equally near items the lowest goes first.
inline std::vector<Merge> minimum_spanning_tree(PairTable& table) {
    struct Outside {
        std::size_t item, nearest;
        float distance;
    };
    std::vector<Outside>
        outside;  // what the tree does not hold yet, with its nearest item that the tree holds; by item
    for (std::size_t i = 1; i < table.count(); ++i)
        outside.push_back({i, 0, kCannotLink});
    std::vector<Merge> edges;
    std::size_t added = 0;
    while (!outside.empty()) {
        auto best = outside.begin();
        for (auto each = outside.begin(); each != outside.end(); ++each) {
            const float distance = table(added, each->item);
            if (distance < each->distance) each->distance = distance, each->nearest = added;
            if (each->distance < best->distance) best = each;
        }
        added = best->item;
        edges.push_back({best->nearest, added, best->distance});
        outside.erase(best);
    }
    return edges;
}

}  // namespace detail
FACENET_NAMESPACE_END

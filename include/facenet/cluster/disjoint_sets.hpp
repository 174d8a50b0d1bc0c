// SPDX-License-Identifier: MIT
/// Sets of items that only ever unite.
#pragma once

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <vector>

#include "linkage.hpp"

FACENET_NAMESPACE_BEGIN
namespace detail {

/// Union-find with path halving. Every set goes by its lowest item.
class DisjointSets {
public:
    explicit DisjointSets(std::size_t count) : parent_(count) {
        std::iota(parent_.begin(), parent_.end(), std::size_t{0});
    }

    std::size_t lowest(std::size_t item) {
        while (parent_[item] != item)
            item = parent_[item] = parent_[parent_[item]];
        return item;
    }

    void unite(std::size_t a, std::size_t b) {
        a = lowest(a), b = lowest(b);
        parent_[std::max(a, b)] = std::min(a, b);
    }

    Clusters clusters() {
        Clusters clusters;
        clusters.label.resize(parent_.size());
        for (std::size_t i = 0; i < parent_.size(); ++i) {
            const std::size_t first = lowest(i);  // not above i, so that it has its label before the others
            clusters.label[i] = first == i ? clusters.count++ : clusters.label[first];
        }
        return clusters;
    }

private:
    std::vector<std::size_t> parent_;
};

}  // namespace detail
FACENET_NAMESPACE_END

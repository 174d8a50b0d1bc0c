// SPDX-License-Identifier: MIT
/// Large sets in two steps: communities of a graph, and in each of them clusters by all its distances.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "agglomerate_embeddings.hpp"

FACENET_NAMESPACE_BEGIN
namespace detail {

/// Splits every community of 2 to `most` items by average linkage, larger ones not. Cannot-link pairs must be in
/// different communities already; items that must be linked are `must_link`, in one.
inline Result<Clusters> split_communities(const Recipe& recipe, const FloatRows& rows, const Clusters& communities,
                                          const Constraints::Pairs& must_link, std::size_t most) {
    const auto community_of = [&](std::size_t item) { return static_cast<std::size_t>(communities.label[item]); };
    std::vector<std::vector<std::size_t>> members(static_cast<std::size_t>(communities.count));
    std::vector<std::size_t> place(rows.count);
    for (std::size_t i = 0; i < rows.count; ++i) {
        place[i] = members[community_of(i)].size();
        members[community_of(i)].push_back(i);
    }
    std::vector<Constraints> constraints(members.size());
    for (const auto& [a, b] : must_link)
        constraints[community_of(a)].must_link.emplace_back(place[a], place[b]);

    DisjointSets sets(rows.count);
    for (std::size_t c = 0; c < members.size(); ++c) {
        const std::vector<std::size_t>& items = members[c];
        std::vector<int> label(items.size(), 0);
        if (items.size() > 1 && items.size() <= most) {
            std::vector<float> values;
            for (const std::size_t item : items)
                values.insert(values.end(), rows[item], rows[item] + rows.size);
            const auto tree = agglomerate("cluster", recipe, {values.data(), items.size(), rows.size}, constraints[c],
                                          Linkage::average, recipe.group_threshold);
            if (!tree) return tree.error();
            label = tree->at(recipe.group_threshold).label;
        }
        std::vector<std::size_t> first(items.size(), rows.count);  // of each label
        for (std::size_t i = 0; i < items.size(); ++i) {
            std::size_t& item = first[static_cast<std::size_t>(label[i])];
            if (item == rows.count) item = items[i];
            sets.unite(item, items[i]);
        }
    }
    return sets.clusters();
}

}  // namespace detail
FACENET_NAMESPACE_END

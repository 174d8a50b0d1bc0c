// SPDX-License-Identifier: MIT
/// From a table of distances with its constraints to a dendrogram: the method that serves.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "agglomeration.hpp"
#include "constraints.hpp"
#include "spanning_tree.hpp"

FACENET_NAMESPACE_BEGIN
namespace detail {

/// Writes the constraints into the table.
inline Result<void> constrain(PairTable& table, const Constraints& constraints) {
    if (Result<void> checked = check_items(constraints, table.count()); !checked) return checked;
    for (const auto& [a, b] : constraints.must_link)
        if (a != b) table(a, b) = kMustLink;
    return for_each_cannot_link(constraints, [&](std::size_t a, std::size_t b) -> Result<void> {
        if (a == b || table(a, b) == kMustLink) return contradiction(a, b);
        table(a, b) = kCannotLink;
        return {};
    });
}

/// What constraints a table holds.
struct Links {
    bool cannot = false;
    std::vector<std::vector<std::size_t>> must;  // items that must be linked
};

/// Not a number becomes kCannotLink.
inline Result<Links> find_links(PairTable& table) {
    Links links;
    bool must = false;
    DisjointSets sets(table.count());
    for (std::size_t i = 1; i < table.count(); ++i) {
        float* row = table.row(i);
        for (std::size_t j = 0; j < i; ++j) {
            if (row[j] != row[j]) row[j] = kCannotLink;
            if (row[j] == kCannotLink) links.cannot = true;
            if (row[j] == kMustLink) must = true, sets.unite(i, j);
        }
    }
    if (must) links.must = shared_groups(sets.clusters().label, -1);
    for (const auto& items : links.must)
        for (const std::size_t a : items)
            for (const std::size_t b : items)
                if (a < b && table(a, b) == kCannotLink) return contradiction(a, b);
    return links;
}

/// All merges lower than `limit`; maybe higher ones. `sizes` as Agglomeration has them.
inline Result<Dendrogram> agglomerate(PairTable table, Linkage linkage, float limit,
                                      const std::vector<std::size_t>& sizes = {}) {
    const std::size_t count = table.count();
    const Result<Links> links = find_links(table);
    if (!links) return links.error();
    // A spanning tree knows of no way round a pair that cannot be linked.
    if (linkage == Linkage::single && !links->cannot && links->must.empty())
        return sorted_dendrogram(count, minimum_spanning_tree(table));
    Agglomeration agglomeration(std::move(table), linkage, sizes);
    for (const auto& items : links->must)
        for (std::size_t i = 1; i < items.size(); ++i)
            agglomeration.must_link(items[i - 1], items[i]);
    return sorted_dendrogram(count, agglomeration.run(limit));
}

}  // namespace detail
FACENET_NAMESPACE_END

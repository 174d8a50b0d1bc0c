// SPDX-License-Identifier: MIT
/// What is known beforehand: which items are one person, and which are not.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "../core/error.hpp"
#include "disjoint_sets.hpp"

FACENET_NAMESPACE_BEGIN

/// Of no photo that it shares with others (Constraints::photo).
inline constexpr std::uint32_t kNoPhoto = 0xFFFFFFFF;

/// Must-link pairs always end in one cluster, cannot-link pairs never do, whatever lies between: where a must be linked
/// to b and b to c, so must a to c, and what cannot be linked to one of them can be linked to none. Constraints that
/// contradict each other are an error.
struct Constraints {
    using Pairs = std::vector<std::pair<std::size_t, std::size_t>>;
    Pairs must_link, cannot_link;
    /// The photo that each item is from, any number; items of one photo are different people. Empty: nothing is known.
    std::vector<std::uint32_t> photo{};

    bool empty() const { return must_link.empty() && cannot_link.empty() && photo.empty(); }
};

namespace detail {

FACENET_COLD inline Error contradiction(std::size_t a, std::size_t b) {
    return mismatch_error("cluster", "constraints that agree",
                          "that items " + std::to_string(a) + " and " + std::to_string(b) +
                              " must be linked, directly or through others, and cannot be");
}

/// Are all constraints about the `count` items that there are?
inline Result<void> check_items(const Constraints& constraints, std::size_t count) {
    for (const Constraints::Pairs* pairs : {&constraints.must_link, &constraints.cannot_link})
        for (const auto& [a, b] : *pairs)
            if (a >= count || b >= count)
                return mismatch_error("cluster: constraints", "items below " + std::to_string(count),
                                      "item " + std::to_string(std::max(a, b)));
    if (!constraints.photo.empty() && constraints.photo.size() != count)
        return mismatch_error("cluster: constraints", "the photos of " + std::to_string(count) + " items",
                              std::to_string(constraints.photo.size()));
    return {};
}

/// The items by the groups they belong to, each group's ascending; those of `none` belong to no group.
template <class Group>
std::vector<std::vector<std::size_t>> shared_groups(const std::vector<Group>& group_of, Group none) {
    std::vector<std::size_t> items(group_of.size());
    std::iota(items.begin(), items.end(), std::size_t{0});
    std::stable_sort(items.begin(), items.end(),
                     [&](std::size_t a, std::size_t b) { return group_of[a] < group_of[b]; });
    std::vector<std::vector<std::size_t>> groups;
    for (auto first = items.begin(); first != items.end();) {
        const Group group = group_of[*first];
        const auto last = std::find_if(first, items.end(), [&](std::size_t i) { return group_of[i] != group; });
        if (group != none && last - first > 1) groups.emplace_back(first, last);
        first = last;
    }
    return groups;
}

/// Calls fn(a, b) for every pair that cannot be linked, until one gives an error.
template <class Fn>
Result<void> for_each_cannot_link(const Constraints& constraints, const Fn& fn) {
    for (const auto& [a, b] : constraints.cannot_link)
        if (Result<void> done = fn(a, b); !done) return done;
    for (const auto& faces : shared_groups(constraints.photo, kNoPhoto))
        for (std::size_t i = 1; i < faces.size(); ++i)
            for (std::size_t j = 0; j < i; ++j)
                if (Result<void> done = fn(faces[j], faces[i]); !done) return done;
    return {};
}

/// Unites what must be linked, on top of what `sets` hold already. Pairs of which both items are below `known` are
/// passed over. Error: constraints are about other items, or contradict.
inline Result<void> unite_must_links(const Constraints& constraints, std::size_t count, DisjointSets& sets,
                                     std::size_t known = 0) {
    if (Result<void> checked = check_items(constraints, count); !checked) return checked;
    for (const auto& [a, b] : constraints.must_link)
        if (std::max(a, b) >= known) sets.unite(a, b);
    return for_each_cannot_link(constraints, [&](std::size_t a, std::size_t b) -> Result<void> {
        if (std::max(a, b) >= known && sets.lowest(a) == sets.lowest(b)) return contradiction(a, b);
        return {};
    });
}

}  // namespace detail
FACENET_NAMESPACE_END

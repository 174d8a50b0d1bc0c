// SPDX-License-Identifier: MIT
/// One threshold does not treat all groups of people alike: what each group's own would be.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "roc.hpp"

FACENET_NAMESPACE_BEGIN

struct GroupRates {
    std::string group;
    std::size_t same_pairs = 0, different_pairs = 0;
    Rates common;  ///< what the threshold for all does to this group
    ValAtFar own;  ///< the group's own threshold for the wanted FAR (Roc::at_far)
};

/// For each label of `groups` (one for each pair), in alphabetical order. `threshold` is the one for all.
inline std::vector<GroupRates> group_rates(const std::vector<ScoredPair>& pairs, const std::vector<std::string>& groups,
                                           double threshold, double far) {
    std::map<std::string, std::vector<ScoredPair>> pairs_of;
    for (std::size_t i = 0; i < pairs.size() && i < groups.size(); ++i)
        pairs_of[groups[i]].push_back(pairs[i]);
    std::vector<GroupRates> result;
    for (const auto& [group, members] : pairs_of) {
        const Roc roc(members);
        result.push_back({group, static_cast<std::size_t>(roc.same()), static_cast<std::size_t>(roc.different()),
                          roc.at(threshold), roc.at_far(far)});
    }
    return result;
}

FACENET_NAMESPACE_END

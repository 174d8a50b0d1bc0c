// SPDX-License-Identifier: MIT
/// A matcher for what a detector found.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "../data/face.hpp"
#include "match.hpp"

FACENET_NAMESPACE_BEGIN
namespace testing {

namespace detail {

inline std::string to_words(const Box& box) {
    const auto whole = [](float x) { return std::to_string(x); };
    return "(" + whole(box.left) + ", " + whole(box.top) + ") to (" + whole(box.right) + ", " + whole(box.bottom) + ")";
}

/// Names those of `boxes` that have no partner, each with the overlap that comes closest.
inline std::string lonely(const char* what, const std::vector<Box>& boxes, const std::vector<bool>& paired,
                          const std::vector<Box>& others) {
    std::string words;
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        if (paired[i]) continue;
        float closest = 0;
        for (const Box& other : others)
            closest = std::max(closest, intersection_over_union(boxes[i], other));
        words += std::string("; ") + what + " " + to_words(boxes[i]) + ", best overlap " + std::to_string(closest);
    }
    return words;
}

}  // namespace detail

/// Every box has a partner of its own in the other list, in any order, whose intersection over union with it is at
/// least `overlap` (above 0). Closest pairs are formed first; among equals, those that come first in `found`, then in
/// `wanted`.
inline Match same_boxes(const std::vector<Box>& found, const std::vector<Box>& wanted, float overlap = 0.9f) {
    std::vector<bool> found_paired(found.size()), wanted_paired(wanted.size());
    std::size_t pairs = 0;
    for (;; ++pairs) {
        float best = 0;
        std::size_t best_found = 0, best_wanted = 0;
        for (std::size_t i = 0; i < found.size(); ++i)
            for (std::size_t k = 0; k < wanted.size(); ++k) {
                if (found_paired[i] || wanted_paired[k]) continue;
                const float shared = intersection_over_union(found[i], wanted[k]);
                if (shared >= overlap && shared > best) best = shared, best_found = i, best_wanted = k;
            }
        if (!(best > 0)) break;
        found_paired[best_found] = wanted_paired[best_wanted] = true;
    }
    return {pairs == found.size() && pairs == wanted.size(),
            std::to_string(pairs) + " of " + std::to_string(wanted.size()) + " boxes found" +
                detail::lonely("missing", wanted, wanted_paired, found) +
                detail::lonely("not wanted", found, found_paired, wanted)};
}
inline Match same_boxes(const std::vector<Face>& found, const std::vector<Box>& wanted, float overlap = 0.9f) {
    std::vector<Box> boxes;
    for (const Face& face : found)
        boxes.push_back(face.box);
    return same_boxes(boxes, wanted, overlap);
}

}  // namespace testing
FACENET_NAMESPACE_END

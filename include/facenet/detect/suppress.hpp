// SPDX-License-Identifier: MIT
/// Non-maximum suppression: of boxes that overlap, only the best stays.
///
/// Boxes are given in descending order of their scores; the result are the indices of those that stay, in that order.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "../data/geometry.hpp"

FACENET_NAMESPACE_BEGIN
namespace detect {

/// The boxes that stay, found by place and size: a box is compared with those only that could overlap it enough, which
/// makes the work grow with the number of boxes and not with its square. A hash table of chains; one chain may hold
/// boxes of several places, since every box in it is compared exactly.
class OverlapIndex {
public:
    /// Room for `most` boxes; finds boxes whose common area is more than `threshold` (0.4 to 1) of that which they
    /// cover together.
    OverlapIndex(std::size_t most, double threshold) : threshold_(threshold) {
        std::size_t size = 16;
        while (size < most && size < kMostChains)
            size *= 2;
        chains_.assign(size, kNone);
        entries_.reserve(most);
    }

    /// True where one of the boxes added before overlaps `box` by more than the threshold.
    bool overlaps(const Box& box) const {
        const float width = box.width(), height = box.height();
        if (!(width > 0 && height > 0)) return false;  // no area to have in common
        // What both share of the sides' common extent along either axis is more than the threshold t, too. So widths
        // (and heights) differ by a factor of 1 / t at most, and centres lie apart by at most (1 - t) / 2t widths.
        const auto t = static_cast<float>(threshold_);
        const float reach_x = width * (1 - t) / (2 * t) * kSlack, reach_y = height * (1 - t) / (2 * t) * kSlack;
        const int last = size_class(width / t * kSlack);
        for (int k = size_class(width * t / kSlack); k <= last; ++k) {
            if ((classes_ >> k & 1u) == 0) continue;
            const float cell = cell_size(k);
            const float x = (box.left + box.right) * 0.5f, y = (box.top + box.bottom) * 0.5f;
            const std::int64_t right = place(x + reach_x, cell), bottom = place(y + reach_y, cell);
            for (std::int64_t cy = place(y - reach_y, cell); cy <= bottom; ++cy)
                for (std::int64_t cx = place(x - reach_x, cell); cx <= right; ++cx)
                    if (chain_overlaps(chain(cx, cy, k), box)) return true;
        }
        return false;
    }

    void add(const Box& box) {
        if (!(box.width() > 0 && box.height() > 0)) return;
        const int k = size_class(box.width());
        classes_ |= 1u << k;
        const float cell = cell_size(k);
        const std::size_t c =
            chain(place((box.left + box.right) * 0.5f, cell), place((box.top + box.bottom) * 0.5f, cell), k);
        entries_.push_back({box, area(box), chains_[c]});
        chains_[c] = static_cast<std::uint32_t>(entries_.size() - 1);
    }

private:
    struct Entry {
        Box box;
        float area;
        std::uint32_t next;
    };
    static constexpr std::uint32_t kNone = UINT32_MAX;
    static constexpr std::size_t kMostChains = std::size_t{1} << 20;
    static constexpr float kSlack = 1.001f;

    static float area(const Box& b) { return (b.right - b.left) * (b.bottom - b.top); }
    /// Widths of class k lie below cell_size(k), and but for the first from half of that on.
    static int size_class(float width) { return std::clamp(std::ilogb(width), 0, 30); }
    static float cell_size(int k) { return std::ldexp(1.0f, k + 1); }
    static std::int64_t place(float at, float cell) { return static_cast<std::int64_t>(std::floor(at / cell)); }

    std::size_t chain(std::int64_t cx, std::int64_t cy, int k) const {
        std::uint64_t h = static_cast<std::uint64_t>(cx) * 0x9E3779B97F4A7C15u;
        h = (h ^ static_cast<std::uint64_t>(cy) * 0xC2B2AE3D27D4EB4Fu) + static_cast<std::uint64_t>(k);
        h = (h ^ h >> 29) * 0xBF58476D1CE4E5B9u;
        return static_cast<std::size_t>(h >> 32) & (chains_.size() - 1);
    }

    bool chain_overlaps(std::size_t c, const Box& box) const {
        const float own = area(box);
        for (std::uint32_t i = chains_[c]; i != kNone; i = entries_[i].next) {
            const Entry& e = entries_[i];
            const float width = std::min(box.right, e.box.right) - std::max(box.left, e.box.left);
            const float height = std::min(box.bottom, e.box.bottom) - std::max(box.top, e.box.top);
            if (width <= 0 || height <= 0) continue;
            const float common = width * height;
            if (static_cast<double>(common / (e.area + own - common)) > threshold_) return true;
        }
        return false;
    }

    double threshold_;
    std::uint32_t classes_ = 0;
    std::vector<std::uint32_t> chains_;
    std::vector<Entry> entries_;
};

/// Drops boxes whose common area with a better one is more than `threshold` (0.4 to 1) of what both cover together.
/// `boxes` must be plausible(), and fewer than 2^32.
inline std::vector<std::uint32_t> suppress_by_union(const std::vector<Box>& boxes, double threshold) {
    OverlapIndex kept(boxes.size(), threshold);
    std::vector<std::uint32_t> stay;
    for (std::uint32_t i = 0; i < boxes.size(); ++i) {
        if (kept.overlaps(boxes[i])) continue;
        kept.add(boxes[i]);
        stay.push_back(i);
    }
    return stay;
}

/// Drops boxes whose common area with a better one is more than `threshold` of the smaller one, pixels counted with
/// their borders (+1). Meant for the last few: every pair is compared.
inline std::vector<std::uint32_t> suppress_by_smaller(const std::vector<Box>& boxes, float threshold) {
    const auto area = [](const Box& b) { return (b.right - b.left + 1) * (b.bottom - b.top + 1); };
    std::vector<std::uint32_t> stay;
    for (std::uint32_t i = 0; i < boxes.size(); ++i) {
        const Box& box = boxes[i];
        const bool lone = std::none_of(stay.begin(), stay.end(), [&](std::uint32_t k) {
            const Box& other = boxes[k];
            const float width = std::min(box.right, other.right) - std::max(box.left, other.left) + 1;
            const float height = std::min(box.bottom, other.bottom) - std::max(box.top, other.top) + 1;
            const float common = std::max(width, 0.0f) * std::max(height, 0.0f);
            return common / std::min(area(box), area(other)) > threshold;
        });
        if (lone) stay.push_back(i);
    }
    return stay;
}

}  // namespace detect
FACENET_NAMESPACE_END

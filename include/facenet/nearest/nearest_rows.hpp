// SPDX-License-Identifier: MIT
/// The nearest of all rows that were offered.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "../kernels/floats/select.hpp"
#include "rows.hpp"

FACENET_NAMESPACE_BEGIN

/// The k nearest of all rows offered so far; where rows have groups (identities), the nearest row of each of the k
/// nearest groups. The order in which rows are offered makes no difference, as long as none is offered twice.
class NearestRows {
public:
    explicit NearestRows(std::size_t k)
        : k_(k),
          full_(k),
          limit_(k == 0 ? -std::numeric_limits<float>::infinity() : std::numeric_limits<float>::max()) {}

    /// Offers rows first_row, first_row + 1, ... : `count` distances and, where there are groups, as many of them:
    /// groups[i] belongs to distances[i]. Distances that are not finite are never taken, nor are rows of kNoGroup.
    /// Either all rows of a search have groups or none.
    void offer(const float* distances, std::size_t count, std::size_t first_row,
               const std::uint32_t* groups = nullptr) {
        // Nearly all are too far once there are k.
        const auto first_within = kernels::floats::best_table().first_within;
        for (std::size_t i = 0; (i += first_within(distances + i, count - i, limit_)) < count; ++i)
            offer(Neighbour{first_row + i, distances[i]}, groups == nullptr ? nullptr : groups + i);
    }

    /// Offers one row, with its group where there are groups.
    void offer(const Neighbour& row, const std::uint32_t* group = nullptr) {
        if (!(row.distance <= limit_) || !std::isfinite(row.distance)) return;
        if (group != nullptr && *group == kNoGroup) return;
        take({row, group == nullptr ? kNoGroup : *group});
    }

    /// Offers what a search over other rows has found: several share the work.
    void merge(const NearestRows& other) {
        for (const Candidate& c : other.candidates_)
            if (c.neighbour.distance <= limit_) take(c);
    }

    /// Farther rows are none of the nearest; the largest number as long as any row may be.
    float limit() const { return limit_; }

    /// Nearest first; ties: the lower row. Fewer than k where fewer were offered.
    std::vector<Neighbour> sorted() const {
        NearestRows kept = *this;
        kept.cut();
        std::vector<Neighbour> result;
        for (const Candidate& c : kept.candidates_)
            result.push_back(c.neighbour);
        std::sort(result.begin(), result.end());
        return result;
    }

private:
    struct Candidate {
        Neighbour neighbour;
        std::uint32_t group;  ///< kNoGroup: rows have none
    };
    static bool nearer(const Candidate& a, const Candidate& b) { return a.neighbour < b.neighbour; }

    void take(const Candidate& candidate) {
        candidates_.push_back(candidate);
        if (candidates_.size() >= full_) cut();
    }

    /// Leaves the k nearest. Done after every k candidates only, so that each costs few comparisons whatever k is.
    void cut() {
        leave_nearest_of_groups();
        if (candidates_.size() > k_) {
            std::nth_element(candidates_.begin(), at(k_), candidates_.end(), nearer);
            candidates_.erase(at(k_), candidates_.end());
        }
        full_ = candidates_.size() + k_;
        if (candidates_.size() < k_ || k_ == 0) return;
        limit_ = std::max_element(candidates_.begin(), candidates_.end(), nearer)->neighbour.distance;
    }

    void leave_nearest_of_groups() {
        if (candidates_.empty() || candidates_.front().group == kNoGroup) return;
        std::sort(candidates_.begin(), candidates_.end(), [](const Candidate& a, const Candidate& b) {
            return a.group != b.group ? a.group < b.group : nearer(a, b);
        });
        const auto same = [](const Candidate& a, const Candidate& b) { return a.group == b.group; };
        candidates_.erase(std::unique(candidates_.begin(), candidates_.end(), same), candidates_.end());
    }

    std::vector<Candidate>::iterator at(std::size_t i) { return candidates_.begin() + static_cast<std::ptrdiff_t>(i); }

    std::size_t k_;
    std::size_t full_;  ///< as many candidates are cut back
    float limit_;
    std::vector<Candidate> candidates_;
};

FACENET_NAMESPACE_END

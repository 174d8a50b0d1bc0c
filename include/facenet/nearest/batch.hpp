// SPDX-License-Identifier: MIT
/// Exact search for a batch of probes, in one pass over the rows.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "../kernels/floats/select.hpp"
#include "../kernels/pack.hpp"
#include "nearest_rows.hpp"
#include "rows.hpp"

FACENET_NAMESPACE_BEGIN
namespace detail {

/// Finds the nearest rows, by squared distances, of up to kMost probes.
///
/// The squared distance is |row|^2 - 2 row.probe + |probe|^2, and many products at once are a matrix product, several
/// times as fast as sums of squared differences. But it is rounded worse. So it only says which rows may be among the
/// nearest, with a margin for all that rounding can do; the distances of those are computed from the differences.
///
/// With e = u (size + 16), u the unit roundoff: sums of `size` products are off by less than e times the sum of the
/// products' sizes, in any order of summation (Higham, Accuracy and Stability of Numerical Algorithms, 3.1), and
/// 2 |row||probe| <= |row|^2 + |probe|^2. So where the rounded distance d from the differences is at most the limit,
///     (1 - 4e) |row|^2 - 2 row.probe <= (1 + 2e) limit - (1 - 4e) |probe|^2
/// in rounded numbers too: what is left of the e's covers the operations of this line.
class BatchSearch {
public:
    /// Probes of a batch. (With 64 the products take four times as long as memory takes to give the rows.)
    static constexpr std::size_t kMost = 64;

    /// `probes.count` is at most kMost; probes and rows have one size, which is not zero.
    BatchSearch(const FloatRows& probes, const FloatRows& rows, std::size_t k, const std::uint32_t* groups)
        : probes_(probes), rows_(rows), groups_(groups), found_(probes.count, NearestRows(k)) {
        for (std::size_t p = 0; p < probes.count; ++p)
            probe_squares_[p] = squares_of(p);
        if (probes.count >= kWorthPacking) pack();
    }

    /// Looks at rows [begin, end), each at most once in a search.
    void look_at(std::size_t begin, std::size_t end) {
        const std::size_t step = rows_of_a_block();
        direct_.resize(step);
        for (std::size_t row = begin; row < end; row += step)
            look_at_block(row, std::min(step, end - row), end);
    }

    const std::vector<NearestRows>& found() const { return found_; }

private:
    /// Fewer probes are compared one by one: their distances are computed as fast as memory gives the rows.
    static constexpr std::size_t kWorthPacking = 6;
    /// Squares that are larger might make sums that are infinite.
    static constexpr float kLargestSquares = 1e37f;
    static constexpr float kNever = -std::numeric_limits<float>::infinity();

    double squares_of(std::size_t probe) const {
        double sum = 0;
        for (int i = 0; i < probes_.size; ++i)
            sum += static_cast<double>(probes_[probe][i]) * static_cast<double>(probes_[probe][i]);
        return sum;
    }

    bool packed() const { return !panels_.empty(); }

    /// -2 probe, in the order in which the kernel reads it.
    void pack() {
        const std::size_t panel = static_cast<std::size_t>(kernels_.panel);
        columns_ = round_up(probes_.count, panel);
        panels_.assign(columns_ * static_cast<std::size_t>(probes_.size), 0.0f);
        limits_.assign(columns_, kNever);
        std::array<float, kMost> row{};
        for (int i = 0; i < probes_.size; ++i) {
            for (std::size_t p = 0; p < probes_.count; ++p)
                row[p] = -2.0f * probes_[p][i];
            kernels::pack_row(row.data(), static_cast<int>(probes_.count), kernels_.panel, probes_.size, i,
                              panels_.data());
        }
    }

    /// A block of rows and the block after it stay in the second-level cache; one probe reads as far as it likes. Its
    /// quarters do not begin at the same place of a page, where the caches would confuse them.
    std::size_t rows_of_a_block() const {
        if (probes_.count == 1) return 8020;
        const std::size_t rows = kBlockFloats / static_cast<std::size_t>(rows_.size);
        return std::clamp<std::size_t>(rows / kernels::kBlockRows * kernels::kBlockRows, kernels::kBlockRows,
                                       8 * kernels::kBlockRows);
    }
    static constexpr std::size_t kBlockFloats = std::size_t{1} << 15;

    void look_at_block(std::size_t first, std::size_t count, std::size_t end) {
        bool any_products = false;
        for (std::size_t p = 0; p < probes_.count; ++p) {
            const bool none = !std::isfinite(probe_squares_[p]);  // no distance from it is finite
            const bool by_product =
                packed() && has_limit(p) && probe_squares_[p] < static_cast<double>(kLargestSquares);
            if (!none && !by_product) compare(p, first, count);
            if (packed()) limits_[p] = by_product ? limit_of(p) : kNever;
            any_products = any_products || by_product;
        }
        if (any_products) multiply(first, count, std::min(rows_of_a_block(), end - first - count));
    }

    bool has_limit(std::size_t p) const { return found_[p].limit() < std::numeric_limits<float>::max(); }

    /// Distances of one probe from all rows of a block.
    void compare(std::size_t p, std::size_t first, std::size_t count) {
        kernels_.distances({rows_[first], count, rows_.size}, probes_[p], false, direct_.data());
        found_[p].offer(direct_.data(), count, first, groups_ == nullptr ? nullptr : groups_ + first);
    }

    float limit_of(std::size_t p) const {
        // Products smaller than the smallest normal number may be lost, or flushed to zero, whatever the margin.
        const double lost = 8.0 * probes_.size * static_cast<double>(std::numeric_limits<float>::min());
        const double limit =
            (1 + 2 * error_) * static_cast<double>(found_[p].limit()) - (1 - 4 * error_) * probe_squares_[p] + lost;
        return std::nextafter(static_cast<float>(limit), std::numeric_limits<float>::infinity());
    }

    /// Products of all probes with the rows of a block, and distances where they are small.
    void multiply(std::size_t first, std::size_t count, std::size_t rows_to_come) {
        const kernels::floats::RowArgs rows{rows_[first], count, rows_.size};
        terms_.resize(count);
        products_.resize(count * columns_);
        kernels_.squares(rows, terms_.data());
        const float scale = static_cast<float>(1 - 4 * error_);
        for (float& term : terms_)
            term = term < kLargestSquares ? term * scale : NAN;  // not a number: all probes look at this row
        kernels_.products({rows, panels_.data(), static_cast<int>(columns_), rows_to_come, products_.data()});

        const kernels::floats::LimitArgs small{products_.data(), terms_.data(), limits_.data(), count,
                                               static_cast<int>(columns_)};
        const std::size_t all = count * columns_;
        for (std::size_t i = 0; (i = kernels_.first_within_limits(small, i)) < all; ++i)
            if (limits_[i % columns_] != kNever) look_closer(i % columns_, first + i / columns_);
    }

    void look_closer(std::size_t p, std::size_t row) {
        Neighbour neighbour{row, 0};
        kernels_.distances({rows_[row], 1, rows_.size}, probes_[p], false, &neighbour.distance);
        found_[p].offer(neighbour, groups_ == nullptr ? nullptr : groups_ + row);
        limits_[p] = limit_of(p);
    }

    const kernels::floats::FloatKernels& kernels_ = kernels::floats::best_table();
    FloatRows probes_, rows_;
    const std::uint32_t* groups_;
    std::vector<NearestRows> found_;
    const double error_ = std::ldexp(probes_.size + 16, -24);  ///< e
    std::array<double, kMost> probe_squares_{};
    std::size_t columns_ = 0;
    std::vector<float> panels_;    ///< empty: too few probes
    std::vector<float> limits_;    ///< [columns]
    std::vector<float> terms_;     ///< [rows of a block]
    std::vector<float> products_;  ///< [rows of a block][columns]
    std::vector<float> direct_;    ///< [rows of a block]
};

}  // namespace detail
FACENET_NAMESPACE_END

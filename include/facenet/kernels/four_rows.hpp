// SPDX-License-Identifier: MIT
/// How many rows are passed over: four at a time, each from a quarter of its own.
#pragma once

#include <cstddef>

#include "../core/config.hpp"

FACENET_NAMESPACE_BEGIN
namespace kernels {

/// Rows that are read at one time.
inline constexpr int kRows = 4;

/// Four rows, `step` rows apart.
struct FourRows {
    std::size_t first, step;
    std::size_t row(int r) const { return first + static_cast<std::size_t>(r) * step; }
};

/// How many times four rows are taken until all of `count` have been.
inline std::size_t count_of_fours(std::size_t count) { return count < kRows ? count : (count + kRows - 1) / kRows; }

/// The i-th four of `count` rows, one of each quarter: memory answers four streams faster than one. What no quarter
/// holds is done with rows that have been done already, or with itself.
inline FourRows four_rows(std::size_t i, std::size_t count) {
    const std::size_t quarter = count / kRows;
    return i < quarter || quarter == 0 ? FourRows{i, quarter} : FourRows{count - kRows, 1};
}

}  // namespace kernels
FACENET_NAMESPACE_END

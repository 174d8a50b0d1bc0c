// SPDX-License-Identifier: MIT
/// The distances of all pairs of embeddings.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>

#include "../nearest/exact.hpp"
#include "pair_table.hpp"

FACENET_NAMESPACE_BEGIN
namespace detail {

inline Result<void> check_rows(const FloatRows& rows) {
    if (rows.count > 0 && (rows.size <= 0 || rows.values == nullptr))
        return mismatch_error("cluster", "embeddings of at least one number", "size " + std::to_string(rows.size));
    return {};
}

/// Writes the distances of `rows` into the table's rows from `first` on: pair (first + i, first + j) for all j < i.
inline void write_distances(Metric metric, const FloatRows& rows, PairTable& table, std::size_t first = 0) {
    constexpr std::size_t kBlock = 256;  // as many embeddings as stay in the cache while others pass over them
    for (std::size_t block = 0; block < rows.count; block += kBlock)
        for (std::size_t i = block + 1; i < rows.count; ++i)
            distances(metric, rows[i], {rows[block], std::min(kBlock, i - block), rows.size},
                      table.row(first + i) + first + block);
}

}  // namespace detail
FACENET_NAMESPACE_END

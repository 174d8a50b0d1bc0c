// SPDX-License-Identifier: MIT
/// Embeddings as a search finds them: many in one array.
#pragma once

#include <cstddef>
#include <cstdint>

#include "../core/config.hpp"

FACENET_NAMESPACE_BEGIN

/// Many embeddings as they lie in an array or a mapped file, of any alignment.
struct FloatRows {
    const float* values = nullptr;  ///< [count][size], one directly after the other
    std::size_t count = 0;
    int size = 0;

    const float* operator[](std::size_t row) const { return values + row * static_cast<std::size_t>(size); }
};

/// The group (identity) of a row that is passed over: one that was removed.
inline constexpr std::uint32_t kNoGroup = 0xFFFFFFFF;

struct Neighbour {
    std::size_t row = 0;
    float distance = 0;
};

/// The order of all results: nearest first, and the lower row of two that are equally near.
inline bool operator<(const Neighbour& a, const Neighbour& b) {
    return a.distance != b.distance ? a.distance < b.distance : a.row < b.row;
}

FACENET_NAMESPACE_END

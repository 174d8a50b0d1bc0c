// SPDX-License-Identifier: MIT
/// The kernels of floats as plain loops: what all others are tested against.
#pragma once

#include <cmath>

#include "table.hpp"

FACENET_NAMESPACE_BEGIN
namespace kernels::floats::reference {

inline void distances(const RowArgs& a, const float* probe, bool root, float* out) {
    for (std::size_t r = 0; r < a.count; ++r) {
        const float* row = a.rows + r * static_cast<std::size_t>(a.size);
        float sum = 0;
        for (int i = 0; i < a.size; ++i)
            sum += (row[i] - probe[i]) * (row[i] - probe[i]);
        out[r] = root ? std::sqrt(sum) : sum;
    }
}

inline void squares(const RowArgs& a, float* out) {
    for (std::size_t r = 0; r < a.count; ++r) {
        const float* row = a.rows + r * static_cast<std::size_t>(a.size);
        out[r] = 0;
        for (int i = 0; i < a.size; ++i)
            out[r] += row[i] * row[i];
    }
}

inline void products(const ProductArgs& a) {
    const std::size_t columns = static_cast<std::size_t>(a.columns), size = static_cast<std::size_t>(a.in.size);
    for (std::size_t r = 0; r < a.in.count; ++r)
        for (std::size_t c = 0; c < columns; ++c) {
            float sum = 0;
            for (std::size_t i = 0; i < size; ++i)
                sum += a.in.rows[r * size + i] * a.panels[c * size + i];
            a.out[r * columns + c] = sum;
        }
}

inline std::size_t first_within(const float* values, std::size_t n, float limit) {
    std::size_t i = 0;
    while (i < n && values[i] > limit)
        ++i;
    return i;
}

/// Not above its limit, or no number.
inline bool is_within(const LimitArgs& a, std::size_t place) {
    const std::size_t columns = static_cast<std::size_t>(a.columns);
    return !(a.products[place] + a.terms[place / columns] > a.limits[place % columns]);
}

inline std::size_t first_within_limits(const LimitArgs& a, std::size_t from) {
    const std::size_t all = a.count * static_cast<std::size_t>(a.columns);
    while (from < all && !is_within(a, from))
        ++from;
    return from;
}

inline constexpr FloatKernels kTable{Isa::reference,     1, distances, squares, products, first_within,
                                     first_within_limits};

}  // namespace kernels::floats::reference
FACENET_NAMESPACE_END

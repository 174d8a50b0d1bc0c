// SPDX-License-Identifier: MIT
/// The kernels of bytes as plain loops: what all others are tested against.
#pragma once

#include <cmath>

#include "table.hpp"

FACENET_NAMESPACE_BEGIN
namespace kernels::bytes {

/// Squared distance of two vectors of bytes, each scaled to length 1, from their dot product and sums of squares; NaN
/// where one is zero. Exactly 0 for equal vectors: the root of a rounded square is the number itself.
inline float squared_distance_of_directions(std::int32_t dot, std::int32_t squares_a, std::int32_t squares_b) {
    const float lengths = std::sqrt(static_cast<float>(squares_a) * static_cast<float>(squares_b));
    const float squared = 2.0f - 2.0f * (static_cast<float>(dot) / lengths);
    return squared < 0 ? 0.0f : squared;
}

/// Squared distance of scale_a * a and scale_b * b. Computed in units of b's scale, so that it is exactly 0 for equal
/// vectors of equal scales.
inline float squared_distance_of_scaled(std::int32_t dot, std::int32_t squares_a, float scale_a, std::int32_t squares_b,
                                        float scale_b) {
    const float ratio = scale_a / scale_b;
    const float squared = static_cast<float>(squares_b) +
                          ratio * (ratio * static_cast<float>(squares_a) - 2.0f * static_cast<float>(dot));
    return squared < 0 ? 0.0f : scale_b * scale_b * squared;
}

namespace reference {

inline std::int32_t dot(const std::int8_t* a, const std::int8_t* b, int n) {
    std::int32_t sum = 0;
    for (int i = 0; i < n; ++i)
        sum += std::int32_t{a[i]} * std::int32_t{b[i]};
    return sum;
}

/// The rows of any `dot`, one after the other.
template <std::int32_t (*Dot)(const std::int8_t*, const std::int8_t*, int)>
inline void products(const RowArgs& a, std::int32_t* dots, std::int32_t* squares) {
    for (std::size_t i = 0; i < a.count; ++i) {
        const std::int8_t* row = a.rows + i * static_cast<std::size_t>(a.size);
        dots[i] = Dot(row, a.probe, a.size);
        squares[i] = Dot(row, row, a.size);
    }
}

template <std::int32_t (*Dot)(const std::int8_t*, const std::int8_t*, int)>
inline void distances(const DistanceArgs& a) {
    const std::int32_t probe_squares = Dot(a.in.probe, a.in.probe, a.in.size);
    for (std::size_t i = 0; i < a.in.count; ++i) {
        const std::int8_t* row = a.in.rows + i * static_cast<std::size_t>(a.in.size);
        const std::int32_t dot = Dot(row, a.in.probe, a.in.size), squares = Dot(row, row, a.in.size);
        const float squared = a.scales == nullptr
                                  ? squared_distance_of_directions(dot, probe_squares, squares)
                                  : squared_distance_of_scaled(dot, probe_squares, a.probe_scale, squares, a.scales[i]);
        a.out[i] = a.root ? std::sqrt(squared) : squared;
    }
}

inline constexpr ByteKernels kTable{DotIsa::reference, dot, products<dot>, distances<dot>};

}  // namespace reference

// Plain loops again, in pieces of constant length, which compilers turn into vectors without being asked for more than
// -O2.
#if defined(FACENET_DOT_PORTABLE)
namespace portable {

inline std::int32_t dot(const std::int8_t* a, const std::int8_t* b, int n) {
    constexpr int kPiece = 64;
    std::int32_t total = 0;
    int i = 0;
    for (; i + kPiece <= n; i += kPiece) {
        std::int32_t sum = 0;
        for (int k = 0; k < kPiece; ++k)
            sum += std::int32_t{a[i + k]} * std::int32_t{b[i + k]};
        total += sum;
    }
    return total + reference::dot(a + i, b + i, n - i);
}

inline constexpr ByteKernels kTable{DotIsa::portable, dot, reference::products<dot>, reference::distances<dot>};

}  // namespace portable
#endif

}  // namespace kernels::bytes
FACENET_NAMESPACE_END

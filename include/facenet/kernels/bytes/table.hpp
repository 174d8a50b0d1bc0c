// SPDX-License-Identifier: MIT
/// Embeddings of one byte a dimension: what their kernels are called with, and the table of them.
#pragma once

#include <cstddef>
#include <cstdint>

#include "../../simd/dot_isa.hpp"

FACENET_NAMESPACE_BEGIN
namespace kernels::bytes {

/// One probe against many rows. All values -128..127 are allowed; `size` is at most kMaxSize.
struct RowArgs {
    const std::int8_t* probe = nullptr;  ///< [size]
    const std::int8_t* rows = nullptr;   ///< [count][size], one row directly after the other, of any alignment
    std::size_t count = 0;
    int size = 0;
};

/// Sums of this many products of bytes fit 32 bits.
inline constexpr int kMaxSize = (1 << 17) - 1;

/// Distances of the rows from the probe, as numbers of their own scales or of length 1.
struct DistanceArgs {
    RowArgs in;
    /// A row's numbers are its bytes times its scale, [count]. Null: rows and probe are taken as directions, scaled to
    /// length 1; the zero vector has none, and its distances are NaN.
    const float* scales = nullptr;
    float probe_scale = 0;
    /// Distances or, as sums leave them, their squares.
    bool root = false;
    float* out = nullptr;  ///< [count]
};

struct ByteKernels {
    DotIsa isa;
    /// Sum of a * b over n <= kMaxSize values; exact.
    std::int32_t (*dot)(const std::int8_t* a, const std::int8_t* b, int n);
    /// For every row its dot product with the probe and its sum of squares, [count] each; exact.
    void (*products)(const RowArgs&, std::int32_t* dots, std::int32_t* squares);
    void (*distances)(const DistanceArgs&);
};

}  // namespace kernels::bytes
FACENET_NAMESPACE_END

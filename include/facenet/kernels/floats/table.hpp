// SPDX-License-Identifier: MIT
/// Embeddings of floats, many against few: what their kernels are called with, and the table of them.
#pragma once

#include <cstddef>

#include "../../simd/isa.hpp"

FACENET_NAMESPACE_BEGIN
namespace kernels::floats {

/// Many rows, of any alignment.
struct RowArgs {
    const float* rows = nullptr;  ///< [count][size], one row directly after the other
    std::size_t count = 0;
    int size = 0;
};

/// A block of rows times all probes. Probes are packed as weights are (kernels/pack.hpp).
struct ProductArgs {
    RowArgs in;
    const float* panels = nullptr;  ///< [columns / panel][size][panel]
    int columns = 0;                ///< a multiple of the table's panel
    std::size_t rows_to_come = 0;   ///< that follow directly and are asked for meanwhile
    float* out = nullptr;           ///< [count][columns]
};

/// Products to which a number is added that belongs to their row, and limits that belong to their columns.
struct LimitArgs {
    const float* products = nullptr;  ///< [count][columns]
    const float* terms = nullptr;     ///< [count]
    const float* limits = nullptr;    ///< [columns]
    std::size_t count = 0;
    int columns = 0;
};

struct FloatKernels {
    Isa isa;
    /// Columns of a panel of probes, a whole number of vectors.
    int panel;
    /// Sum of (row - probe)^2 for every row, or its root; out[count]. A row's sum depends on the row and the probe
    /// only.
    void (*distances)(const RowArgs&, const float* probe, bool root, float* out);
    /// Sum of squares for every row; out[count].
    void (*squares)(const RowArgs&, float* out);
    void (*products)(const ProductArgs&);
    /// The first of n values that is not above the limit (or no number), or n.
    std::size_t (*first_within)(const float* values, std::size_t n, float limit);
    /// The first place, row * columns + column and not before `from`, whose product + term is not above the limit (or
    /// no number), or count * columns.
    std::size_t (*first_within_limits)(const LimitArgs&, std::size_t from);
};

}  // namespace kernels::floats
FACENET_NAMESPACE_END

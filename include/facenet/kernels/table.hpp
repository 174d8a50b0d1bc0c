// SPDX-License-Identifier: MIT
/// The one table through which kernels are called: an entry per operation, a table per instruction set.
#pragma once

#include "../simd/isa.hpp"
#include "args.hpp"

FACENET_NAMESPACE_BEGIN
namespace kernels {

struct Kernels {
    Isa isa;
    /// Columns of a weight panel (PackedWeights).
    int panel;
    void (*conv)(const ConvArgs&);
    void (*pool)(const PoolArgs&);
    void (*lrn)(const LrnArgs&);
    /// out channel c = max of in channels pieces*c .. pieces*c + pieces-1, pieces = in channels / out channels.
    void (*maxout)(const PixelArgs&);
    /// Per pixel: exp(in) / sum of exp(in) over the channels.
    void (*softmax)(const PixelArgs&);
    /// Per pixel: in / |in| (the zero vector stays zero).
    void (*l2_normalise)(const PixelArgs&);
    /// Sum of (a - b)^2 over n values.
    float (*squared_distance)(const float* a, const float* b, int n);
    /// Sum of a * b over n values.
    float (*dot)(const float* a, const float* b, int n);
};

}  // namespace kernels
FACENET_NAMESPACE_END

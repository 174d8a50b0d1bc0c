// SPDX-License-Identifier: MIT
/// The one table through which int8 kernels are called; one for each way to multiply and add bytes.
#pragma once

#include "../../simd/dot_isa.hpp"
#include "args.hpp"

FACENET_NAMESPACE_BEGIN
namespace kernels {

/// Where convolutions by minimal filtering (Int8Weights::points) pay: from so many channels of the input on, where direct
/// ones have so many times the products. They are not known where there are no channels.
struct FilteringPays {
    int channels;
    float savings;
};

struct Int8Kernels {
    DotIsa isa;
    FilteringPays filtering;
    /// True where narrow weights (Int8Weights::narrow) are faster.
    bool narrow_pays;
    /// True where activations are multiplied as signed bytes, q - 128: `offset` must take that back.
    bool signed_activations;
    void (*conv)(const Int8ConvArgs&);
    void (*dense)(const Int8DenseArgs&);
    void (*max_pool)(const Int8PoolArgs&);
    void (*quantise)(const QuantiseArgs&);
    void (*dequantise)(const DequantiseArgs&);
};

}  // namespace kernels
FACENET_NAMESPACE_END

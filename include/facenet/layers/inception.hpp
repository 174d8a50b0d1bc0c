// SPDX-License-Identifier: MIT
/// Inception blocks (Szegedy et al. 2014) as columns of the paper's tables: reduce, convolve, concatenate.
#pragma once

#include "concat.hpp"
#include "conv.hpp"
#include "sequential.hpp"

FACENET_NAMESPACE_BEGIN
namespace layers {

namespace names {
// Names that are no C++ identifiers.
struct conv_1x1 {
    static constexpr const char* value = "1x1";
};
struct conv_3x3 {
    static constexpr const char* value = "3x3";
};
struct reduce_3x3 {
    static constexpr const char* value = "3x3_reduce";
};
struct conv_5x5 {
    static constexpr const char* value = "5x5";
};
struct reduce_5x5 {
    static constexpr const char* value = "5x5_reduce";
};
FACENET_NAME(pool_proj);
}  // namespace names

/// The column '1x1'.
template <int Out>
using Conv1x1 = Named<names::conv_1x1, Conv<Out, Kernel<1>>>;

/// The columns '3x3 reduce' and '3x3'; padded so that stride 1 keeps the size.
template <int Reduce, int Out, int S = 1>
using Conv3x3 = Sequential<Named<names::reduce_3x3, Conv<Reduce, Kernel<1>>>,
                           Named<names::conv_3x3, Conv<Out, Kernel<3>, Stride<S>, Pad<1>>>>;

/// The columns '5x5 reduce' and '5x5'; padded so that stride 1 keeps the size.
template <int Reduce, int Out, int S = 1>
using Conv5x5 = Sequential<Named<names::reduce_5x5, Conv<Reduce, Kernel<1>>>,
                           Named<names::conv_5x5, Conv<Out, Kernel<5>, Stride<S>, Pad<2>>>>;

/// The column 'pool proj': a pooling and the 1x1 convolution that reduces its channels.
template <class Pooling, int Out>
using PoolProj = Sequential<Pooling, Named<names::pool_proj, Conv<Out, Kernel<1>>>>;

/// A block of such columns, in the order in which their channels lie.
template <class... Columns>
using Inception = Concat<Columns...>;

}  // namespace layers
FACENET_NAMESPACE_END

// SPDX-License-Identifier: MIT
/// What the int8 kernels are called with: maps of unsigned bytes, weights of signed ones, sums of 32 bits.
///
/// A byte q of a map means scale * (q - zero); scale and zero are the map's. A convolution of bytes computes, exactly,
///     a = sum of q * w + offset            32-bit integers; offset = bias - (zero of the input) * (sum of w)
///     y = a * scale                        single precision, rounded; scale = input * weight / output scale
///     q = zero + round(y)                  cut to 0..255, and to zero from below where a ReLU follows
/// With a residual, y has 8 more bits, and
///     q = (round(y) + round(residual * residual_scale) + residual_offset) / 256, rounded down
/// where residual_offset has both zeros and a half. Minimal filtering has sums in single precision: y = (a + offset) * scale.
/// Whoever makes the numbers sees to it that nothing leaves 32 bits, and y not 2^30 (model/int8_weights.hpp).
/// Every instruction set gives the same bytes: no operation leaves room for contraction or for another order.
#pragma once

#include <cstdint>

#include "../args.hpp"

FACENET_NAMESPACE_BEGIN
namespace kernels {

using ByteMap = BasicMap<std::uint8_t>;
using ConstByteMap = BasicMap<const std::uint8_t>;

/// Columns of a panel of weights, and depth of one of its steps: four neighbours for every column, 64 bytes, which is what
/// one instruction multiplies and adds where processors have such.
inline constexpr int kInt8Panel = 16, kQuad = 4;

/// Packed weights of one convolution (kernels/int8/pack.hpp). One order serves every instruction set.
struct Int8Weights {
    Algorithm algorithm = Algorithm::direct;
    /// [ceil(out / 16)][kernel height][quads of a row of the window][16][4]; absent columns and depth are zero.
    const std::int8_t* panels = nullptr;
    /// True where the products of two steps can be summed in 16 bits (kernels/int8/pack.hpp, Int8WeightFacts).
    bool narrow = false;
    /// Minimal filtering only: [ceil(out / 16)][points][pairs of channels][16][2], and the power of two by which the sum of
    /// a point counts, [ceil(out / 16)][points][16].
    const std::int16_t* points = nullptr;
    const float* point_scale = nullptr;
    /// Per column, padded to whole panels.
    const std::int32_t* offset = nullptr;
    const float* scale = nullptr;  // of y above, times 256 with a residual
};

struct Int8ConvArgs {
    ConstByteMap in;
    ByteMap out;
    MapView float_out;  // instead of `out`, if it has data: y itself, in units of its own; without residual
    ConstByteMap residual;
    Window window;
    Int8Weights weights;
    Activation activation = Activation::linear;  // linear or relu
    int in_zero = 0, out_zero = 0;
    float residual_scale = 0;
    std::int32_t residual_offset = 0;
    void* scratch = nullptr;           // int8_conv_scratch() bytes, 64-byte aligned, of this share's own
    Share share{};
    int images = 1;
};

/// A dense layer whose weights alone are bytes: out = scale * (sum of in * w) + bias, in single precision.
struct Int8DenseArgs {
    const float* in;             // `depth` values, a multiple of kQuad
    float* out;                  // `outputs` values
    int depth, outputs;
    const std::int8_t* panels;   // [ceil(outputs / 16)][depth / 4][16][4]
    const float* scale;          // per column, padded to whole panels
    const float* bias;
    Share share{};
};

/// Maximum pooling; out = zero + round((in - in_zero) * scale).
struct Int8PoolArgs {
    ConstByteMap in;
    ByteMap out;
    Window window;
    int in_zero = 0, out_zero = 0;
    float scale = 1;
    Share share{};
};

/// Floats to bytes, q = zero + round(x * scale) cut to 0..255, or bytes to floats, (q - zero) * scale.
struct QuantiseArgs {
    ConstMapView in;
    ByteMap out;
    float scale = 1;
    int zero = 0;
    Share share{};
};
struct DequantiseArgs {
    ConstByteMap in;
    MapView out;
    float scale = 1;
    int zero = 0;
    Share share{};
};

}  // namespace kernels
FACENET_NAMESPACE_END

// SPDX-License-Identifier: MIT
/// What the kernels are called with. Kernels are sized at run time; every instruction set offers the
/// same entry points behind one table (kernels/table.hpp).
#pragma once

#include "../core/view.hpp"

FACENET_NAMESPACE_BEGIN
namespace kernels {

/// One of several threads' share of a kernel's work. Shares never change a result: every output is computed the same
/// way, whoever computes it.
struct Share {
    int part = 0, parts = 1;

    /// This share of `count` items, in whole units (but for the last): [begin, end).
    struct Range {
        int begin, end;
    };
    constexpr Range of(int count, int unit = 1) const {
        const int units = (count + unit - 1) / unit;
        const int begin = units * part / parts * unit, end = units * (part + 1) / parts * unit;
        return {begin < count ? begin : count, end < count ? end : count};
    }
};

/// A sliding window: kernel size, stride, and the padding above and to the left of the map.
/// Windows that reach over the map's end are clipped (pooling) or see zeros (convolution).
struct Window {
    int height = 1, width = 1;
    int stride_y = 1, stride_x = 1;
    int pad_y = 0, pad_x = 0;
};

enum class Activation : unsigned char { linear, relu, prelu };

/// Ways to compute a convolution (kernels/algorithm.hpp): as a matrix product, or by Winograd's minimal filtering with
/// tiles of 2x2 or 4x4 output pixels (3x3 filters), 2x2 (5x5 filters), or 4 pixels along a line (1x7 and 7x1 filters).
enum class Algorithm : unsigned char { direct, winograd_2x2, winograd_4x4, winograd_5x5, winograd_line };

/// Packed weights of one convolution or dense layer (kernels/pack.hpp).
/// `panels`: ceil(out / n) panels, n = the table's panel width; missing columns are zero. A panel is [depth][n] floats,
/// depth = kernel height x kernel width x input channels; for Winograd [points][input channels][n].
/// `bias`, `slope`: out floats, padded to n.
struct PackedWeights {
    Algorithm algorithm = Algorithm::direct;
    const float* panels = nullptr;
    const float* bias = nullptr;
    const float* slope = nullptr;  // PReLU only
};

/// out = activation(convolution(in) + bias + residual); `residual` may be absent and may be `out` itself.
struct ConvArgs {
    ConstMapView in;
    MapView out;
    ConstMapView residual;
    Window window;
    PackedWeights weights;
    Activation activation = Activation::linear;
    float* scratch = nullptr;  // conv_scratch() floats, 64-byte aligned, of this share's own
    Share share{};
    int images = 1;            // of a batch, an image_stride apart; weights are used for all while they are in the caches
};

enum class Pooling : unsigned char { max, average, l2 };

/// Pooling over clipped windows; an average counts the pixels inside the map, L2 is the root of the sum of squares.
struct PoolArgs {
    ConstMapView in;
    MapView out;
    Window window;
    Pooling kind = Pooling::max;
    Share share{};
};

/// Local response normalisation across channels:
/// out = in / (k + alpha / size * sum of squares over `size` neighbouring channels)^beta.
struct LrnArgs {
    ConstMapView in;
    MapView out;
    int size = 5;
    float alpha = 1e-4f, beta = 0.75f, k = 1.0f;
    float* scratch = nullptr;  // lrn_scratch() floats, of this share's own
    Share share{};
};

/// Work along the channels of every pixel.
struct PixelArgs {
    ConstMapView in;
    MapView out;
    Share share{};
};

}  // namespace kernels
FACENET_NAMESPACE_END

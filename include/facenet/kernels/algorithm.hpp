// SPDX-License-Identifier: MIT
/// Which way a convolution is computed: the choice, and the sizes that follow from it. Made from shapes alone, the same for
/// every instruction set, so that a workspace is sized when the program is compiled.
#pragma once

#include "blocking.hpp"

FACENET_NAMESPACE_BEGIN
namespace kernels {

// Winograd's minimal filtering F(M x M, 3 x 3) (Lavin and Gray 2015, arXiv 1509.09308): tiles of (M + 2)^2 input pixels
// give M x M output pixels with (M + 2)^2 instead of 9 M^2 multiplications.

/// Output pixels along a tile's side.
constexpr int winograd_side(Algorithm algorithm) { return algorithm == Algorithm::winograd_4x4 ? 4 : 2; }
/// Values of a transformed tile.
constexpr int winograd_points(Algorithm algorithm) {
    const int side = winograd_side(algorithm) + 2;
    return side * side;
}
constexpr int winograd_tiles(Algorithm algorithm, Dims out) {
    const int side = winograd_side(algorithm);
    return ((out.height + side - 1) / side) * ((out.width + side - 1) / side);
}

/// Transformed activations of one block of tiles should stay in the second-level cache.
inline constexpr int kWinogradBlockFloats = 80 * 1024;

/// Tiles that are transformed together: a multiple of every register tile's rows, or all there are.
constexpr int winograd_block_tiles(Algorithm algorithm, int in_channels, Dims out) {
    const int fitting = kWinogradBlockFloats / (winograd_points(algorithm) * in_channels) / 12 * 12;
    const int block = fitting < 12 ? 12 : fitting > 48 ? 48 : fitting;
    const int tiles = winograd_tiles(algorithm, out);
    return block < tiles ? block : tiles;
}

/// Floats between two tiles of transformed activations.
constexpr int winograd_stride(int in_channels) { return static_cast<int>(round_up(static_cast<std::size_t>(in_channels), 16)); }

/// Multiplications per pair of channels that each way needs, rows filled up to register tiles of 6, and the transforms
/// as what they were measured to cost.
constexpr double algorithm_cost(Algorithm algorithm, Dims in, Dims out) {
    if (algorithm == Algorithm::direct) return 9.0 * out.height * out.width;
    const int tiles = winograd_tiles(algorithm, out), rows = (tiles + 5) / 6 * 6, points = winograd_points(algorithm);
    const double transforms = points * tiles * (6.0 / out.channels + 4.0 / in.channels);
    return points * rows + transforms;
}

/// The cheapest way: Winograd where a 3x3 convolution of stride 1 has channels enough to pay for its transforms.
constexpr Algorithm choose_algorithm(const Window& w, Dims in, Dims out) {
    Algorithm best = Algorithm::direct;
    if (w.height != 3 || w.width != 3 || w.stride_y != 1 || w.stride_x != 1) return best;
    if (in.channels < 16 || out.channels < 16 || out.height < 2 || out.width < 2) return best;
    for (Algorithm way : {Algorithm::winograd_2x2, Algorithm::winograd_4x4}) {
        // On small maps the larger tile's weights, four times the filter's, cost more than its fewer products save.
        if (way == Algorithm::winograd_4x4 && winograd_tiles(way, out) < 6) continue;
        if (algorithm_cost(way, in, out) < algorithm_cost(best, in, out)) best = way;
    }
    return best;
}

/// Floats of the packed weights of one convolution.
constexpr std::size_t packed_floats(Algorithm algorithm, const Window& window, int in_channels, int out_channels, int panel) {
    const auto columns = static_cast<std::size_t>(panel_columns(out_channels, panel));
    const int depth = algorithm == Algorithm::direct ? conv_depth(window, in_channels) : winograd_points(algorithm) * in_channels;
    return static_cast<std::size_t>(depth) * columns;
}

/// Scratch floats of a convolution computed one way.
constexpr std::size_t conv_scratch(Algorithm algorithm, const Window& window, Dims in, Dims out) {
    if (algorithm == Algorithm::direct) return direct_scratch(window, in, out);
    const int tiles = winograd_block_tiles(algorithm, in.channels, out), points = winograd_points(algorithm);
    return static_cast<std::size_t>(points) * static_cast<std::size_t>(tiles) *
           static_cast<std::size_t>(winograd_stride(in.channels) + kMaxPanel);
}

/// Scratch floats that suffice for a convolution, whichever way it is computed.
constexpr std::size_t conv_scratch(const Window& window, Dims in, Dims out) {
    const std::size_t direct = conv_scratch(Algorithm::direct, window, in, out);
    const std::size_t chosen = conv_scratch(choose_algorithm(window, in, out), window, in, out);
    return direct < chosen ? chosen : direct;
}

}  // namespace kernels
FACENET_NAMESPACE_END

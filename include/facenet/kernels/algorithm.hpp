// SPDX-License-Identifier: MIT
/// Which way a convolution is computed: the choice, and the sizes that follow from it. Made from shapes alone, the same for
/// every instruction set, so that a workspace is sized when the program is compiled.
#pragma once

#include "blocking.hpp"

FACENET_NAMESPACE_BEGIN
namespace kernels {

// Winograd's minimal filtering (Lavin and Gray 2015, arXiv 1509.09308): in two dimensions, F(M x M, R x R), tiles of
// (M + R - 1)^2 input pixels give M x M output pixels with (M + R - 1)^2 instead of R^2 M^2 multiplications; along a line,
// F(4, 7), 10 input pixels give 4 output pixels with 10 instead of 28.

/// Taps of the filters that winograd_line serves.
inline constexpr int kLineTaps = 7;
/// Output pixels of its tiles.
inline constexpr int kLineSide = 4;

/// How an algorithm cuts a map into tiles.
struct WinogradTiles {
    int height, width;  // output pixels of a tile
    int points;         // values of a transformed tile
    int down, across;   // tiles of an image

    constexpr int count() const { return down * across; }
};

constexpr WinogradTiles winograd_tiles(Algorithm algorithm, const Window& window, Dims out) {
    WinogradTiles t{};
    if (algorithm == Algorithm::winograd_line) {
        t.height = window.height == 1 ? 1 : kLineSide;
        t.width = window.height == 1 ? kLineSide : 1;
        t.points = kLineSide + kLineTaps - 1;
    } else {
        t.height = t.width = algorithm == Algorithm::winograd_4x4 ? 4 : 2;
        t.points = algorithm == Algorithm::winograd_2x2 ? 16 : 36;
    }
    t.down = (out.height + t.height - 1) / t.height;
    t.across = (out.width + t.width - 1) / t.width;
    return t;
}

/// Transformed activations of one block of tiles should stay in the second-level cache.
inline constexpr int kWinogradBlockFloats = 80 * 1024;
/// Most tiles of a block.
inline constexpr int kWinogradMostTiles = 48;

/// Tiles that are transformed together: a multiple of every register tile's rows, or all there are.
constexpr int winograd_block_tiles(const WinogradTiles& tiles, int in_channels, int images) {
    const int fitting = kWinogradBlockFloats / (tiles.points * in_channels) / 12 * 12;
    const int block = fitting < 12 ? 12 : fitting > kWinogradMostTiles ? kWinogradMostTiles : fitting;
    const int all = tiles.count() * images;
    return block < all ? block : all;
}

/// Floats between two points of a block of tiles: a cache line more than they need, since a power of two would put all points
/// of a tile into the same few sets of the first-level cache.
constexpr int winograd_point_step(int tiles, int row) { return tiles * row + 16; }

/// Floats between two tiles of transformed activations.
constexpr int winograd_stride(int in_channels) { return static_cast<int>(round_up(static_cast<std::size_t>(in_channels), 16)); }

/// Multiplications per pair of channels that each way needs, rows filled up to register tiles of 6, and the transforms
/// as what they were measured to cost.
constexpr double algorithm_cost(Algorithm algorithm, const Window& w, Dims in, Dims out) {
    if (algorithm == Algorithm::direct) return 1.0 * w.height * w.width * out.height * out.width;
    const WinogradTiles tiles = winograd_tiles(algorithm, w, out);
    const int rows = (tiles.count() + 5) / 6 * 6;
    const double transforms = tiles.points * tiles.count() * (6.0 / out.channels + 4.0 / in.channels);
    return tiles.points * rows + transforms;
}

/// True where an algorithm can compute a convolution at all.
constexpr bool algorithm_fits(Algorithm algorithm, const Window& w) {
    if (algorithm == Algorithm::direct) return true;
    if (w.stride_y != 1 || w.stride_x != 1) return false;
    if (algorithm == Algorithm::winograd_line) return w.height * w.width == kLineTaps && (w.height == 1 || w.width == 1);
    const int side = algorithm == Algorithm::winograd_5x5 ? 5 : 3;
    return w.height == side && w.width == side;
}

/// The cheapest way: Winograd where a convolution of stride 1 has channels enough to pay for its transforms, and allowed(way)
/// says so.
template <class Allowed>
constexpr Algorithm choose_algorithm(const Window& w, Dims in, Dims out, Allowed allowed) {
    Algorithm best = Algorithm::direct;
    if (in.channels < 16 || out.channels < 16) return best;
    for (Algorithm way : {Algorithm::winograd_2x2, Algorithm::winograd_4x4, Algorithm::winograd_5x5, Algorithm::winograd_line}) {
        if (!algorithm_fits(way, w) || !allowed(way)) continue;
        const WinogradTiles tiles = winograd_tiles(way, w, out);
        // On small maps the larger tile's weights, four times the filter's, cost more than its fewer products save.
        if (way == Algorithm::winograd_4x4 && tiles.count() < 6) continue;
        if (algorithm_cost(way, w, in, out) < algorithm_cost(best, w, in, out)) best = way;
    }
    return best;
}
constexpr Algorithm choose_algorithm(const Window& w, Dims in, Dims out) {
    return choose_algorithm(w, in, out, [](Algorithm) { return true; });
}

/// Floats of the packed weights of one convolution.
constexpr std::size_t packed_floats(Algorithm algorithm, const Window& window, int in_channels, int out_channels, int panel) {
    const auto columns = static_cast<std::size_t>(panel_columns(out_channels, panel));
    const int depth = algorithm == Algorithm::direct ? conv_depth(window, in_channels)
                                                     : winograd_tiles(algorithm, window, Dims{}).points * in_channels;
    return static_cast<std::size_t>(depth) * columns;
}

/// Scratch floats of a convolution of a batch computed one way.
constexpr std::size_t conv_scratch(Algorithm algorithm, const Window& window, Dims in, Dims out, int images = 1) {
    if (algorithm == Algorithm::direct) return direct_scratch(window, in, out, images);
    const WinogradTiles tiles = winograd_tiles(algorithm, window, out);
    const int block = winograd_block_tiles(tiles, in.channels, images);
    return static_cast<std::size_t>(tiles.points) *
           static_cast<std::size_t>(winograd_point_step(block, winograd_stride(in.channels)) + winograd_point_step(block, kMaxPanel));
}

/// Scratch floats that suffice for a convolution of any batch, whichever way it is computed.
constexpr std::size_t conv_scratch(const Window& window, Dims in, Dims out) {
    constexpr int kAnyBatch = kBlockRows;
    const std::size_t direct = conv_scratch(Algorithm::direct, window, in, out, kAnyBatch);
    const std::size_t chosen = conv_scratch(choose_algorithm(window, in, out), window, in, out, kAnyBatch);
    return direct < chosen ? chosen : direct;
}

}  // namespace kernels
FACENET_NAMESPACE_END

// SPDX-License-Identifier: MIT
/// Sizes of the int8 kernels' packed weights and scratch memory; the same for all instruction sets.
#pragma once

#include "../algorithm.hpp"
#include "args.hpp"

FACENET_NAMESPACE_BEGIN
namespace kernels {

/// Bytes from -127 to 127: the product of a pair fits 16 bits, and a weight's negative exists.
inline constexpr int kInt8MostWeight = 127;
/// Most bytes that any instruction set keeps one activation of a packed block in.
inline constexpr int kMostCellBytes = 4;
/// Activations of a packed block of rows; in 16 bits they fill a good part of a second-level cache.
inline constexpr int kInt8BlockCells = 96 * 1024;
/// Deepest product whose sums of 255 * 127 fit 30 bits, and largest bias beside them.
inline constexpr int kInt8MostDepth = 32 * 1024;
inline constexpr double kInt8MostBias = 1 << 29;

/// Quads of one row of a window: neighbouring pixels' channels are one run, filled up to whole quads.
constexpr int row_quads(const Window& w, int in_channels) { return (w.width * in_channels + kQuad - 1) / kQuad; }
/// Cells of a window's rows.
constexpr int int8_depth(const Window& w, int in_channels) { return w.height * row_quads(w, in_channels) * kQuad; }

constexpr int int8_panels(int out_channels) { return (out_channels + kInt8Panel - 1) / kInt8Panel; }
/// Bytes of a convolution's packed weights.
constexpr std::size_t int8_panel_bytes(const Window& w, int in_channels, int out_channels) {
    return static_cast<std::size_t>(int8_panels(out_channels)) * static_cast<std::size_t>(int8_depth(w, in_channels)) * kInt8Panel;
}

/// Cells between two rows of a packed block; not a multiple of a page.
constexpr int cell_stride(int depth) { return depth + 32; }
/// Rows of a packed block: a multiple of every register tile's rows, at least one tile.
constexpr int int8_block_rows(int depth) {
    const int rows = kInt8BlockCells / cell_stride(depth) / 12 * 12;
    return rows < 12 ? 12 : rows > kBlockRows ? kBlockRows : rows;
}

/// Most bytes of a layer's transformed weights. They are 4 to 8 times the blob's, and the only ones that a model keeps
/// beside it: larger layers save little time by them.
inline constexpr std::size_t kInt8MostPointBytes = std::size_t{5} << 18;

/// 16-bit values, and point scales, of a convolution by minimal filtering.
constexpr std::size_t int8_points(Algorithm algorithm, int in_channels, int out_channels) {
    if (algorithm == Algorithm::direct) return 0;
    return static_cast<std::size_t>(winograd_tiles(algorithm, {}, {}).points * int8_panels(out_channels)) *
           static_cast<std::size_t>((in_channels + 1) / 2 * 2 * kInt8Panel);
}
constexpr std::size_t int8_point_scales(Algorithm algorithm, int out_channels) {
    if (algorithm == Algorithm::direct) return 0;
    return static_cast<std::size_t>(winograd_tiles(algorithm, {}, {}).points * int8_panels(out_channels) * kInt8Panel);
}

/// The ways that pay with products of 16 bits: minimal filtering in two dimensions. (A line's ten points would take its
/// activations beyond 16 bits.)
constexpr Algorithm choose_int8_algorithm(const Window& w, Dims in, Dims out) {
    // On the smallest maps the transformed weights cost more than fewer products save.
    if (out.height * out.width < 36) return Algorithm::direct;
    return choose_algorithm(w, in, out, [&](Algorithm way) {
        return way != Algorithm::winograd_line && 2 * int8_points(way, in.channels, out.channels) <= kInt8MostPointBytes;
    });
}

/// The same for an instruction set (FilteringPays, kernels/int8/table.hpp).
constexpr Algorithm choose_int8_algorithm(const Window& w, Dims in, Dims out, int channels, float savings) {
    const Algorithm best = choose_int8_algorithm(w, in, out);
    if (best == Algorithm::direct || channels == 0 || in.channels < channels) return Algorithm::direct;
    const WinogradTiles tiles = winograd_tiles(best, w, out);
    const int direct = w.height * w.width * out.height * out.width, filtered = tiles.points * tiles.count();
    return static_cast<float>(direct) >= savings * static_cast<float>(filtered) ? best : Algorithm::direct;
}

/// 16-bit values between two tiles of transformed activations.
constexpr int pair_stride(int in_channels) { return static_cast<int>(round_up(static_cast<std::size_t>(in_channels), 32)); }

/// Most columns whose products minimal filtering keeps at once, on any instruction set.
inline constexpr int kMostPairColumns = 2 * kInt8Panel;

/// Bytes of the scratch memory of a convolution of any batch, computed one way.
constexpr std::size_t int8_conv_scratch(Algorithm algorithm, const Window& w, Dims in, Dims out) {
    if (algorithm != Algorithm::direct) {
        const WinogradTiles t = winograd_tiles(algorithm, w, out);
        const int block = winograd_block_tiles(t, in.channels, kBlockRows);
        return round_up(static_cast<std::size_t>(t.points) * (sizeof(std::int16_t) * static_cast<std::size_t>(winograd_point_step(block, pair_stride(in.channels))) +
                                                              sizeof(std::int32_t) * static_cast<std::size_t>(winograd_point_step(block, kMostPairColumns))), kAlignment);
    }
    const int depth = int8_depth(w, in.channels);
    const int rows = int8_block_rows(depth) * cell_stride(depth);
    // The rows of a map under one row of its output, for windows read in place (bodies/rows.inl).
    const int band = ((out.width - 1) * w.stride_x + w.width) * in.channels * w.height + kQuad;
    return round_up(static_cast<std::size_t>(rows > band ? rows : band) * kMostCellBytes, kAlignment);
}
/// Whichever way it is computed.
constexpr std::size_t int8_conv_scratch(const Window& w, Dims in, Dims out) {
    const std::size_t direct = int8_conv_scratch(Algorithm::direct, w, in, out);
    const std::size_t chosen = int8_conv_scratch(choose_int8_algorithm(w, in, out), w, in, out);
    return direct < chosen ? chosen : direct;
}

}  // namespace kernels
FACENET_NAMESPACE_END

// SPDX-License-Identifier: MIT
/// How the matrix product is cut into blocks that stay in the caches, and what scratch memory that takes.
/// The same for all instruction sets, so that a workspace is sized when the program is compiled.
#pragma once

#include <cstddef>

#include "../core/memory.hpp"
#include "args.hpp"

FACENET_NAMESPACE_BEGIN
namespace kernels {

/// Rows (output pixels) of a block; a multiple of every register tile's rows (4, 6, 8, 12).
inline constexpr int kBlockRows = 96;
/// Most of the depth that a block spans: a panel of weights of that depth is 32 KB where it has 16 columns. (Measured: less
/// stores sums too often, more gains nothing and makes the packed rows of a block too large for small caches.)
inline constexpr int kBlockDepth = 512;
/// Most columns of a panel.
inline constexpr int kMaxPanel = 32;
/// Widest local response normalisation.
inline constexpr int kMaxLrnChannels = 1024, kMaxLrnSize = 9;

constexpr int conv_depth(const Window& window, int in_channels) { return window.height * window.width * in_channels; }

/// The depth is cut into equal blocks, multiples of 16 but for the last.
constexpr int block_depth(int depth) {
    const int blocks = (depth + kBlockDepth - 1) / kBlockDepth;
    const int even = (depth + blocks - 1) / blocks;
    return static_cast<int>(round_up(static_cast<std::size_t>(even), 16));
}

/// True where output pixels are input pixels, so that the product reads the map in place.
constexpr bool is_pointwise(const Window& w) {
    return w.height == 1 && w.width == 1 && w.stride_y == 1 && w.stride_x == 1 && w.pad_y == 0 && w.pad_x == 0;
}

/// Floats between two rows of a packed block of activations.
constexpr int packed_stride(int depth) { return block_depth(depth) + 16; }

/// Scratch floats of the matrix product of a batch: the packed block of activations.
constexpr std::size_t direct_scratch(const Window& window, Dims in, Dims out, int images) {
    const int pixels = images * out.height * out.width;
    const int rows = pixels < kBlockRows ? pixels : kBlockRows;
    return round_up(static_cast<std::size_t>(rows) * static_cast<std::size_t>(packed_stride(conv_depth(window, in.channels))), 16);
}

/// Scratch floats of a local response normalisation: one pixel's squares with a zero margin.
constexpr std::size_t lrn_scratch(int channels) {
    return round_up(static_cast<std::size_t>(channels) + 2 * kMaxLrnSize + kMaxPanel, 16);
}

/// Columns of all panels together.
constexpr int panel_columns(int out_channels, int panel) {
    return static_cast<int>(round_up(static_cast<std::size_t>(out_channels), static_cast<std::size_t>(panel)));
}

}  // namespace kernels
FACENET_NAMESPACE_END

// SPDX-License-Identifier: MIT
/// Weights into the order in which the kernels read them. Done once, when a model is opened, or by the converter.
#pragma once

#include <array>
#include <cstring>

#include "algorithm.hpp"
#include "cook_toom.hpp"

FACENET_NAMESPACE_BEGIN
namespace kernels {

/// Most taps of a filter that minimal filtering transforms.
inline constexpr int kMostTaps = 25;

namespace detail {

/// Columns that are transformed side by side: the compiler makes vectors of them. Divides every panel of vectors.
inline constexpr int kPackColumns = 4;
using PackColumns = std::array<float, kPackColumns>;

/// Adds factor * from.
inline void add_scaled(PackColumns& to, float factor, const PackColumns& from) {
    for (std::size_t n = 0; n < to.size(); ++n) to[n] += factor * from[n];
}

/// U = G g G^T of some columns; the points lie `step` floats apart.
template <int Side, int Taps>
void transform_square(const PackColumns* taps, float* to, std::ptrdiff_t step) {
    static constexpr CookToom<Side, Taps> kTransform;
    for (const auto& down : kTransform.g) {
        PackColumns row[Taps] = {};
        for (std::size_t x = 0; x < Taps; ++x)
            for (std::size_t y = 0; y < Taps; ++y) add_scaled(row[x], static_cast<float>(down[y]), taps[y * Taps + x]);
        for (const auto& across : kTransform.g) {
            PackColumns point{};
            for (std::size_t x = 0; x < Taps; ++x) add_scaled(point, static_cast<float>(across[x]), row[x]);
            std::memcpy(to, point.data(), sizeof point);
            to += step;
        }
    }
}

/// U = G g of some columns.
inline void transform_line(const PackColumns* taps, float* to, std::ptrdiff_t step) {
    static constexpr CookToom<kLineSide, kLineTaps> kTransform;
    for (const auto& g : kTransform.g) {
        PackColumns point{};
        for (std::size_t t = 0; t < kLineTaps; ++t) add_scaled(point, static_cast<float>(g[t]), taps[t]);
        std::memcpy(to, point.data(), sizeof point);
        to += step;
    }
}

inline void transform_filter(Algorithm algorithm, const PackColumns* taps, float* to, std::ptrdiff_t step) {
    if (algorithm == Algorithm::winograd_2x2) transform_square<2, 3>(taps, to, step);
    else if (algorithm == Algorithm::winograd_4x4) transform_square<4, 3>(taps, to, step);
    else if (algorithm == Algorithm::winograd_5x5) transform_square<2, 5>(taps, to, step);
    else transform_line(taps, to, step);
}

}  // namespace detail

/// Writes one row of weights (one position of the depth, all output channels) into the panels of a matrix product.
inline void pack_row(const float* row, int out_channels, int panel, int depth, int at, float* panels) {
    float* cell = panels + static_cast<std::ptrdiff_t>(at) * panel;
    for (int first = 0; first < out_channels; first += panel, cell += static_cast<std::ptrdiff_t>(depth) * panel) {
        const int columns = out_channels - first < panel ? out_channels - first : panel;
        // A size that is known when this is compiled is a few moves instead of a call.
        if (columns == 16) std::memcpy(cell, row + first, 16 * sizeof(float));
        else std::memcpy(cell, row + first, static_cast<std::size_t>(columns) * sizeof(float));
    }
}

/// Writes one input channel's weights, transformed for minimal filtering, into the panels. taps[t] has the output
/// channels' weights of tap t.
inline void pack_channel(Algorithm algorithm, const Window& window, const float* const* taps, int channel, int in_channels,
                         int out_channels, int panel, float* panels) {
    const WinogradTiles tiles = winograd_tiles(algorithm, window, Dims{});
    const int count = window.height * window.width;
    const std::ptrdiff_t step = static_cast<std::ptrdiff_t>(in_channels) * panel;
    for (int first = 0; first < out_channels; first += detail::kPackColumns) {
        detail::PackColumns columns[kMostTaps] = {};
        const int valid = out_channels - first < detail::kPackColumns ? out_channels - first : detail::kPackColumns;
        for (int t = 0; t < count; ++t)
            std::memcpy(columns[t].data(), taps[t] + first, static_cast<std::size_t>(valid) * sizeof(float));
        detail::transform_filter(algorithm, columns,
                                 panels + first / panel * tiles.points * step + channel * panel + first % panel, step);
    }
}

/// Packs a convolution's weights, [depth][out], for one algorithm. row(slot, d) gives the output channels' weights at
/// position d of the depth; what it returns must stay until it is asked for the same slot, of kMostTaps, again.
/// `panels`: packed_floats() floats, zero.
template <class Row>
void pack_conv(Algorithm algorithm, const Window& window, int in_channels, int out_channels, int panel, float* panels, Row row) {
    const int depth = conv_depth(window, in_channels);
    if (algorithm == Algorithm::direct) {
        for (int d = 0; d < depth; ++d) pack_row(row(0, d), out_channels, panel, depth, d, panels);
        return;
    }
    const float* taps[kMostTaps] = {};
    for (int channel = 0; channel < in_channels; ++channel) {
        for (int t = 0; t * in_channels < depth; ++t) taps[t] = row(t, t * in_channels + channel);
        pack_channel(algorithm, window, taps, channel, in_channels, out_channels, panel, panels);
    }
}

}  // namespace kernels
FACENET_NAMESPACE_END

// SPDX-License-Identifier: MIT
/// Weights into the order in which the kernels read them. Done once, when a model is opened.
#pragma once

#include <array>

#include "algorithm.hpp"
#include "cook_toom.hpp"

FACENET_NAMESPACE_BEGIN
namespace kernels {

/// Writes one row of weights (one position of the depth, all output channels) into the panels of a matrix product.
inline void pack_row(const float* row, int out_channels, int panel, int depth, int at, float* panels) {
    for (int first = 0; first < out_channels; first += panel) {
        float* cell = panels + static_cast<std::ptrdiff_t>(first) * depth + static_cast<std::ptrdiff_t>(at) * panel;
        for (int c = 0; c < panel && first + c < out_channels; ++c) cell[c] = row[first + c];
    }
}

namespace detail {

/// The filter transform G of F(Side, 3): Side + 2 rows.
template <int Side>
constexpr std::array<std::array<double, 3>, static_cast<std::size_t>(Side + 2)> winograd_filter_transform() {
    if constexpr (Side == 2) return {{{1, 0, 0}, {0.5, 0.5, 0.5}, {0.5, -0.5, 0.5}, {0, 0, 1}}};
    else
        return {{{1.0 / 4, 0, 0},
                 {-1.0 / 6, -1.0 / 6, -1.0 / 6},
                 {-1.0 / 6, 1.0 / 6, -1.0 / 6},
                 {1.0 / 24, 1.0 / 12, 1.0 / 6},
                 {1.0 / 24, -1.0 / 12, 1.0 / 6},
                 {0, 0, 1}}};
}

/// Adds what the filter's weights at (ky, kx) of one input channel contribute to all points: U = G g G^T is linear in g.
template <int Side>
void add_winograd_row(const float* row, int ky, int kx, int channel, int in_channels, int out_channels, int panel, float* panels) {
    constexpr auto transform = winograd_filter_transform<Side>();
    constexpr int kSide = Side + 2;
    const std::ptrdiff_t per_point = static_cast<std::ptrdiff_t>(in_channels) * panel;
    for (int first = 0; first < out_channels; first += panel)
        for (int i = 0; i < kSide; ++i)
            for (int j = 0; j < kSide; ++j) {
                const auto factor = static_cast<float>(transform[static_cast<std::size_t>(i)][static_cast<std::size_t>(ky)] *
                                                       transform[static_cast<std::size_t>(j)][static_cast<std::size_t>(kx)]);
                float* cell = panels + (first / panel * kSide * kSide + i * kSide + j) * per_point + channel * panel;
                for (int c = 0; c < panel && first + c < out_channels; ++c) cell[c] += factor * row[first + c];
            }
}

/// The same along a line: U = G g.
inline void add_line_row(const float* row, int tap, int channel, int in_channels, int out_channels, int panel, float* panels) {
    static constexpr CookToom<kLineSide, kLineTaps> kTransform;
    constexpr int kPoints = CookToom<kLineSide, kLineTaps>::kPoints;
    const std::ptrdiff_t per_point = static_cast<std::ptrdiff_t>(in_channels) * panel;
    for (int first = 0; first < out_channels; first += panel)
        for (int i = 0; i < kPoints; ++i) {
            const auto factor = static_cast<float>(kTransform.g[static_cast<std::size_t>(i)][static_cast<std::size_t>(tap)]);
            float* cell = panels + (first / panel * kPoints + i) * per_point + channel * panel;
            for (int c = 0; c < panel && first + c < out_channels; ++c) cell[c] += factor * row[first + c];
        }
}

}  // namespace detail

/// The same for any algorithm; `at` counts the depth as [ky][kx][input channel]. `panels` begins as zeros.
inline void pack_row(Algorithm algorithm, const Window& w, const float* row, int in_channels, int out_channels, int panel,
                     int at, float* panels) {
    const int tap = at / in_channels, channel = at % in_channels;
    switch (algorithm) {
    case Algorithm::direct: return pack_row(row, out_channels, panel, conv_depth(w, in_channels), at, panels);
    case Algorithm::winograd_2x2:
        return detail::add_winograd_row<2>(row, tap / 3, tap % 3, channel, in_channels, out_channels, panel, panels);
    case Algorithm::winograd_4x4:
        return detail::add_winograd_row<4>(row, tap / 3, tap % 3, channel, in_channels, out_channels, panel, panels);
    case Algorithm::winograd_line:
        return detail::add_line_row(row, tap, channel, in_channels, out_channels, panel, panels);
    }
}

}  // namespace kernels
FACENET_NAMESPACE_END

// SPDX-License-Identifier: MIT
/// Weights of bytes into the order in which the kernels read them (Int8Weights): panels, done by the quantiser, and points of
/// minimal filtering, made of them when a model is opened.
#pragma once

#include <array>
#include <cmath>
#include <cstring>

#include "../cook_toom.hpp"
#include "../pack.hpp"
#include "blocking.hpp"

FACENET_NAMESPACE_BEGIN
namespace kernels {

/// Where the weight of a column lies in packed panels; `tap_row` is a row of the window, `at` a position in its run of
/// width * channels.
constexpr std::size_t int8_weight_at(const Window& w, int in_channels, int column, int tap_row, int at) {
    const int quads = row_quads(w, in_channels);
    const auto step = static_cast<std::size_t>((column / kInt8Panel * w.height + tap_row) * quads + at / kQuad);
    return step * (kInt8Panel * kQuad) + static_cast<std::size_t>(column % kInt8Panel * kQuad + at % kQuad);
}

/// Packs weights [kernel height x width x in channels][out]. `panels`: int8_panel_bytes() bytes, zero.
inline void pack_int8(const std::int8_t* weights, const Window& w, int in_channels, int out_channels, std::int8_t* panels) {
    const int run = w.width * in_channels;
    for (int row = 0; row < w.height; ++row)
        for (int at = 0; at < run; ++at, weights += out_channels)
            for (int o = 0; o < out_channels; ++o) panels[int8_weight_at(w, in_channels, o, row, at)] = weights[o];
}

/// Sum of each column's weights, padded to whole panels.
inline void sum_int8(const std::int8_t* panels, const Window& w, int in_channels, int out_channels, std::int32_t* sums) {
    const int steps = int8_depth(w, in_channels) / kQuad;
    for (int panel = 0; panel < int8_panels(out_channels); ++panel, sums += kInt8Panel) {
        std::int32_t all[kInt8Panel * kQuad] = {};
        for (int step = 0; step < steps; ++step, panels += kInt8Panel * kQuad)
            for (int i = 0; i < kInt8Panel * kQuad; ++i) all[i] += panels[i];
        for (int n = 0; n < kInt8Panel; ++n) {
            sums[n] = 0;
            for (int i = 0; i < kQuad; ++i) sums[n] += all[n * kQuad + i];
        }
    }
}

/// Largest sum, of one sign, of the four weights that share an activation's two steps: times 255 it fits 16 bits.
inline constexpr int kNarrowSum = 128;

/// What must be known of packed weights before they are multiplied.
struct Int8WeightFacts {
    /// One of them is -128, which none may be.
    bool has_most_negative = false;
    /// No sum of four products leaves 16 bits, whatever the activations: in each two steps of a row of the window, the
    /// positive weights of a column's first halves, and of its second ones, reach kNarrowSum at most, and so do the negative.
    /// A processor without an instruction for four products multiplies such weights a third faster.
    bool narrow = true;
};

/// Reads all packed weights of a layer once. (Not inlined: where it is called code is compiled small.)
FACENET_NOINLINE inline Int8WeightFacts inspect_int8(const std::int8_t* panels, const Window& w, int in_channels, int out_channels) {
    const int quads = row_quads(w, in_channels), rows = int8_panels(out_channels) * w.height;
    constexpr int kStep = kInt8Panel * kQuad, kPairs = kStep / 2;
    std::int16_t most[kPairs] = {}, least[kPairs] = {};
    // Loops of constant length, of 16-bit lanes that are two weights: the compiler makes vectors of them.
    const auto add = [&least](const std::int8_t* step, std::int16_t (&up)[kPairs], std::int16_t (&down)[kPairs]) {
        std::int16_t two[kPairs];
        std::memcpy(two, step, sizeof two);
        for (int i = 0; i < kPairs; ++i) {
            const auto low = static_cast<std::int16_t>(static_cast<std::int16_t>(static_cast<std::uint16_t>(two[i]) << 8) >> 8);
            const auto high = static_cast<std::int16_t>(two[i] >> 8);
            up[i] = static_cast<std::int16_t>(up[i] + (low > 0 ? low : 0) + (high > 0 ? high : 0));
            down[i] = static_cast<std::int16_t>(down[i] - (low < 0 ? low : 0) - (high < 0 ? high : 0));
            const std::int16_t less = low < high ? low : high;
            least[i] = least[i] < less ? least[i] : less;
        }
    };
    for (int row = 0; row < rows; ++row)
        for (int q = 0; q < quads; q += 2) {
            std::int16_t up[kPairs] = {}, down[kPairs] = {};
            add(panels, up, down);
            panels += kStep;
            if (q + 1 < quads) {
                add(panels, up, down);
                panels += kStep;
            }
            for (int i = 0; i < kPairs; ++i) {
                const std::int16_t larger = up[i] > down[i] ? up[i] : down[i];
                most[i] = most[i] > larger ? most[i] : larger;
            }
        }
    Int8WeightFacts facts;
    for (int i = 0; i < kPairs; ++i) {
        facts.narrow = facts.narrow && most[i] <= kNarrowSum;
        facts.has_most_negative = facts.has_most_negative || least[i] < -kInt8MostWeight;
    }
    return facts;
}

namespace detail {

/// One value for each column of a panel: the compiler makes vectors of them.
using PanelRow = std::array<float, kInt8Panel>;

inline void add_scaled(PanelRow& to, float factor, const PanelRow& from) {
    for (std::size_t n = 0; n < to.size(); ++n) to[n] += factor * from[n];
}

/// Minimal filtering of bytes: transformed weights of one channel, and how large transformed activations become.
template <int Side, int Taps>
struct Int8Filter {
    static constexpr CookToom<Side, Taps> kTransform{};
    static constexpr std::size_t kSide = Side + Taps - 1, kPoints = kSide * kSide;

    /// U = G g G^T.
    static void transform(const PanelRow (&taps)[Taps][Taps], PanelRow (&points)[kPoints]) {
        for (std::size_t i = 0; i < kSide; ++i) {
            PanelRow row[Taps] = {};
            for (std::size_t x = 0; x < Taps; ++x)
                for (std::size_t y = 0; y < Taps; ++y) add_scaled(row[x], static_cast<float>(kTransform.g[i][y]), taps[y][x]);
            for (std::size_t j = 0; j < kSide; ++j) {
                PanelRow& point = points[i * kSide + j];
                point = {};
                for (std::size_t x = 0; x < Taps; ++x) add_scaled(point, static_cast<float>(kTransform.g[j][x]), row[x]);
            }
        }
    }

    /// The greatest magnitude that B^T d B can have at a point, for d from -zero to 255 - zero and any zero point: with p and
    /// n the sums of a row's positive and negative factors, d times a row lies between -255 n and 255 p where the zero point
    /// is 0, between -255 p and 255 n where it is 255, and in between for others.
    static double most_activation(std::size_t point) {
        double p = 0, n = 0, p2 = 0, n2 = 0;
        for (std::size_t k = 0; k < kSide; ++k) {
            const double first = kTransform.b[point / kSide][k], second = kTransform.b[point % kSide][k];
            (first > 0 ? p : n) += std::fabs(first);
            (second > 0 ? p2 : n2) += std::fabs(second);
        }
        return 255 * std::fmax(p * p2 + n * n2, p * n2 + n * p2);
    }
};

/// U of one input channel of a panel.
template <int Side, int Taps>
void transform_channel(const std::int8_t* panels, const Window& w, int in_channels, int panel, int channel,
                       PanelRow (&points)[Int8Filter<Side, Taps>::kPoints]) {
    PanelRow taps[Taps][Taps];
    for (int y = 0; y < Taps; ++y)
        for (int x = 0; x < Taps; ++x) {
            const std::int8_t* from = panels + int8_weight_at(w, in_channels, panel * kInt8Panel, y, x * in_channels + channel);
            for (int n = 0; n < kInt8Panel; ++n) taps[y][x][static_cast<std::size_t>(n)] = static_cast<float>(from[n * kQuad]);
        }
    Int8Filter<Side, Taps>::transform(taps, points);
}

/// The largest power of two, times which no weight leaves 16 bits and no sum of products 31. `most` is the largest weight of a
/// point, `sum` that of its weights' magnitudes, `activation` the largest activation.
inline int point_bits(float most, float sum, int channels, double activation) {
    const double of_sum = 2147483000.0 / activation - channels;  // rounding adds half a unit to each of them, at most
    const double unit = std::fmin(32766.0 / std::fmax(static_cast<double>(most), 1e-3), of_sum / std::fmax(1.00001 * static_cast<double>(sum), 1e-3));
    constexpr int kMostBits = 14;
    return unit > 0 ? (std::ilogb(unit) < kMostBits ? std::ilogb(unit) : kMostBits) : -kMostBits;
}

template <int Side, int Taps>
void pack_points(const std::int8_t* panels, const Window& w, int in_channels, int out_channels, std::int16_t* to, float* scale, float* scratch) {
    using Filter = Int8Filter<Side, Taps>;
    using Points = PanelRow[Filter::kPoints];
    struct Channel {
        Points points;
    };
    const int pairs = (in_channels + 1) / 2;
    auto* channels = reinterpret_cast<Channel*>(scratch);
    channels[2 * pairs - 1] = {};  // one more, of zeros, where their number is odd
    for (int panel = 0; panel < int8_panels(out_channels); ++panel) {
        Points sums = {}, most = {}, factor;
        for (int c = 0; c < in_channels; ++c) {
            Points& points = channels[c].points;
            transform_channel<Side, Taps>(panels, w, in_channels, panel, c, points);
            for (std::size_t p = 0; p < Filter::kPoints; ++p)
                for (std::size_t n = 0; n < kInt8Panel; ++n) {
                    const float magnitude = points[p][n] < 0 ? -points[p][n] : points[p][n];
                    sums[p][n] += magnitude;
                    most[p][n] = most[p][n] < magnitude ? magnitude : most[p][n];
                }
        }
        for (std::size_t p = 0; p < Filter::kPoints; ++p) {
            const double activation = Filter::most_activation(p);
            for (std::size_t n = 0; n < kInt8Panel; ++n) {
                const int bits = point_bits(most[p][n], sums[p][n], in_channels, activation);
                factor[p][n] = static_cast<float>(std::ldexp(1.0, bits));
                scale[p * kInt8Panel + n] = static_cast<float>(std::ldexp(1.0, -bits));
            }
        }
        // Two channels are one 32-bit number; adding 1.5 * 2^23 rounds to the nearest whole one.
        constexpr float kWhole = 12582912.0f;
        for (std::size_t p = 0; p < Filter::kPoints; ++p)
            for (int pair = 0; pair < pairs; ++pair, to += 2 * kInt8Panel) {
                const PanelRow &first = channels[2 * pair].points[p], &second = channels[2 * pair + 1].points[p];
                std::uint32_t both[kInt8Panel];
                for (std::size_t n = 0; n < kInt8Panel; ++n) {
                    const auto low = static_cast<std::int32_t>((first[n] * factor[p][n] + kWhole) - kWhole);
                    const auto high = static_cast<std::int32_t>((second[n] * factor[p][n] + kWhole) - kWhole);
                    both[n] = (static_cast<std::uint32_t>(low) & 0xffffu) | static_cast<std::uint32_t>(high) << 16;
                }
                std::memcpy(to, both, sizeof both);
            }
        scale += Filter::kPoints * kInt8Panel;
    }
}

}  // namespace detail

/// Floats of memory that pack_int8_points() needs on the way: all channels of a panel, transformed.
constexpr std::size_t int8_packing_floats(Algorithm algorithm, int in_channels) { return int8_points(algorithm, in_channels, kInt8Panel); }

/// Transforms packed panels for minimal filtering. `points`: int8_points() zeros; `scratch`: int8_packing_floats(), on a cache line.
inline void pack_int8_points(Algorithm algorithm, const std::int8_t* panels, const Window& w, int in_channels, int out_channels,
                             std::int16_t* points, float* scale, float* scratch) {
    if (algorithm == Algorithm::winograd_2x2) detail::pack_points<2, 3>(panels, w, in_channels, out_channels, points, scale, scratch);
    else if (algorithm == Algorithm::winograd_4x4) detail::pack_points<4, 3>(panels, w, in_channels, out_channels, points, scale, scratch);
    else if (algorithm == Algorithm::winograd_5x5) detail::pack_points<2, 5>(panels, w, in_channels, out_channels, points, scale, scratch);
}

}  // namespace kernels
FACENET_NAMESPACE_END

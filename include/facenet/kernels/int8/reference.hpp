// SPDX-License-Identifier: MIT
/// Plain loops for the int8 kernels: what the others must equal, byte for byte.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "../cook_toom.hpp"
#include "blocking.hpp"
#include "pack.hpp"
#include "table.hpp"

FACENET_NAMESPACE_BEGIN
namespace kernels::int8_reference {

/// To the nearest whole number, halves to even: the processor's rounding.
inline std::int32_t round_to_int(float x) { return static_cast<std::int32_t>(std::nearbyint(x)); }
inline std::uint8_t to_byte(std::int32_t q) { return static_cast<std::uint8_t>(std::min<std::int32_t>(std::max<std::int32_t>(q, 0), 255)); }

/// Calls visit(image, y, x) for every pixel of this share of a batch of maps.
template <class Visit>
void for_pixels(const Dims& dims, int images, Share share, Visit visit) {
    const Share::Range rows = share.of(dims.height);
    for (int image = 0; image < images; ++image)
        for (int y = rows.begin; y < rows.end; ++y)
            for (int x = 0; x < dims.width; ++x) visit(image, y, x);
}

/// What becomes of y of one output (kernels/int8/args.hpp).
inline void finish(const Int8ConvArgs& a, int image, int y, int x, int column, float value) {
    if (a.float_out.data != nullptr) {
        a.float_out.at(image, y, x)[column] = a.activation == Activation::relu ? std::max(value, 0.0f) : value;
        return;
    }
    std::int32_t q = round_to_int(value);
    if (a.residual.data != nullptr) {
        const std::int32_t r = round_to_int(static_cast<float>(a.residual.at(image, y, x)[column]) * a.residual_scale);
        q = static_cast<std::int32_t>(std::floor((static_cast<double>(q) + r + a.residual_offset) / 256));
    } else {
        q += a.out_zero;
    }
    if (a.activation == Activation::relu) q = std::max<std::int32_t>(q, a.out_zero);
    a.out.at(image, y, x)[column] = to_byte(q);
}

/// The byte of a channel of a map, its zero outside of it.
inline int byte_at(const Int8ConvArgs& a, int image, int y, int x, int channel) {
    const bool inside = y >= 0 && y < a.in.dims.height && x >= 0 && x < a.in.dims.width;
    return inside ? a.in.at(image, y, x)[channel] : a.in_zero;
}

inline void conv_direct(const Int8ConvArgs& a) {
    const int channels = a.in.dims.channels;
    for_pixels(a.out.dims, a.images, a.share, [&](int image, int y, int x) {
        for (int o = 0; o < a.out.dims.channels; ++o) {
            std::int32_t sum = a.weights.offset[o];
            for (int ky = 0; ky < a.window.height; ++ky)
                for (int kx = 0; kx < a.window.width; ++kx)
                    for (int c = 0; c < channels; ++c) {
                        const int q = byte_at(a, image, y * a.window.stride_y - a.window.pad_y + ky, x * a.window.stride_x - a.window.pad_x + kx, c);
                        sum += q * a.weights.panels[int8_weight_at(a.window, channels, o, ky, kx * channels + c)];
                    }
            finish(a, image, y, x, o, static_cast<float>(sum) * a.weights.scale[o]);
        }
    });
}

/// The k-th output of a line of products. Points come in pairs +p, -p: their sum and difference first, smaller points before
/// larger ones.
template <int Side, int Taps>
float filtered_output(const float* line, int k) {
    static constexpr CookToom<Side, Taps> kTransform{};
    float y = 0;
    for (int pair = 0; pair < kTransform.kPairs; ++pair) {
        const float plus = line[1 + 2 * pair], minus = line[2 + 2 * pair];
        const float factor = static_cast<float>(kTransform.a[static_cast<std::size_t>(1 + 2 * pair)][static_cast<std::size_t>(k)]);
        const float term = (k % 2 == 0 ? plus + minus : plus - minus) * factor;
        y = pair == 0 ? (k == 0 ? line[0] + term : term) : y + term;
    }
    return k == Side - 1 ? y + line[kTransform.kPoints - 1] : y;
}

/// Minimal filtering tile by tile: whole numbers but for A^T, whose factors are powers of two.
template <int Side, int Taps>
void conv_filtered(const Int8ConvArgs& a) {
    constexpr int kSide = Side + Taps - 1;
    static constexpr CookToom<Side, Taps> kTransform{};
    using At = std::size_t;
    const int channels = a.in.dims.channels, pairs = (channels + 1) / 2;
    for_pixels({(a.out.dims.height + Side - 1) / Side, (a.out.dims.width + Side - 1) / Side, 1}, a.images, a.share, [&](int image, int ty, int tx) {
        std::vector<std::int32_t> v(At(kSide * kSide * channels));
        for (int c = 0; c < channels; ++c)
            for (int p = 0; p < kSide * kSide; ++p) {
                double sum = 0;
                for (int i = 0; i < kSide; ++i)
                    for (int j = 0; j < kSide; ++j)
                        sum += kTransform.b[At(p / kSide)][At(i)] * kTransform.b[At(p % kSide)][At(j)] *
                               (byte_at(a, image, ty * Side - a.window.pad_y + i, tx * Side - a.window.pad_x + j, c) - a.in_zero);
                v[At(p * channels + c)] = static_cast<std::int32_t>(sum);
            }
        for (int o = 0; o < a.out.dims.channels; ++o) {
            const int panel = o / kInt8Panel, n = o % kInt8Panel;
            float m[kSide][kSide];
            for (int p = 0; p < kSide * kSide; ++p) {
                std::int32_t sum = 0;
                const std::int16_t* weights = a.weights.points + std::ptrdiff_t{panel * kSide * kSide + p} * pairs * 2 * kInt8Panel;
                for (int c = 0; c < channels; ++c) sum += v[At(p * channels + c)] * weights[(c / 2 * kInt8Panel + n) * 2 + c % 2];
                m[p / kSide][p % kSide] = static_cast<float>(sum) * a.weights.point_scale[(panel * kSide * kSide + p) * kInt8Panel + n];
            }
            float down[Side][kSide];
            for (int j = 0; j < kSide; ++j) {
                float column[kSide];
                for (int i = 0; i < kSide; ++i) column[i] = m[i][j];
                for (int k = 0; k < Side; ++k) down[k][j] = filtered_output<Side, Taps>(column, k);
            }
            for (int i = 0; i < Side && ty * Side + i < a.out.dims.height; ++i)
                for (int j = 0; j < Side && tx * Side + j < a.out.dims.width; ++j)
                    finish(a, image, ty * Side + i, tx * Side + j, o,
                           (filtered_output<Side, Taps>(down[i], j) + static_cast<float>(a.weights.offset[o])) * a.weights.scale[o]);
        }
    });
}

inline void conv(const Int8ConvArgs& a) {
    switch (a.weights.algorithm) {
    case Algorithm::winograd_2x2: return conv_filtered<2, 3>(a);
    case Algorithm::winograd_4x4: return conv_filtered<4, 3>(a);
    case Algorithm::winograd_5x5: return conv_filtered<2, 5>(a);
    case Algorithm::winograd_line:
    case Algorithm::direct: return conv_direct(a);
    }
}

inline void dense(const Int8DenseArgs& a) {
    const Window whole{1, 1, 1, 1, 0, 0};
    const Share::Range outputs = a.share.of(a.outputs, kInt8Panel);
    for (int o = outputs.begin; o < outputs.end; ++o) {
        double sum = 0;
        for (int d = 0; d < a.depth; ++d)
            sum += static_cast<double>(a.in[d]) * a.panels[int8_weight_at(whole, a.depth, o, 0, d)];
        a.out[o] = static_cast<float>(static_cast<double>(a.scale[o]) * sum + static_cast<double>(a.bias[o]));
    }
}

/// q = zero + round(x).
inline std::uint8_t quantised(float x, int zero) {
    return to_byte(round_to_int(std::min(std::max(x, -4194304.0f), 4194304.0f)) + zero);
}

inline void max_pool(const Int8PoolArgs& a) {
    for_pixels(a.out.dims, 1, a.share, [&](int, int y, int x) {
        for (int c = 0; c < a.out.dims.channels; ++c) {
            int most = 0;
            for (int ky = 0; ky < a.window.height; ++ky)
                for (int kx = 0; kx < a.window.width; ++kx) {
                    const int iy = y * a.window.stride_y - a.window.pad_y + ky, ix = x * a.window.stride_x - a.window.pad_x + kx;
                    if (iy >= 0 && iy < a.in.dims.height && ix >= 0 && ix < a.in.dims.width) most = std::max<int>(most, a.in.at(iy, ix)[c]);
                }
            const bool same = a.scale == 1.0f && a.in_zero == a.out_zero;
            a.out.at(y, x)[c] = same ? static_cast<std::uint8_t>(most) : quantised(static_cast<float>(most - a.in_zero) * a.scale, a.out_zero);
        }
    });
}

inline void quantise(const QuantiseArgs& a) {
    for_pixels(a.in.dims, 1, a.share, [&](int, int y, int x) {
        for (int c = 0; c < a.in.dims.channels; ++c) a.out.at(y, x)[c] = quantised(a.in.at(y, x)[c] * a.scale, a.zero);
    });
}

inline void dequantise(const DequantiseArgs& a) {
    for_pixels(a.in.dims, 1, a.share, [&](int, int y, int x) {
        for (int c = 0; c < a.in.dims.channels; ++c) a.out.at(y, x)[c] = static_cast<float>(a.in.at(y, x)[c] - a.zero) * a.scale;
    });
}

inline constexpr Int8Kernels kTable{DotIsa::reference, {0, 0}, false, false, conv, dense, max_pool, quantise, dequantise};

}  // namespace kernels::int8_reference
FACENET_NAMESPACE_END

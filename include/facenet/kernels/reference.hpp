// SPDX-License-Identifier: MIT
/// Plain loops for every kernel: what the others are tested against, and an instruction set of its own
/// (Isa::reference) to look for the cause of a difference.
#pragma once

#include <algorithm>
#include <cmath>

#include "table.hpp"

FACENET_NAMESPACE_BEGIN
namespace kernels::reference {

/// Calls visit(in_pixel, ky, kx) for every pixel of the map under the window of output pixel (y, x).
template <class Visit>
void for_window(const ConstMapView& in, const Window& w, int y, int x, Visit visit) {
    for (int ky = 0; ky < w.height; ++ky)
        for (int kx = 0; kx < w.width; ++kx) {
            const int iy = y * w.stride_y - w.pad_y + ky, ix = x * w.stride_x - w.pad_x + kx;
            if (iy >= 0 && iy < in.dims.height && ix >= 0 && ix < in.dims.width) visit(in.at(iy, ix), ky, kx);
        }
}

/// Calls visit(y, x) for every pixel of this share of a map: some of its rows.
template <class Visit>
void for_pixels(const Dims& dims, Share share, Visit visit) {
    const Share::Range rows = share.of(dims.height);
    for (int y = rows.begin; y < rows.end; ++y)
        for (int x = 0; x < dims.width; ++x) visit(y, x);
}

inline float activate(float value, Activation activation, const float* slope, int channel) {
    if (activation == Activation::relu) return std::max(value, 0.0f);
    if (activation == Activation::prelu) return value < 0 ? value * slope[channel] : value;
    return value;
}

inline void conv_image(const ConvArgs& a, const ConstMapView& map, const ConstMapView& residual, const MapView& out) {
    const int channels = a.in.dims.channels, depth = a.window.height * a.window.width * channels;
    for_pixels(a.out.dims, a.share, [&](int y, int x) {
        for (int o = 0; o < a.out.dims.channels; ++o) {
            const float* weights = a.weights.panels + static_cast<std::ptrdiff_t>(o) * depth;  // panels of one column
            double sum = static_cast<double>(a.weights.bias[o]);
            for_window(map, a.window, y, x, [&](const float* in, int ky, int kx) {
                const float* w = weights + (ky * a.window.width + kx) * channels;
                for (int c = 0; c < channels; ++c) sum += static_cast<double>(in[c]) * static_cast<double>(w[c]);
            });
            if (residual.data != nullptr) sum += static_cast<double>(residual.at(y, x)[o]);
            out.at(y, x)[o] = activate(static_cast<float>(sum), a.activation, a.weights.slope, o);
        }
    });
}
inline void conv(const ConvArgs& a) {
    for (int i = 0; i < a.images; ++i)
        conv_image(a, a.in.image(i), a.residual.data == nullptr ? a.residual : a.residual.image(i), a.out.image(i));
}

inline void pool(const PoolArgs& a) {
    for_pixels(a.out.dims, a.share, [&](int y, int x) {
        for (int c = 0; c < a.out.dims.channels; ++c) {
            float result = a.kind == Pooling::max ? -INFINITY : 0.0f;
            int count = 0;
            for_window(a.in, a.window, y, x, [&](const float* in, int, int) {
                const float v = in[c];
                result = a.kind == Pooling::max ? std::max(result, v)
                                                : result + (a.kind == Pooling::l2 ? v * v : v);
                ++count;
            });
            if (a.kind == Pooling::average) result /= static_cast<float>(count);
            if (a.kind == Pooling::l2) result = std::sqrt(result);
            a.out.at(y, x)[c] = result;
        }
    });
}

inline void lrn(const LrnArgs& a) {
    const int channels = a.in.dims.channels, before = (a.size - 1) / 2, after = a.size - 1 - before;
    for_pixels(a.out.dims, a.share, [&](int y, int x) {
        const float* in = a.in.at(y, x);
        for (int c = 0; c < channels; ++c) {
            float squares = 0;
            for (int n = std::max(0, c - before); n <= std::min(channels - 1, c + after); ++n) squares += in[n] * in[n];
            a.out.at(y, x)[c] = in[c] / std::pow(a.k + a.alpha / static_cast<float>(a.size) * squares, a.beta);
        }
    });
}

inline void maxout(const PixelArgs& a) {
    const int pieces = a.in.dims.channels / a.out.dims.channels;
    for_pixels(a.out.dims, a.share, [&](int y, int x) {
        for (int c = 0; c < a.out.dims.channels; ++c)
            a.out.at(y, x)[c] = *std::max_element(a.in.at(y, x) + c * pieces, a.in.at(y, x) + (c + 1) * pieces);
    });
}

inline void softmax(const PixelArgs& a) {
    const int channels = a.in.dims.channels;
    for_pixels(a.out.dims, a.share, [&](int y, int x) {
        const float* in = a.in.at(y, x);
        float* out = a.out.at(y, x);
        const float peak = *std::max_element(in, in + channels);
        float sum = 0;
        for (int c = 0; c < channels; ++c) sum += out[c] = std::exp(in[c] - peak);
        for (int c = 0; c < channels; ++c) out[c] /= sum;
    });
}

inline float dot(const float* a, const float* b, int n) {
    double sum = 0;
    for (int i = 0; i < n; ++i) sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
    return static_cast<float>(sum);
}

inline float squared_distance(const float* a, const float* b, int n) {
    double sum = 0;
    for (int i = 0; i < n; ++i) {
        const double d = static_cast<double>(a[i]) - static_cast<double>(b[i]);
        sum += d * d;
    }
    return static_cast<float>(sum);
}

inline void l2_normalise(const PixelArgs& a) {
    const int channels = a.in.dims.channels;
    for_pixels(a.out.dims, a.share, [&](int y, int x) {
        const float* in = a.in.at(y, x);
        const float norm = std::sqrt(dot(in, in, channels));
        for (int c = 0; c < channels; ++c) a.out.at(y, x)[c] = norm > 0 ? in[c] / norm : in[c];
    });
}

inline constexpr Kernels kTable{Isa::reference, 1,       conv,         pool,             lrn,
                                maxout,         softmax, l2_normalise, squared_distance, dot};

}  // namespace kernels::reference
FACENET_NAMESPACE_END

// SPDX-License-Identifier: MIT
#include "bytes.hpp"

#include <algorithm>
#include <cmath>

#include "facenet/kernels/int8/blocking.hpp"

namespace facenet_tool {

using namespace facenet;

namespace {

constexpr float kMost = kernels::kInt8MostWeight;

/// To the nearest whole number: adding 1.5 * 2^23 leaves no room for fractions. A library call would take most of the time.
float rounded(float x) {
    constexpr float kWhole = 12582912.0f;
    return std::min(std::max((x + kWhole) - kWhole, -kMost), kMost);
}

/// The scale that makes the least square error of a channel's weights: large ones may be cut so that others are finer.
float best_scale(const std::vector<float>& channel) {
    float largest = 0;
    for (float w : channel) largest = std::max(largest, std::fabs(w));
    if (!(largest > 1e-10f)) return 1.0f;
    float best = 0;
    double least = INFINITY;
    for (int percent = 100; percent >= 70; percent -= 2) {
        const float scale = largest * static_cast<float>(percent) / (100 * kMost), inverse = 1 / scale;
        double error = 0;
        for (float w : channel) {
            const float d = w - scale * rounded(w * inverse);
            error += static_cast<double>(d * d);
        }
        if (error < least) {
            least = error;
            best = scale;
        }
    }
    return best;
}

}  // namespace

ByteLayer to_bytes(const layers::ConvRecord& layer, const FloatLayer& weights, const std::vector<double>& input_means,
                   float input_scale) {
    const auto outputs = static_cast<std::size_t>(layer.out.channels), depth = weights.weights.size() / outputs;
    ByteLayer bytes;
    bytes.weights.resize(weights.weights.size());
    bytes.bias = weights.bias;
    std::vector<float> channel(depth);
    for (std::size_t n = 0; n < outputs; ++n) {
        for (std::size_t d = 0; d < depth; ++d) channel[d] = weights.weights[d * outputs + n];
        // A channel that is nearly its bias alone: the bias must fit an integer in units of its sums.
        constexpr float kUnits = 1 << 28;
        const float least = weights.bias.empty() ? 0 : std::fabs(weights.bias[n]) / (kUnits * input_scale);
        const float scale = std::max(best_scale(channel), least);
        bytes.scale.push_back(scale);
        double drift = 0;
        for (std::size_t d = 0; d < depth; ++d) {
            const float q = rounded(channel[d] / scale);
            bytes.weights[d * outputs + n] = static_cast<std::int8_t>(q);
            drift += static_cast<double>(q * scale - channel[d]) * input_means[d % input_means.size()];
        }
        if (!bytes.bias.empty()) bytes.bias[n] -= static_cast<float>(drift);
    }
    return bytes;
}

FloatLayer to_floats(const ByteLayer& bytes) {
    FloatLayer layer;
    layer.bias = bytes.bias;
    layer.weights.resize(bytes.weights.size());
    for (std::size_t i = 0; i < bytes.weights.size(); ++i)
        layer.weights[i] = static_cast<float>(bytes.weights[i]) * bytes.scale[i % bytes.scale.size()];
    return layer;
}

}  // namespace facenet_tool

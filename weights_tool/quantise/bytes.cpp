// SPDX-License-Identifier: MIT
#include "bytes.hpp"

#include <algorithm>
#include <cmath>

#include "facenet/kernels/int8/pack.hpp"

namespace facenet_tool {

using namespace facenet;

namespace {

constexpr float kMost = kernels::kInt8MostWeight;

/// To the nearest whole number: adding 1.5 * 2^23 leaves no room for fractions. A library call would take most of the time.
float rounded(float x) {
    constexpr float kWhole = 12582912.0f;
    return std::min(std::max((x + kWhole) - kWhole, -kMost), kMost);
}

/// One channel's weights as bytes of a scale.
class Channel {
public:
    Channel(const layers::ConvRecord& layer, std::size_t depth, bool narrow)
        : run_(static_cast<std::size_t>(layer.spec.window.width * layer.in.channels)), narrow_(narrow), exact(depth), bytes(depth) {}

    float largest() const {
        float most = 0;
        for (float w : exact) most = std::max(most, std::fabs(w));
        return most;
    }
    /// Fills `bytes`; returns the sum of squares of the error.
    double round(float scale) {
        const float inverse = 1 / scale;
        for (std::size_t d = 0; d < exact.size(); ++d) bytes[d] = rounded(exact[d] * inverse);
        if (narrow_) narrow_down(inverse);
        double error = 0;
        for (std::size_t d = 0; d < exact.size(); ++d) {
            const float difference = exact[d] - scale * bytes[d];
            error += static_cast<double>(difference * difference);
        }
        return error;
    }

private:
    /// The four weights of two steps whose products are summed in 16 bits: their positive ones, and their negative ones,
    /// reach kNarrowSum at most. What is too much goes where it costs the least error.
    void narrow_down(float inverse) {
        for (std::size_t row = 0; row < exact.size(); row += run_)
            for (std::size_t first = 0; first < run_; first += 2 * kernels::kQuad)
                for (std::size_t half : {std::size_t{0}, std::size_t{2}}) {
                    std::size_t four[4], count = 0;
                    for (std::size_t offset : {half, half + 1, half + kernels::kQuad, half + kernels::kQuad + 1})
                        if (first + offset < run_) four[count++] = row + first + offset;
                    for (float sign : {1.0f, -1.0f}) lower_sum(four, count, sign, inverse);
                }
    }
    void lower_sum(const std::size_t* four, std::size_t count, float sign, float inverse) {
        float sum = 0;
        for (std::size_t i = 0; i < count; ++i) sum += std::max(sign * bytes[four[i]], 0.0f);
        for (; sum > static_cast<float>(kernels::kNarrowSum); sum -= 1) {
            std::size_t cheapest = four[0];
            float most = -INFINITY;
            for (std::size_t i = 0; i < count; ++i) {
                const float over = sign * (bytes[four[i]] - exact[four[i]] * inverse);
                if (sign * bytes[four[i]] < 1 || over <= most) continue;
                most = over;
                cheapest = four[i];
            }
            bytes[cheapest] -= sign;
        }
    }

    std::size_t run_;
    bool narrow_;

public:
    std::vector<float> exact, bytes;
};

/// The scale that makes the least square error: large weights may be cut so that others are finer, and narrow ones may need
/// a coarser scale.
float best_scale(Channel& channel, bool narrow) {
    const float largest = channel.largest();
    if (!(largest > 1e-10f)) return 1.0f;
    float best = 0;
    double least = INFINITY;
    for (int percent = narrow ? 300 : 100; percent >= 70; percent -= percent > 100 ? 25 : narrow ? 6 : 3) {
        const float scale = largest * static_cast<float>(percent) / (100 * kMost);
        if (const double error = channel.round(scale); error < least) {
            least = error;
            best = scale;
        }
    }
    return best;
}

}  // namespace

ByteLayer to_bytes(const layers::ConvRecord& layer, const FloatLayer& weights, const std::vector<double>& input_means,
                   float input_scale, bool narrow) {
    const auto outputs = static_cast<std::size_t>(layer.out.channels), depth = weights.weights.size() / outputs;
    ByteLayer bytes;
    bytes.weights.resize(weights.weights.size());
    bytes.bias = weights.bias;
    Channel channel(layer, depth, narrow);
    for (std::size_t n = 0; n < outputs; ++n) {
        for (std::size_t d = 0; d < depth; ++d) channel.exact[d] = weights.weights[d * outputs + n];
        // A channel that is nearly its bias alone: the bias must fit an integer in units of its sums.
        constexpr float kUnits = 1 << 26;
        const float least = weights.bias.empty() ? 0 : std::fabs(weights.bias[n]) / (kUnits * input_scale);
        const float scale = std::max(best_scale(channel, narrow), least);
        channel.round(scale);
        bytes.scale.push_back(scale);
        double drift = 0;
        for (std::size_t d = 0; d < depth; ++d) {
            bytes.weights[d * outputs + n] = static_cast<std::int8_t>(channel.bytes[d]);
            drift += static_cast<double>(channel.bytes[d] * scale - channel.exact[d]) * input_means[d % input_means.size()];
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

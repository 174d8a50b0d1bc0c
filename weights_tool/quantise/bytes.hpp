// SPDX-License-Identifier: MIT
/// Weights as bytes.
#pragma once

#include <cstdint>
#include <vector>

#include "float_model.hpp"

namespace facenet_tool {

/// A layer's weights as bytes from -127 to 127, [depth][out], with a scale for each output channel, and the bias.
struct ByteLayer {
    std::vector<std::int8_t> weights;
    std::vector<float> scale, bias;
};

/// Chooses each channel's scale by the least square error, and corrects the bias by what rounding does to the mean output:
/// `input_means` are the means of the input's channels, `input_scale` is its bytes'. `narrow`: so that the kernels' sums of
/// four products fit 16 bits (facenet/kernels/int8/pack.hpp, Int8WeightFacts).
ByteLayer to_bytes(const facenet::layers::ConvRecord& layer, const FloatLayer& weights, const std::vector<double>& input_means,
                   float input_scale, bool narrow);

/// The weights that the bytes mean.
FloatLayer to_floats(const ByteLayer& bytes);

}  // namespace facenet_tool

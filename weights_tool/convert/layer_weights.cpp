// SPDX-License-Identifier: MIT
#include "layer_weights.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace facenet_tool {
namespace {

using facenet::layers::ConvRecord;

/// The four axes of a layer's weights as our blob counts them, and where each value lies in the checkpoint.
struct Axes {
    std::int64_t height, width, in, out;

    /// Dense layers over a map have a kernel as large as the map.
    static Axes of(const ConvRecord& layer) {
        return {layer.spec.window.height, layer.spec.window.width, layer.in.channels, layer.out.channels};
    }
    std::vector<std::int64_t> shape(Layout layout, bool dense, bool width_first) const {
        if (dense) {
            const std::int64_t inputs = height * width * in;
            return layout == Layout::oihw ? std::vector<std::int64_t>{out, inputs} : std::vector<std::int64_t>{inputs, out};
        }
        if (layout == Layout::oihw) return {out, in, height, width};
        return width_first ? std::vector<std::int64_t>{width, height, in, out} : std::vector<std::int64_t>{height, width, in, out};
    }
    /// Index of the value (y, x, i, o) in the checkpoint's C order.
    std::int64_t index(Layout layout, bool dense, bool width_first, std::int64_t y, std::int64_t x, std::int64_t i,
                       std::int64_t o) const {
        if (!dense && layout == Layout::oihw) return ((o * in + i) * height + y) * width + x;
        const std::int64_t pixel = width_first ? x * height + y : y * width + x;
        const std::int64_t input = pixel * in + i;
        return dense && layout == Layout::oihw ? o * height * width * in + input : input * out + o;
    }
};

std::vector<double> doubles(const Checkpoint& checkpoint, const std::string& name, std::size_t count, double otherwise) {
    const Tensor* tensor = name.empty() ? nullptr : checkpoint.find(name);
    if (tensor == nullptr) return std::vector<double>(count, otherwise);
    const std::vector<float> values = tensor->values();
    return std::vector<double>(values.begin(), values.end());
}

}  // namespace

void LayerReader::want(const std::string& name, const std::vector<std::int64_t>& shape, bool optional) {
    const Tensor* tensor = checkpoint_.find(name);
    if (tensor == nullptr) {
        if (!optional) problems_.push_back("missing: " + name + " " + text_of_shape(shape));
        return;
    }
    used_.push_back(name);
    if (tensor->shape != shape)
        problems_.push_back("wrong shape: " + name + ": expected " + text_of_shape(shape) + ", found " + text_of_shape(tensor->shape));
}

void LayerReader::check(const ConvRecord& layer, const LayerSources& s) {
    const std::vector<std::int64_t> outputs{layer.out.channels};
    want(s.weights, Axes::of(layer).shape(checkpoint_.layout, layer.spec.dense, s.width_first));
    const bool has_batch_norm = !s.batch_norm.empty() && (!s.optional || checkpoint_.find(s.batch_norm + ".running_var") != nullptr);
    if (!s.bias.empty()) want(s.bias, outputs, s.optional && has_batch_norm);
    if (!s.slope.empty()) want(s.slope, outputs);
    if (!s.scale.empty()) want(s.scale, outputs);
    if (!s.shift.empty()) want(s.shift, outputs);
    if (has_batch_norm) {
        // A BatchNorm without learned scale or shift (affine=False, or TensorFlow's scale=False) leaves them out.
        for (const char* part : {".weight", ".bias"}) want(s.batch_norm + part, outputs, true);
        for (const char* part : {".running_mean", ".running_var"}) want(s.batch_norm + part, outputs);
    }
}

LayerWeights LayerReader::read(const ConvRecord& layer, const LayerSources& s) const {
    const auto outputs = static_cast<std::size_t>(layer.out.channels);
    // y = (conv(x) + bias) * gain + shift, folded in double precision.
    const std::vector<double> bias = doubles(checkpoint_, s.bias, outputs, 0.0);
    std::vector<double> gain = doubles(checkpoint_, s.scale, outputs, 1.0);
    std::vector<double> shift = doubles(checkpoint_, s.shift, outputs, 0.0);
    if (!s.batch_norm.empty() && checkpoint_.find(s.batch_norm + ".running_var") != nullptr) {
        const std::vector<double> gamma = doubles(checkpoint_, s.batch_norm + ".weight", outputs, 1.0);
        const std::vector<double> beta = doubles(checkpoint_, s.batch_norm + ".bias", outputs, 0.0);
        const std::vector<double> mean = doubles(checkpoint_, s.batch_norm + ".running_mean", outputs, 0.0);
        const std::vector<double> variance = doubles(checkpoint_, s.batch_norm + ".running_var", outputs, 1.0);
        for (std::size_t o = 0; o < outputs; ++o) {
            gain[o] = gamma[o] / std::sqrt(variance[o] + s.epsilon);
            shift[o] = beta[o] - mean[o] * gain[o];
        }
    }

    const Axes axes = Axes::of(layer);
    const std::vector<float> source = checkpoint_.find(s.weights)->values();
    LayerWeights result;
    result.weights.reserve(source.size());
    for (std::int64_t y = 0; y < axes.height; ++y)
        for (std::int64_t x = 0; x < axes.width; ++x)
            for (std::int64_t i = 0; i < axes.in; ++i)
                for (std::int64_t o = 0; o < axes.out; ++o) {
                    const std::int64_t at = axes.index(checkpoint_.layout, layer.spec.dense, s.width_first, y, x, i, o);
                    result.weights.push_back(static_cast<float>(static_cast<double>(source[static_cast<std::size_t>(at)]) *
                                                                gain[static_cast<std::size_t>(o)]));
                }
    if (layer.spec.has_bias)
        for (std::size_t o = 0; o < outputs; ++o) result.bias.push_back(static_cast<float>(bias[o] * gain[o] + shift[o]));
    if (layer.has_slope()) result.slope = checkpoint_.find(s.slope)->values();
    return result;
}

std::vector<std::string> LayerReader::unused(bool (*ignored)(const std::string&)) const {
    const std::set<std::string> used(used_.begin(), used_.end());
    std::vector<std::string> names;
    for (const Tensor& tensor : checkpoint_.tensors)
        if (used.count(tensor.name) == 0 && !ignored(tensor.name)) names.push_back(tensor.name);
    return names;
}

}  // namespace facenet_tool

// SPDX-License-Identifier: MIT
/// A network of seeded weights, and the int8 blob that the quantiser makes of it; made once for all tests.
#pragma once

#include <cmath>
#include <random>

#include "facenet/blob/reader.hpp"
#include "facenet/blob/writer.hpp"
#include "support/synthetic.hpp"
#include "weights_tool/convert/convert.hpp"
#include "weights_tool/quantise/quantise.hpp"

namespace support {

struct QuantisedNetwork {
    std::vector<std::uint8_t> fp32;
    std::vector<facenet_tool::Crop> crops;
    facenet_tool::Quantised int8;

    facenet::ByteView fp32_view() const { return {fp32.data(), fp32.size()}; }
    facenet::ByteView int8_view() const { return {int8.blob.data(), int8.blob.size()}; }
};

/// Images of the seeded generator as crops of a recipe.
inline std::vector<facenet_tool::Crop> synthetic_crops(const facenet::Recipe& recipe, int first, int count) {
    std::vector<facenet_tool::Crop> crops;
    for (int k = first; k < first + count; ++k) {
        const facenet::Image image = synthetic::image(k, recipe.width, recipe.height);
        crops.push_back({"image " + std::to_string(k), {image.data(), image.data() + std::size_t{3} * recipe.width * recipe.height}});
    }
    return crops;
}

/// Weights with the statistics of trained ones, as measured on the dlib ResNet's layers: bells with heavy tails (a kurtosis
/// of 6.0 in the mean, which Student's t of 6 degrees of freedom has), and gains of the output channels whose logarithms
/// deviate by 0.24. Biases stay.
inline std::vector<std::uint8_t> like_trained(facenet::ByteView fp32) {
    const auto blob = facenet::blob::Blob::open(fp32);
    if (!blob) throw blob.error();
    facenet::blob::Writer writer(blob->recipe());
    std::mt19937 random(7);
    std::student_t_distribution<float> tails(6.0f);
    std::normal_distribution<float> bell(0.0f, 1.0f);
    for (const facenet::blob::TensorView& tensor : blob->tensors()) {
        if (tensor.type == facenet::blob::DType::u8 || tensor.name.rfind("self_test", 0) == 0) continue;
        std::vector<float> values(tensor.size());
        tensor.read(0, values.size(), values.data());
        if (tensor.sides.size() > 1) {
            const std::size_t outputs = tensor.sides.back(), depth = values.size() / outputs;
            std::vector<float> gains(outputs);
            for (float& g : gains) g = std::exp(0.24f * bell(random));
            const float spread = 1.1f / std::sqrt(static_cast<float>(depth));
            for (std::size_t i = 0; i < values.size(); ++i) values[i] = spread * tails(random) * gains[i % outputs];
        }
        writer.add(std::string(tensor.name), tensor.sides, values);
    }
    return writer.bytes();
}

/// How the tests quantise; under the sanitizer, where rounding weights takes ten times as long, one way is enough.
inline facenet_tool::QuantiseOptions quantise_options() {
    facenet_tool::QuantiseOptions options;
#if defined(__SANITIZE_ADDRESS__)
    options.equalise = false;
#endif
    return options;
}

/// OpenFace's nn4.small2: every kind of layer that has bytes, and those that have not.
inline const QuantisedNetwork& quantised_network() {
    static const QuantisedNetwork network = [] {
        QuantisedNetwork n;
        facenet_tool::ConvertOptions options;
        options.network = "openface_nn4_small2";
        n.fp32 = facenet_tool::convert(synthetic::state_dict("openface_nn4_small2", "canonical names", true), options);
        n.crops = synthetic_crops(facenet_tool::known_network("openface_nn4_small2").recipe, 0, 4);
        n.int8 = facenet_tool::quantise(n.fp32_view(), n.crops, quantise_options());
        return n;
    }();
    return network;
}

}  // namespace support

// SPDX-License-Identifier: MIT
/// A network of seeded weights, and the int8 blob that the quantiser makes of it; made once for all tests.
#pragma once

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

/// OpenFace's nn4.small2: every kind of layer that has bytes, and those that have not.
inline const QuantisedNetwork& quantised_network() {
    static const QuantisedNetwork network = [] {
        QuantisedNetwork n;
        facenet_tool::ConvertOptions options;
        options.network = "openface_nn4_small2";
        n.fp32 = facenet_tool::convert(synthetic::state_dict("openface_nn4_small2", "canonical names", true), options);
        n.crops = synthetic_crops(facenet_tool::known_network("openface_nn4_small2").recipe, 0, 4);
        n.int8 = facenet_tool::quantise(n.fp32_view(), n.crops);
        return n;
    }();
    return network;
}

}  // namespace support

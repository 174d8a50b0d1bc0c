// SPDX-License-Identifier: MIT
/// testing.hpp's tiny network in bytes, of made-up weights: tests of the machinery that need no quantiser.
#pragma once

#include <cstdint>
#include <vector>

#include "facenet/int8.hpp"
#include "facenet/testing/tiny_net.hpp"

namespace support {

/// An int8 blob for TinyNet; its embeddings tell pictures apart and mean nothing.
inline std::vector<std::uint8_t> tiny_int8_blob() {
    using namespace facenet;
    const layers::Record record = layers::record<testing::TinyNet>();
    Recipe recipe = testing::tiny_recipe();
    recipe.precision = Precision::int8;
    blob::Writer writer(recipe);
    for (const layers::ConvRecord& layer : record.convolutions) {
        const auto outputs = static_cast<std::uint32_t>(layer.out.channels);
        const std::vector<std::uint32_t> sides = model::detail::int8_sides(layer);
        std::vector<std::uint8_t> weights(std::size_t{sides[0]} * sides[1] * sides[2] * sides[3]);
        for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = static_cast<std::uint8_t>(static_cast<int>(i * i % 23) - 11);
        writer.add_bytes(layer.path + "/weights", sides, weights, blob::DType::s8);
        writer.add(layer.path + "/scale", {outputs}, std::vector<float>(outputs, 0.02f));
        writer.add(layer.path + "/bias", {outputs}, std::vector<float>(outputs, 0.1f));
    }
    const auto maps = static_cast<std::uint32_t>(record.whole_maps.size());
    std::vector<float> scales;
    for (std::uint32_t i = 0; i < maps; ++i) scales.insert(scales.end(), {0.03f, 128.0f});
    writer.add(model::kMapsName, {maps, 2}, scales);
    return writer.bytes();
}

}  // namespace support

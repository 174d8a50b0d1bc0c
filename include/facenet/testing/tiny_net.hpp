// SPDX-License-Identifier: MIT
/// A model for tests that need one and no file: a real blob, made in memory, of a real network, that of 8,872 weights.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "../blob/writer.hpp"
#include "../core/random.hpp"
#include "../layers/record.hpp"
#include "../nets/network.hpp"

FACENET_NAMESPACE_BEGIN
namespace testing {

namespace tiny_net {

using namespace layers;
FACENET_NAME(conv);
FACENET_NAME(fc);

using List = Sequential<                                         //
    AvgPool<Kernel<4>, Stride<4>>,                               // 8x8x3
    Named<conv, Conv<8, Kernel<3>, Stride<2>, Pad<1>, Linear>>,  // 4x4x8
    Named<fc, Dense<64>>, L2Normalise>;

}  // namespace tiny_net

/// 32x32x3 -> 64. It knows nothing of faces: a random projection of the picture in 8 x 8 blocks, so that the squared
/// distance of two pictures is about 2 - 2 * the correlation of their blocks. A little noise, another brightness or
/// contrast move an embedding little; unrelated pictures are about 2 apart.
struct TinyNet : nets::Network<layers::Shape<32, 32, 3>, tiny_net::List> {
    static constexpr const char* name = "testing.tiny";
};

/// How TinyNet wants its pictures: what the detector's box holds, without a margin.
inline Recipe tiny_recipe() {
    Recipe recipe;
    recipe.network = TinyNet::name;
    recipe.model = "a random model for tests";
    recipe.height = TinyNet::Input::dims.height;
    recipe.width = TinyNet::Input::dims.width;
    recipe.standardisation.kind = StandardisationKind::prewhiten;
    recipe.alignment.kind = AlignTemplate::Kind::box;
    recipe.embedding_size = TinyNet::embedding_size;
    recipe.normalised = true;
    recipe.verify_threshold = 0.5f;
    recipe.group_threshold = 0.5f;
    return recipe;
}

/// The bytes of a blob for TinyNet; the same on every machine. `recipe`: tiny_recipe() with other thresholds, metric,
/// alignment or standardisation. Another seed is another model, whose embeddings mean something else.
inline std::vector<std::uint8_t> tiny_blob(const Recipe& recipe = tiny_recipe(), std::uint64_t seed = 0) {
    blob::Writer writer(recipe);
    RandomStream weights = RandomStream{seed}.child(0);
    for (const layers::ConvRecord& layer : layers::record<TinyNet>().convolutions) {
        const auto outputs = static_cast<std::size_t>(layer.out.channels);
        std::vector<float> values(outputs * static_cast<std::size_t>(layer.depth()));
        const float size = 1.0f / std::sqrt(static_cast<float>(layer.depth()));
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = size * weights.unit(i);
        writer.add(layer.path + "/weights", layer.weight_sides(), values);
        writer.add(layer.path + "/bias", {static_cast<std::uint32_t>(outputs)}, std::vector<float>(outputs));
        weights = weights.child(values.size());
    }
    return writer.bytes();
}

/// A blob of which one byte has been changed: opening it is refused.
inline std::vector<std::uint8_t> damaged_blob() {
    std::vector<std::uint8_t> bytes = tiny_blob();
    bytes.back() ^= 1;
    return bytes;
}

}  // namespace testing
FACENET_NAMESPACE_END

// SPDX-License-Identifier: MIT
/// A network so small that its blob is a fuzzer's input, and that blob in all its forms.
#pragma once

#include "facenet/blob/writer.hpp"
#include "facenet/int8.hpp"
#include "facenet/layers/record.hpp"
#include "facenet/nets/network.hpp"
#include "fuzz/target.hpp"
#include "support/mutate.hpp"

namespace fuzz {

namespace micro {

using namespace facenet::layers;
FACENET_NAME(stem);
FACENET_NAME(mixed);
FACENET_NAME(block);
FACENET_NAME(body);
FACENET_NAME(last);
FACENET_NAME(fc);

using List = Sequential<                                                                                  //
    Named<stem, Conv<4, Kernel<3>, Stride<2>, Pad<1>, Prelu>>, Lrn<>,                                     // 4x4x4
    Named<mixed, Concat<Conv1x1<2>, Conv3x3<2, 3>, PoolProj<MaxPool<Kernel<3>, Stride<1>, Pad<1>>, 3>>>,  // 4x4x8
    Named<block, Residual<Named<body, Conv<3, Kernel<1, 3>, Stride<1>, Pad<0, 1>>>,
                          Named<last, Conv<8, Kernel<1>, Stride<1>, Pad<0>, Linear>>, Ratio<1, 2>>>,
    AvgPool<Kernel<2>, Stride<2>>, Named<fc, Dense<8>>, L2Normalise>;

}  // namespace micro

struct MicroNet : facenet::nets::Network<micro::Shape<8, 8, 3>, micro::List> {
    static constexpr const char* name = "micro";
};
using MicroEmbedder = facenet::Embedder<MicroNet, facenet::Int8<MicroNet>>;

inline facenet::Recipe micro_recipe() {
    facenet::Recipe recipe;
    recipe.network = MicroNet::name;
    recipe.height = recipe.width = 8;
    recipe.standardisation.kind = facenet::StandardisationKind::prewhiten;
    recipe.alignment.kind = facenet::AlignTemplate::Kind::box;
    recipe.embedding_size = MicroNet::embedding_size;
    recipe.normalised = true;
    return recipe;
}

inline std::vector<float> random_values(support::Dice& dice, std::size_t count) {
    std::vector<float> values(count);
    for (float& x : values)
        x = static_cast<float>(dice.below(2001)) / 1000 - 1;
    return values;
}

inline void add_bias_and_slope(facenet::blob::Writer& writer, const facenet::layers::ConvRecord& layer,
                               support::Dice& dice) {
    const auto outputs = static_cast<std::uint32_t>(layer.out.channels);
    writer.add(layer.path + "/bias", {outputs}, random_values(dice, outputs));
    if (layer.has_slope()) writer.add(layer.path + "/slope", {outputs}, random_values(dice, outputs));
}

inline Bytes micro_blob(facenet::blob::DType type) {
    support::Dice dice(1);
    facenet::blob::Writer writer(micro_recipe());
    for (const facenet::layers::ConvRecord& layer : facenet::layers::record<MicroNet>().convolutions) {
        const auto size = static_cast<std::size_t>(layer.out.channels) * static_cast<std::size_t>(layer.depth());
        writer.add(layer.path + "/weights", layer.weight_sides(), random_values(dice, size), type);
        add_bias_and_slope(writer, layer, dice);
    }
    return writer.bytes();
}

/// Weights as this processor's kernels read them.
inline Bytes packed_micro_blob() {
    const Bytes plain = micro_blob(facenet::blob::DType::f32);
    facenet::Recipe recipe = micro_recipe();
    recipe.packed_panel = facenet::kernels::table(facenet::best_isa()).panel;
    const auto weights =
        facenet::model::load_weights(*facenet::blob::Blob::open({plain.data(), plain.size()}),
                                     facenet::layers::record<MicroNet>().convolutions, recipe.packed_panel);
    facenet::blob::Writer writer(recipe);
    const float* block = weights->memory.data();
    writer.add("packed", {static_cast<std::uint32_t>(weights->memory.size())}, {block, block + weights->memory.size()});
    return writer.bytes();
}

/// Of bytes: made up, since what the quantiser makes of a network this small is no better.
inline Bytes int8_micro_blob() {
    support::Dice dice(2);
    const facenet::layers::Record record = facenet::layers::record<MicroNet>();
    facenet::Recipe recipe = micro_recipe();
    recipe.precision = facenet::Precision::int8;
    facenet::blob::Writer writer(recipe);
    std::vector<float> maps;
    for (const bool is_float : facenet::model::float_maps(record))
        maps.insert(maps.end(), {is_float ? 1.0f : 0.02f, is_float ? 0.0f : 3.0f});
    writer.add(facenet::model::kMapsName, {static_cast<std::uint32_t>(record.whole_maps.size()), 2}, maps);
    for (const facenet::layers::ConvRecord& layer : record.convolutions) {
        const bool floats = layer.has_slope();
        if (floats) {
            const auto size = static_cast<std::size_t>(layer.out.channels) * static_cast<std::size_t>(layer.depth());
            writer.add(layer.path + "/weights", layer.weight_sides(), random_values(dice, size),
                       facenet::blob::DType::f16);
        } else {
            const std::vector<std::uint32_t> sides = facenet::model::detail::int8_sides(layer);
            Bytes weights(std::size_t{sides[0]} * sides[1] * sides[2] * sides[3]);
            for (std::uint8_t& weight : weights)
                weight = static_cast<std::uint8_t>(dice.below(255) + 129);  // -127 to 127
            writer.add_bytes(layer.path + "/weights", sides, weights, facenet::blob::DType::s8);
            const auto outputs = static_cast<std::uint32_t>(layer.out.channels);
            writer.add(layer.path + "/scale", {outputs}, std::vector<float>(outputs, 0.01f));
        }
        add_bias_and_slope(writer, layer, dice);
    }
    return writer.bytes();
}

}  // namespace fuzz

// SPDX-License-Identifier: MIT
#include "pack.hpp"

#include <map>

#include "facenet/blob/writer.hpp"
#include "facenet/model/weights.hpp"
#include "networks.hpp"
#include "weights_tool/library.hpp"

namespace facenet_tool {
namespace {

using namespace facenet;

int panel_of(const std::string& name) {
    std::string known;
    for (Isa isa : kAllIsas) {
        // Where this program holds no such kernels, the table is another's.
        if (isa == Isa::reference || kernels_of(isa).isa != isa) continue;
        if (name == isa_name(isa)) return kernels_of(isa).panel;
        known += (known.empty() ? "" : ", ") + std::string(isa_name(isa));
    }
    throw mismatch_error("pack, instruction set", known, "'" + name + "'");
}

/// A model's networks by the prefix of their tensors: an embedder is one without prefix.
std::map<std::string, std::vector<layers::ConvRecord>> networks_of(const KnownNetwork& model) {
    std::map<std::string, std::vector<layers::ConvRecord>> networks;
    for (const layers::ConvRecord& layer : model.layers) {
        const std::string path = layer.path;
        networks[model.recipe.embedding_size > 0 ? "" : path.substr(0, path.find('/'))].push_back(layer);
    }
    return networks;
}

}  // namespace

std::vector<std::uint8_t> pack(const blob::Blob& blob, const std::string& isa) {
    if (blob.recipe().packed_panel != 0) throw mismatch_error("pack", "a plain blob", "one that is packed already");
    if (blob.recipe().precision == Precision::int8)
        throw mismatch_error("pack", "an fp32 or fp16 blob", "an int8 one: it is used where it lies as it is");
    Recipe recipe = blob.recipe();
    recipe.packed_panel = panel_of(isa);
    blob::Writer writer(recipe);
    for (const auto& [prefix, layers] : networks_of(known_network(recipe.network))) {
        const Result<model::Weights> weights = model::load_weights(blob, layers, recipe.packed_panel);
        if (!weights) throw weights.error();
        const std::vector<float> block(weights->memory.data(), weights->memory.data() + weights->memory.size());
        writer.add(model::packed_name(prefix), {static_cast<std::uint32_t>(block.size())}, block);
    }
    if (const auto input = blob.find(blob::kSelfTestInput))
        writer.add_bytes(blob::kSelfTestInput, input->sides, {input->bytes.data, input->bytes.data + input->bytes.size});
    if (const auto wanted = blob.find(blob::kSelfTestEmbedding)) {
        std::vector<float> embedding(wanted->size());
        wanted->read(0, embedding.size(), embedding.data());
        writer.add(blob::kSelfTestEmbedding, wanted->sides, embedding);
    }
    return writer.bytes();
}

}  // namespace facenet_tool

// SPDX-License-Identifier: MIT
/// From a blob's tensors to packed weights: checked against the network's inventory first, then packed once into one
/// block of memory.
#pragma once

#include <string>
#include <vector>

#include "../blob/reader.hpp"
#include "../core/memory.hpp"
#include "../kernels/pack.hpp"
#include "../kernels/table.hpp"
#include "../layers/inventory.hpp"

FACENET_NAMESPACE_BEGIN
namespace model {

/// Packed weights of a network's convolutions and dense layers, in the order of its inventory.
struct Weights {
    AlignedBuffer memory;
    std::vector<kernels::PackedWeights> packed;
};

namespace detail {

FACENET_COLD inline Result<const blob::TensorView*> need(const blob::Blob& blob, const std::string& name,
                                            const std::vector<std::uint32_t>& sides) {
    const blob::TensorView* tensor = blob.find(name);
    std::string wanted;
    for (std::uint32_t side : sides) wanted += "[" + std::to_string(side) + "]";
    if (tensor == nullptr) return mismatch_error("blob, tensor '" + name + "'", wanted, "no tensor of that name");
    if (tensor->sides != sides) return mismatch_error("blob, tensor '" + name + "'", wanted, tensor->shape());
    if (tensor->type == blob::DType::u8) return mismatch_error("blob, tensor '" + name + "'", "type f32 or f16", "u8");
    return tensor;
}

/// The reference kernels (panels of one column) are plain loops: they know one way only.
inline kernels::Algorithm algorithm_of(const layers::ConvRecord& r, int panel) {
    return panel == 1 ? kernels::Algorithm::direct : kernels::choose_algorithm(r.spec.window, r.in, r.out);
}
inline std::size_t panel_floats(const layers::ConvRecord& r, int panel) {
    return kernels::packed_floats(algorithm_of(r, panel), r.spec.window, r.in.channels, r.out.channels, panel);
}
inline std::size_t vector_floats(const layers::ConvRecord& r, int panel) {
    return round_up(static_cast<std::size_t>(kernels::panel_columns(r.out.channels, panel)), kAlignment / sizeof(float));
}

/// Reads the weights row by row ([depth][out]; `row` holds one), scales and packs them.
inline void pack_panels(const blob::TensorView& weights, const layers::ConvRecord& r, int panel, float* row, float* to) {
    const auto outputs = static_cast<std::size_t>(r.out.channels);
    const kernels::Algorithm algorithm = algorithm_of(r, panel);
    for (int d = 0; d < r.depth(); ++d) {
        weights.read(static_cast<std::size_t>(d) * outputs, outputs, row);
        for (std::size_t o = 0; o < outputs; ++o) row[o] *= static_cast<float>(r.spec.scale);
        kernels::pack_row(algorithm, r.spec.window, row, r.in.channels, r.out.channels, panel, d, to);
    }
}

}  // namespace detail

/// Checks that the blob has every tensor of the inventory in its shape, before anything is allocated for it.
FACENET_COLD inline Result<void> check_tensors(const blob::Blob& blob, const std::vector<layers::ConvRecord>& inventory) {
    for (const layers::ConvRecord& r : inventory) {
        const std::vector<std::uint32_t> outputs{static_cast<std::uint32_t>(r.out.channels)};
        if (auto t = detail::need(blob, r.path + "/weights", r.weight_sides()); !t) return t.error();
        if (r.spec.has_bias)
            if (auto t = detail::need(blob, r.path + "/bias", outputs); !t) return t.error();
        if (r.has_slope())
            if (auto t = detail::need(blob, r.path + "/slope", outputs); !t) return t.error();
    }
    return {};
}

/// Packs the weights of an inventory for panels of `panel` columns.
FACENET_COLD inline Result<Weights> pack_weights(const blob::Blob& blob, const std::vector<layers::ConvRecord>& inventory, int panel) {
    if (Result<void> r = check_tensors(blob, inventory); !r) return r.error();
    std::size_t total = 0, longest = 0;
    for (const layers::ConvRecord& r : inventory) {
        total += round_up(detail::panel_floats(r, panel), kAlignment / sizeof(float));
        total += 2 * detail::vector_floats(r, panel);
        longest = longest < static_cast<std::size_t>(r.out.channels) ? static_cast<std::size_t>(r.out.channels) : longest;
    }
    Result<AlignedBuffer> memory = AlignedBuffer::make(total);
    if (!memory) return memory.error();
    Weights weights;
    weights.memory = std::move(*memory);
    std::vector<float> row(longest);
    float* next = weights.memory.data();
    for (const layers::ConvRecord& r : inventory) {
        kernels::PackedWeights packed;
        const std::size_t vector = detail::vector_floats(r, panel), outputs = static_cast<std::size_t>(r.out.channels);
        detail::pack_panels(*blob.find(r.path + "/weights"), r, panel, row.data(), next);
        packed.algorithm = detail::algorithm_of(r, panel);
        packed.panels = next;
        next += round_up(detail::panel_floats(r, panel), kAlignment / sizeof(float));
        if (r.spec.has_bias) {
            blob.find(r.path + "/bias")->read(0, outputs, next);
            for (std::size_t i = 0; i < outputs; ++i) next[i] *= static_cast<float>(r.spec.scale);
        }
        packed.bias = next;
        next += vector;
        if (r.has_slope()) {
            blob.find(r.path + "/slope")->read(0, outputs, next);
            packed.slope = next;
        }
        next += vector;
        weights.packed.push_back(packed);
    }
    return weights;
}

/// Refuses tensors that none of `inventories` knows and that are not the self-test's.
FACENET_COLD inline Result<void> check_superfluous(const blob::Blob& blob, const std::vector<std::vector<layers::ConvRecord>>& inventories) {
    std::size_t known = 0;
    for (const auto& inventory : inventories)
        for (const layers::ConvRecord& r : inventory) known += 1u + (r.spec.has_bias ? 1u : 0u) + (r.has_slope() ? 1u : 0u);
    for (const char* name : {blob::kSelfTestInput, blob::kSelfTestEmbedding}) known += blob.find(name) != nullptr ? 1u : 0u;
    if (known != blob.tensors().size())
        return mismatch_error("blob", std::to_string(known) + " tensors of the network '" + blob.recipe().network + "'",
                        std::to_string(blob.tensors().size()));
    return {};
}

}  // namespace model
FACENET_NAMESPACE_END

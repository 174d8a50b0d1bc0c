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
#include "../layers/record.hpp"

FACENET_NAMESPACE_BEGIN
namespace model {

/// Packed weights of a network's convolutions and dense layers, in the order of its inventory.
struct Weights {
    AlignedBuffer memory;  // empty where they lie in the blob
    std::vector<kernels::PackedWeights> packed;
};

/// Name of the tensor that holds a network's packed weights; `prefix`: the network in a blob of several.
inline std::string packed_name(const std::string& prefix) { return prefix.empty() ? "packed" : prefix + "/packed"; }

namespace detail {

FACENET_COLD inline Result<const blob::TensorView*> need(const blob::Blob& blob, const std::string& name,
                                            const std::vector<std::uint32_t>& sides) {
    const blob::TensorView* tensor = blob.find(name);
    std::string wanted;
    for (std::uint32_t side : sides) wanted += "[" + std::to_string(side) + "]";
    if (tensor == nullptr) return mismatch_error("blob, tensor '" + name + "'", wanted, "no tensor of that name");
    if (tensor->sides != sides) return mismatch_error("blob, tensor '" + name + "'", wanted, tensor->shape());
    if (tensor->type != blob::DType::f32 && tensor->type != blob::DType::f16)
        return mismatch_error("blob, tensor '" + name + "'", "type f32 or f16", blob::dtype_name(tensor->type));
    return tensor;
}

/// The reference kernels (panels of one column) are plain loops: they know one way only.
inline kernels::Algorithm algorithm_of(const layers::ConvRecord& r, int panel) {
    return panel == 1 ? kernels::Algorithm::direct : kernels::choose_algorithm(r.spec.window, r.in, r.out);
}
inline std::size_t panel_floats(const layers::ConvRecord& r, int panel) {
    return kernels::packed_floats(algorithm_of(r, panel), r.spec.window, r.in.channels, r.out.channels, panel);
}
/// Where a layer's packed weights lie in the block of all, in floats.
struct PackedPlaces {
    std::size_t panels, bias, slope;
};

/// Lays the layers out one after the other, in the order in which they are used: the kernels ask for weights ahead.
/// Returns the floats of all together.
inline std::size_t place_layers(const std::vector<layers::ConvRecord>& inventory, int panel, std::vector<PackedPlaces>& places) {
    std::size_t end = 0;
    const auto take = [&end](std::size_t floats) {
        const std::size_t at = end;
        end += round_up(floats, kAlignment / sizeof(float));
        return at;
    };
    for (const layers::ConvRecord& r : inventory) {
        const auto columns = static_cast<std::size_t>(kernels::panel_columns(r.out.channels, panel));
        const std::size_t panels = take(panel_floats(r, panel)), bias = take(columns), slope = take(r.has_slope() ? columns : 0);
        places.push_back({panels, bias, slope});
    }
    return end;
}

/// A tensor's rows as floats, times a factor: in place where that is the same.
class ScaledRows {
public:
    ScaledRows(const blob::TensorView& tensor, std::size_t length, double scale)
        : tensor_(tensor), length_(length), scale_(static_cast<float>(scale)),
          in_place_(tensor.type == blob::DType::f32 && scale == 1.0 &&
                    reinterpret_cast<std::uintptr_t>(tensor.bytes.data) % alignof(float) == 0),
          rows_(in_place_ ? 0 : length * kernels::kMostTaps) {}

    const float* operator()(int slot, int index) {
        const std::size_t first = static_cast<std::size_t>(index) * length_;
        if (in_place_) return reinterpret_cast<const float*>(tensor_.bytes.data) + first;
        float* row = rows_.data() + static_cast<std::size_t>(slot) * length_;
        tensor_.read(first, length_, row);
        for (std::size_t i = 0; i < length_; ++i) row[i] *= scale_;
        return row;
    }

private:
    const blob::TensorView& tensor_;
    std::size_t length_;
    float scale_;
    bool in_place_;
    std::vector<float> rows_;
};

inline void pack_layer(const blob::Blob& blob, const layers::ConvRecord& r, int panel, const PackedPlaces& places, float* block) {
    const auto outputs = static_cast<std::size_t>(r.out.channels);
    kernels::pack_conv(algorithm_of(r, panel), r.spec.window, r.in.channels, r.out.channels, panel, block + places.panels,
                       ScaledRows(*blob.find(r.path + "/weights"), outputs, r.spec.scale));
    if (r.spec.has_bias)
        std::memcpy(block + places.bias, ScaledRows(*blob.find(r.path + "/bias"), outputs, r.spec.scale)(0, 0), outputs * sizeof(float));
    if (r.has_slope()) blob.find(r.path + "/slope")->read(0, outputs, block + places.slope);
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

/// Weights of an inventory for panels of `panel` columns: packed from the blob's tensors, or, where the blob holds them
/// packed already (Recipe::packed_panel), its own block: copied, or used in place (`keep`).
FACENET_COLD inline Result<Weights> load_weights(const blob::Blob& blob, const std::vector<layers::ConvRecord>& inventory, int panel,
                                                 const std::string& prefix = {}, bool keep = false) {
    std::vector<detail::PackedPlaces> places;
    const std::size_t total = detail::place_layers(inventory, panel, places);
    const bool packed = blob.recipe().packed_panel != 0;
    const blob::TensorView* block = nullptr;
    if (packed) {
        Result<const blob::TensorView*> found = detail::need(blob, packed_name(prefix), {static_cast<std::uint32_t>(total)});
        if (!found) return found.error();
        block = *found;
    } else if (Result<void> r = check_tensors(blob, inventory); !r) {
        return r.error();
    }
    Weights weights;
    const float* data = nullptr;
    if (packed && keep && block->type == blob::DType::f32 &&
        reinterpret_cast<std::uintptr_t>(block->bytes.data) % kAlignment == 0) {
        data = reinterpret_cast<const float*>(block->bytes.data);
    } else {
        Result<AlignedBuffer> memory = AlignedBuffer::make(total);
        if (!memory) return memory.error();
        weights.memory = std::move(*memory);
        data = weights.memory.data();
        if (packed) block->read(0, total, weights.memory.data());
        for (std::size_t i = 0; !packed && i < inventory.size(); ++i)
            detail::pack_layer(blob, inventory[i], panel, places[i], weights.memory.data());
    }
    for (std::size_t i = 0; i < inventory.size(); ++i)
        weights.packed.push_back({detail::algorithm_of(inventory[i], panel), data + places[i].panels, data + places[i].bias,
                                  inventory[i].has_slope() ? data + places[i].slope : nullptr});
    return weights;
}

/// Refuses tensors that none of `inventories` knows and that are not the self-test's.
FACENET_COLD inline Result<void> check_superfluous(const blob::Blob& blob, const std::vector<std::vector<layers::ConvRecord>>& inventories) {
    std::size_t known = 0;
    const bool packed = blob.recipe().packed_panel != 0;
    for (const auto& inventory : inventories)
        for (const layers::ConvRecord& r : inventory)
            known += packed ? 0u : 1u + (r.spec.has_bias ? 1u : 0u) + (r.has_slope() ? 1u : 0u);
    known += packed ? inventories.size() : 0u;
    for (const char* name : {blob::kSelfTestInput, blob::kSelfTestEmbedding}) known += blob.find(name) != nullptr ? 1u : 0u;
    if (known != blob.tensors().size())
        return mismatch_error("blob", std::to_string(known) + " tensors of the network '" + blob.recipe().network + "'",
                        std::to_string(blob.tensors().size()));
    return {};
}

}  // namespace model
FACENET_NAMESPACE_END

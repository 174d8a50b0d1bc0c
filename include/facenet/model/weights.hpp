// SPDX-License-Identifier: MIT
/// From a blob's tensors to packed weights: checked against the network's inventory first, then packed once into one
/// block of memory.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <optional>
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

/// Name of a tensor.
using TensorName = FixedText<layers::kMaxPath + 16>;

/// Name of the tensor that holds a network's packed weights; `prefix`: the network in a blob of several.
inline TensorName packed_name(std::string_view prefix) {
    TensorName name(prefix);
    name += prefix.empty() ? "packed" : "/packed";
    return name;
}

namespace detail {

FACENET_COLD inline Error wrong_tensor(std::string_view name, TextParts expected, TextParts found) {
    return mismatch({"blob, tensor '", name, "'"}, expected, found);
}

FACENET_COLD inline TensorName part_name(const layers::ConvRecord& r, std::string_view part) {
    TensorName name(r.path);
    name += part;
    return name;
}
/// A tensor of a layer: "/weights", "/bias", "/slope", "/scale".
FACENET_COLD inline std::optional<blob::TensorView> part_of(const blob::Blob& blob, const layers::ConvRecord& r, std::string_view part) {
    return blob.find(part_name(r, part));
}

FACENET_COLD inline Result<blob::TensorView> need(const blob::Blob& blob, std::string_view name, const Sides& sides) {
    const std::optional<blob::TensorView> tensor = blob.find(name);
    if (!tensor) return wrong_tensor(name, {sides.text()}, {"no tensor of that name"});
    if (tensor->sides != sides) return wrong_tensor(name, {sides.text()}, {tensor->shape()});
    if (tensor->type != blob::DType::f32 && tensor->type != blob::DType::f16)
        return wrong_tensor(name, {"type f32 or f16"}, {blob::dtype_name(tensor->type)});
    return *tensor;
}

/// The reference kernels (panels of one column) are plain loops: they know one way only.
constexpr kernels::Algorithm algorithm_of(const layers::ConvRecord& r, int panel) {
    return panel == 1 ? kernels::Algorithm::direct : kernels::choose_algorithm(r.spec.window, r.in, r.out);
}
constexpr std::size_t panel_floats(const layers::ConvRecord& r, int panel) {
    return kernels::packed_floats(algorithm_of(r, panel), r.spec.window, r.in.channels, r.out.channels, panel);
}
/// The packed weights of a layer in the block of all, one layer after the other in the order in which they are used: the
/// kernels ask for weights ahead.
struct FloatPieces {
    float *panels, *bias, *slope;

    constexpr FloatPieces(const layers::ConvRecord& r, int panel, Pieces& pieces)
        : panels(pieces.take<float>(panel_floats(r, panel))), bias(pieces.take<float>(columns(r, panel))),
          slope(pieces.take<float>(r.has_slope() ? columns(r, panel) : 0)) {}
    kernels::PackedWeights packed(const layers::ConvRecord& r, int panel) const {
        return {algorithm_of(r, panel), panels, bias, r.has_slope() ? slope : nullptr};
    }

private:
    static constexpr std::size_t columns(const layers::ConvRecord& r, int panel) {
        return static_cast<std::size_t>(kernels::panel_columns(r.out.channels, panel));
    }
};
/// Floats of all layers together.
constexpr std::size_t packed_size(Span<const layers::ConvRecord> inventory, int panel) {
    Pieces counted;
    for (const layers::ConvRecord& r : inventory) FloatPieces(r, panel, counted);
    return counted.size() / sizeof(float);
}

/// Floats of memory that packing a layer needs on the way.
constexpr std::size_t packing_floats(const layers::ConvRecord& r) { return static_cast<std::size_t>(r.out.channels * kernels::kMostTaps); }

/// A tensor's rows as floats, times a factor: in place where that is the same, else in `rows` (packing_floats()).
class ScaledRows {
public:
    ScaledRows(const blob::TensorView& tensor, std::size_t length, double scale, float* rows)
        : tensor_(tensor), length_(length), scale_(static_cast<float>(scale)),
          in_place_(tensor.type == blob::DType::f32 && scale == 1.0 &&
                    reinterpret_cast<std::uintptr_t>(tensor.bytes.data) % alignof(float) == 0),
          rows_(rows) {}

    const float* operator()(int slot, int index) {
        const std::size_t first = static_cast<std::size_t>(index) * length_;
        if (in_place_) return reinterpret_cast<const float*>(tensor_.bytes.data) + first;
        float* row = rows_ + static_cast<std::size_t>(slot) * length_;
        tensor_.read(first, length_, row);
        for (std::size_t i = 0; i < length_; ++i) row[i] *= scale_;
        return row;
    }

private:
    blob::TensorView tensor_;
    std::size_t length_;
    float scale_;
    bool in_place_;
    float* rows_;
};

/// `pieces` are zero; `rows`: packing_floats() floats.
inline void pack_layer(const blob::Blob& blob, const layers::ConvRecord& r, int panel, const FloatPieces& pieces, float* rows) {
    const auto outputs = static_cast<std::size_t>(r.out.channels);
    kernels::pack_conv(algorithm_of(r, panel), r.spec.window, r.in.channels, r.out.channels, panel, pieces.panels,
                       ScaledRows(*part_of(blob, r, "/weights"), outputs, r.spec.scale, rows));
    if (r.spec.has_bias)
        std::memcpy(pieces.bias, ScaledRows(*part_of(blob, r, "/bias"), outputs, r.spec.scale, rows)(0, 0), outputs * sizeof(float));
    if (r.has_slope()) part_of(blob, r, "/slope")->read(0, outputs, pieces.slope);
}

}  // namespace detail

/// Checks that the blob has every tensor of the inventory in its shape, before anything is allocated for it.
FACENET_COLD inline Result<void> check_tensors(const blob::Blob& blob, Span<const layers::ConvRecord> inventory) {
    for (const layers::ConvRecord& r : inventory) {
        const Sides outputs{static_cast<std::uint32_t>(r.out.channels)};
        if (auto t = detail::need(blob, detail::part_name(r, "/weights"), r.weight_sides()); !t) return t.error();
        if (r.spec.has_bias)
            if (auto t = detail::need(blob, detail::part_name(r, "/bias"), outputs); !t) return t.error();
        if (r.has_slope())
            if (auto t = detail::need(blob, detail::part_name(r, "/slope"), outputs); !t) return t.error();
    }
    return {};
}

/// The blob's block of packed weights (Recipe::packed_panel), or nothing where it holds plain tensors. Error: a tensor that is
/// absent or has another shape.
FACENET_COLD inline Result<std::optional<blob::TensorView>> packed_block(const blob::Blob& blob, Span<const layers::ConvRecord> inventory,
                                                                         int panel, std::string_view prefix = {}) {
    if (blob.recipe().packed_panel == 0) {
        if (Result<void> r = check_tensors(blob, inventory); !r) return r.error();
        return std::optional<blob::TensorView>();
    }
    const auto floats = static_cast<std::uint32_t>(detail::packed_size(inventory, panel));
    const Result<blob::TensorView> block = detail::need(blob, packed_name(prefix), {floats});
    if (!block) return block.error();
    return std::optional<blob::TensorView>(*block);
}

constexpr std::size_t most_packing_floats(Span<const layers::ConvRecord> inventory) {
    std::size_t most = 0;
    for (const layers::ConvRecord& r : inventory) most = detail::packing_floats(r) > most ? detail::packing_floats(r) : most;
    return most;
}

/// True where packed weights can be used where they lie.
inline bool lies_as_needed(const std::optional<blob::TensorView>& block) {
    return block && block->type == blob::DType::f32 && reinterpret_cast<std::uintptr_t>(block->bytes.data) % kAlignment == 0;
}

/// Packs all layers into `pieces`, zeros, unless these are packed already, and writes what kernels read of them to `to`. `rows`: as
/// much as any layer's packing_floats().
FACENET_COLD inline void pack_layers(const blob::Blob& blob, Span<const layers::ConvRecord> inventory, int panel, bool packed, Pieces& pieces,
                                     float* rows, kernels::PackedWeights* to) {
    for (const layers::ConvRecord& r : inventory) {
        const detail::FloatPieces places(r, panel, pieces);
        if (!packed) detail::pack_layer(blob, r, panel, places, rows);
        *to++ = places.packed(r, panel);
    }
}

/// Weights of an inventory for panels of `panel` columns: packed from the blob's tensors, or, where the blob holds them
/// packed already (Recipe::packed_panel), its own block: copied, or used in place (`keep`).
FACENET_COLD inline Result<Weights> load_weights(const blob::Blob& blob, Span<const layers::ConvRecord> inventory, int panel,
                                                 std::string_view prefix = {}, bool keep = false) {
    const Result<std::optional<blob::TensorView>> block = packed_block(blob, inventory, panel, prefix);
    if (!block) return block.error();
    const bool packed = block->has_value();
    Weights weights;
    const std::uint8_t* data = nullptr;
    if (keep && lies_as_needed(*block)) {
        data = (*block)->bytes.data;
    } else {
        const std::size_t total = detail::packed_size(inventory, panel);
        Result<AlignedBuffer> memory = AlignedBuffer::make(total);
        if (!memory) return memory.error();
        weights.memory = std::move(*memory);
        if (packed) (*block)->read(0, total, weights.memory.data());
        data = reinterpret_cast<const std::uint8_t*>(weights.memory.data());
    }
    std::vector<float> rows(packed ? 0 : most_packing_floats(inventory));
    Pieces pieces(const_cast<std::uint8_t*>(data));  // written only where it is our own memory
    weights.packed.resize(inventory.size());
    pack_layers(blob, inventory, panel, packed, pieces, rows.data(), weights.packed.data());
    return weights;
}

/// Refuses tensors that none of `inventories` knows and that are not the self-test's.
FACENET_COLD inline Result<void> check_superfluous(const blob::Blob& blob, std::initializer_list<Span<const layers::ConvRecord>> inventories) {
    std::size_t known = 0;
    const bool packed = blob.recipe().packed_panel != 0;
    for (const Span<const layers::ConvRecord>& inventory : inventories)
        for (const layers::ConvRecord& r : inventory)
            known += packed ? 0u : 1u + (r.spec.has_bias ? 1u : 0u) + (r.has_slope() ? 1u : 0u);
    known += packed ? inventories.size() : 0u;
    for (const char* name : {blob::kSelfTestInput, blob::kSelfTestEmbedding}) known += blob.find(name) ? 1u : 0u;
    if (known != blob.tensors().size())
        return mismatch({"blob"}, {known, " tensors of the network '", blob.recipe().network, "'"}, {blob.tensors().size()});
    return {};
}

}  // namespace model
FACENET_NAMESPACE_END

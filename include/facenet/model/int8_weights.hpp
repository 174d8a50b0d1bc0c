// SPDX-License-Identifier: MIT
/// From an int8 blob's tensors to what its kernels read: checked first, then prepared once into one block of memory.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "../kernels/int8/pack.hpp"
#include "../kernels/int8/table.hpp"
#include "int8_plan.hpp"
#include "operations.hpp"
#include "weights.hpp"

FACENET_NAMESPACE_BEGIN
namespace model {

/// How one convolution is computed.
enum class LayerWay : unsigned char {
    bytes,   ///< maps and weights of bytes
    dense,   ///< a dense layer of floats whose weights are bytes
    floats,  ///< in single precision
};

/// Weights of one convolution. Scales and offsets that depend on maps are part of the bytes.
struct Int8Layer {
    LayerWay way = LayerWay::floats;
    kernels::Int8Weights bytes;
    kernels::PackedWeights floats;
    const float* dense_bias = nullptr;
    float residual_scale = 0;
    std::int32_t residual_offset = 0;
};

struct Int8WeightSet {
    AlignedBuffer memory;
    std::vector<Int8Layer> layers;  // of Record::convolutions
    std::vector<MapScale> maps;     // of Record::whole_maps
};

namespace detail {

/// Scales outside of these would leave single precision when they are multiplied.
inline constexpr float kLeastScale = 1e-12f, kMostScale = 1e12f;
inline bool is_scale(float x) { return x >= kLeastScale && x <= kMostScale; }

FACENET_COLD inline Result<std::vector<MapScale>> read_maps(const blob::Blob& blob, const layers::Record& record) {
    const auto count = static_cast<std::uint32_t>(record.whole_maps.size());
    const Result<const blob::TensorView*> tensor = need(blob, kMapsName, {count, 2});
    if (!tensor) return tensor.error();
    std::vector<float> numbers(2 * std::size_t{count});
    (*tensor)->read(0, numbers.size(), numbers.data());
    std::vector<MapScale> maps;
    for (std::size_t i = 0; i < numbers.size(); i += 2) {
        const float scale = numbers[i], zero = numbers[i + 1];
        if (!is_scale(scale) || !(zero >= 0 && zero <= 255) || zero != std::floor(zero))
            return mismatch_error("blob, tensor 'maps', map " + std::to_string(i / 2), "a scale from 1e-12 to 1e12 and a whole zero point from 0 to 255",
                            std::to_string(scale) + " and " + std::to_string(zero));
        maps.push_back({scale, static_cast<int>(zero)});
    }
    return maps;
}

/// Sides of a convolution's packed bytes.
inline std::vector<std::uint32_t> int8_sides(const layers::ConvRecord& r) {
    const auto u = [](int side) { return static_cast<std::uint32_t>(side); };
    return {u(kernels::int8_panels(r.out.channels)), u(kernels::int8_depth(r.spec.window, r.in.channels) / kernels::kQuad),
            u(kernels::kInt8Panel), u(kernels::kQuad)};
}

/// True where the blob keeps a convolution in floats.
inline bool is_float(const blob::Blob& blob, const layers::ConvRecord& r) {
    const blob::TensorView* weights = blob.find(r.path + "/weights");
    return weights != nullptr && weights->type != blob::DType::s8;
}

FACENET_COLD inline Result<void> check_int8(const blob::Blob& blob, const layers::ConvRecord& r) {
    const std::string name = r.path + "/weights";
    const std::vector<std::uint32_t> sides = int8_sides(r), outputs{static_cast<std::uint32_t>(r.out.channels)};
    const blob::TensorView* weights = blob.find(name);
    if (weights == nullptr) return mismatch_error("blob, tensor '" + name + "'", "weights of bytes", "no tensor of that name");
    if (weights->sides != sides) {
        std::string wanted;
        for (std::uint32_t side : sides) wanted += "[" + std::to_string(side) + "]";
        return mismatch_error("blob, tensor '" + name + "'", wanted, weights->shape());
    }
    if (kernels::int8_depth(r.spec.window, r.in.channels) > kernels::kInt8MostDepth)
        return mismatch_error("blob, tensor '" + name + "'", "a depth of at most " + std::to_string(kernels::kInt8MostDepth), weights->shape());
    if (r.spec.activation == kernels::Activation::prelu)
        return mismatch_error("blob, tensor '" + name + "'", "type f32 or f16 (PReLU)", "s8");
    for (const char* part : {"/scale", "/bias"}) {
        if (part == std::string("/bias") && !r.spec.has_bias) continue;
        const Result<const blob::TensorView*> tensor = need(blob, r.path + part, outputs);
        if (!tensor) return tensor.error();
        std::vector<float> values((*tensor)->size());
        (*tensor)->read(0, values.size(), values.data());
        for (float value : values)
            if (part == std::string("/scale") ? !is_scale(value) : !std::isfinite(value))
                return mismatch_error("blob, tensor '" + r.path + part + "'", "finite numbers, and scales from 1e-12 to 1e12", std::to_string(value));
    }
    return {};
}

/// Hands out pieces of a block of memory, or only counts them.
class Pieces {
public:
    explicit Pieces(float* block) : block_(block) {}
    template <class T>
    T* take(std::size_t count) {
        float* at = block_ == nullptr ? nullptr : block_ + end_;
        end_ += round_up(count * sizeof(T), kAlignment) / sizeof(float);
        return reinterpret_cast<T*>(at);
    }
    std::size_t size() const { return end_; }

private:
    float* block_;
    std::size_t end_ = 0;
};

inline std::size_t columns(const layers::ConvRecord& r) {
    return static_cast<std::size_t>(kernels::int8_panels(r.out.channels) * kernels::kInt8Panel);
}

/// The packed bytes of a layer: where they lie, or copied.
inline const std::int8_t* place_panels(const blob::Blob& blob, const layers::ConvRecord& r, bool keep, Pieces& pieces) {
    const ByteView bytes = blob.find(r.path + "/weights")->bytes;
    if (keep) return reinterpret_cast<const std::int8_t*>(bytes.data);
    auto* copy = pieces.take<std::int8_t>(bytes.size);
    if (copy != nullptr) std::memcpy(copy, bytes.data, bytes.size);
    return copy;
}

/// The scales of the maps that a convolution touches; `out` has scale 1 where its map is float.
struct ConvScales {
    MapScale in, out, residual;
    bool has_residual;
};

/// The numbers of one column (kernels/int8/args.hpp); `zero_sum`: what the input's zero point adds to its sums. False where
/// what is computed would leave its bounds.
inline bool set_column(const layers::ConvRecord& r, const ConvScales& maps, double bias, std::int64_t zero_sum, std::int32_t& offset, float& scale) {
    constexpr double kMostValue = 1 << 30;
    const double unit = static_cast<double>(maps.in.scale) * static_cast<double>(scale);
    const double in_units = std::nearbyint(bias / unit);
    const double factor = unit * r.spec.scale * (maps.has_residual ? 256 : 1) / static_cast<double>(maps.out.scale);
    const double most_sum = 255.0 * kernels::kInt8MostWeight * kernels::int8_depth(r.spec.window, r.in.channels) + std::fabs(in_units);
    if (!(std::fabs(in_units) <= kernels::kInt8MostBias) || !(most_sum * factor < kMostValue)) return false;
    offset = static_cast<std::int32_t>(static_cast<std::int64_t>(in_units) - zero_sum);
    scale = static_cast<float>(factor);
    return true;
}

/// A layer of bytes. Only counts where `pieces` have no memory.
inline Result<Int8Layer> prepare_bytes(const blob::Blob& blob, const layers::ConvRecord& r, bool keep, const kernels::Int8Kernels& int8,
                                       const ConvScales& maps, Pieces& pieces) {
    const kernels::Window& w = r.spec.window;
    const kernels::Algorithm algorithm = kernels::choose_int8_algorithm(w, r.in, r.out, int8.filtering.channels, int8.filtering.savings);
    const std::int8_t* panels = place_panels(blob, r, keep, pieces);
    auto* points = pieces.take<std::int16_t>(kernels::int8_points(algorithm, r.in.channels, r.out.channels));
    auto* point_scale = pieces.take<float>(kernels::int8_point_scales(algorithm, r.out.channels));
    auto* offset = pieces.take<std::int32_t>(columns(r));
    auto* scale = pieces.take<float>(columns(r));
    Int8Layer layer;
    layer.way = LayerWay::bytes;
    layer.bytes = {algorithm, panels, false, points, point_scale, offset, scale};
    if (scale == nullptr) return layer;
    const kernels::Int8WeightFacts facts = kernels::inspect_int8(panels, w, r.in.channels, r.out.channels);
    if (facts.has_most_negative) return mismatch_error("blob, tensor '" + r.path + "/weights'", "values from -127 to 127", "-128");
    int zero = 0;
    if (algorithm != kernels::Algorithm::direct) {
        // The zero point is taken off before activations are transformed.
        kernels::pack_int8_points(algorithm, panels, w, r.in.channels, r.out.channels, points, point_scale);
    } else {
        layer.bytes.narrow = int8.narrow_pays && facts.narrow;
        zero = maps.in.zero - (int8.signed_activations ? 128 : 0);
        if (zero != 0) kernels::sum_int8(panels, w, r.in.channels, r.out.channels, offset);
    }
    const auto outputs = static_cast<std::size_t>(r.out.channels);
    std::vector<float> bias(outputs);
    if (r.spec.has_bias) blob.find(r.path + "/bias")->read(0, outputs, bias.data());
    blob.find(r.path + "/scale")->read(0, outputs, scale);
    for (std::size_t n = 0; n < outputs; ++n)
        if (!set_column(r, maps, static_cast<double>(bias[n]), std::int64_t{zero} * offset[n], offset[n], scale[n]))
            return mismatch_error("blob, tensors of '" + r.path + "', channel " + std::to_string(n), "scales and a bias whose sums fit 30 bits", "others");
    if (maps.has_residual) {
        const double factor = 256 * (static_cast<double>(maps.residual.scale) / static_cast<double>(maps.out.scale));
        constexpr double kMostFactor = 1 << 20;
        if (!(factor < kMostFactor))
            return mismatch_error("blob, tensor 'maps'", "a residual of the scale of its sum, for '" + r.path + "'", "one " + std::to_string(factor / 256) + " times as large");
        layer.residual_scale = static_cast<float>(factor);
        layer.residual_offset = static_cast<std::int32_t>(std::lround(128 + 256 * maps.out.zero - maps.residual.zero * factor));
    }
    return layer;
}

/// True where weights of bytes can meet a map of floats as it lies: one window that is the whole map.
inline bool is_dense(const layers::ConvRecord& r) {
    const kernels::Window& w = r.spec.window;
    return w.height == r.in.height && w.width == r.in.width && r.out.height * r.out.width == 1 &&
           w.width * r.in.channels % kernels::kQuad == 0 && r.spec.activation == kernels::Activation::linear;
}
inline Int8Layer prepare_dense(const blob::Blob& blob, const layers::ConvRecord& r, bool keep, Pieces& pieces) {
    Int8Layer layer;
    layer.way = LayerWay::dense;
    layer.bytes.panels = place_panels(blob, r, keep, pieces);
    auto *scale = pieces.take<float>(columns(r)), *bias = pieces.take<float>(columns(r));
    layer.bytes.scale = scale;
    layer.dense_bias = bias;
    if (scale == nullptr) return layer;
    const auto outputs = static_cast<std::size_t>(r.out.channels);
    blob.find(r.path + "/scale")->read(0, outputs, scale);
    if (r.spec.has_bias) blob.find(r.path + "/bias")->read(0, outputs, bias);
    for (std::size_t n = 0; n < outputs; ++n) {
        scale[n] *= static_cast<float>(r.spec.scale);
        bias[n] *= static_cast<float>(r.spec.scale);
    }
    return layer;
}

/// A layer of floats. Only counts where `pieces` have no memory.
inline Int8Layer prepare_floats(const blob::Blob& blob, const layers::ConvRecord& r, int panel, Pieces& pieces) {
    std::vector<PackedPlaces> places;
    float* to = pieces.take<float>(place_layers({r}, panel, places));
    Int8Layer layer;
    if (to == nullptr) return layer;
    const PackedPlaces& at = places[0];
    pack_layer(blob, r, panel, at, to);
    layer.floats = {algorithm_of(r, panel), to + at.panels, to + at.bias, r.has_slope() ? to + at.slope : nullptr};
    return layer;
}

}  // namespace detail

/// Checks that the blob has every tensor of the record, before anything is allocated for it.
FACENET_COLD inline Result<void> check_int8_tensors(const blob::Blob& blob, const layers::Record& record) {
    std::size_t known = 1;
    for (std::size_t i = 0; i < record.convolutions.size(); ++i) {
        const layers::ConvRecord& r = record.convolutions[i];
        const bool stays = detail::is_float(blob, r);
        if (Result<void> ok = stays ? check_tensors(blob, {r}) : detail::check_int8(blob, r); !ok) return ok;
        if (i == last_convolution(record) && !stays && !detail::is_dense(r))
            return mismatch_error("blob, tensor '" + r.path + "/weights'", "type f32 or f16: the last layer is no dense one", "s8");
        known += 1u + (stays ? 0u : 1u) + (r.spec.has_bias ? 1u : 0u) + (r.has_slope() ? 1u : 0u);
    }
    for (const char* name : {blob::kSelfTestInput, blob::kSelfTestEmbedding}) known += blob.find(name) != nullptr ? 1u : 0u;
    if (known != blob.tensors().size())
        return mismatch_error("blob", std::to_string(known) + " tensors of the int8 network '" + blob.recipe().network + "'",
                        std::to_string(blob.tensors().size()));
    return {};
}

/// What the kernels of a network need: `panel` is the width of float panels, `int8` the kernels of bytes. With `keep` the
/// blob's own bytes are used in place and must stay.
FACENET_COLD inline Result<Int8WeightSet> load_int8_weights(const blob::Blob& blob, const layers::Record& record, int panel,
                                                            const kernels::Int8Kernels& int8, bool keep) {
    if (Result<void> ok = check_int8_tensors(blob, record); !ok) return ok.error();
    Result<std::vector<MapScale>> maps = detail::read_maps(blob, record);
    if (!maps) return maps.error();
    const std::vector<bool> floats = float_maps(record);
    Int8WeightSet set;
    set.maps = std::move(*maps);
    // What is read has been made bytes, if it was not; what is written may stay float.
    const auto read = [&](const layers::Slot& slot) { return set.maps[static_cast<std::size_t>(slot.map)]; };
    const auto written = [&](const layers::Slot& slot) { return floats[static_cast<std::size_t>(slot.map)] ? MapScale{} : read(slot); };
    // Twice: to count what is needed, then to fill it.
    const auto prepare = [&](float* block) -> Result<std::size_t> {
        detail::Pieces pieces(block);
        std::size_t next = 0;
        for (const Operation& op : record.operations) {
            if (op.kind != Operation::Kind::conv) continue;
            const std::size_t index = next++;
            const layers::ConvRecord& r = record.convolutions[index];
            const detail::ConvScales scales{read(op.in), written(op.out), read(op.residual), op.has_residual};
            const Result<Int8Layer> layer = detail::is_float(blob, r)               ? detail::prepare_floats(blob, r, panel, pieces)
                                            : index == last_convolution(record) ? detail::prepare_dense(blob, r, keep, pieces)
                                                                                : detail::prepare_bytes(blob, r, keep, int8, scales, pieces);
            if (!layer) return layer.error();
            if (block != nullptr) set.layers.push_back(*layer);
        }
        return pieces.size();
    };
    const Result<std::size_t> size = prepare(nullptr);
    if (!size) return size.error();
    Result<AlignedBuffer> memory = AlignedBuffer::make(*size);
    if (!memory) return memory.error();
    set.memory = std::move(*memory);
    if (const Result<std::size_t> filled = prepare(set.memory.data()); !filled) return filled.error();
    return set;
}

}  // namespace model
FACENET_NAMESPACE_END

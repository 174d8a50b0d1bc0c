// SPDX-License-Identifier: MIT
/// From one convolution's tensors in an int8 blob to what its kernels read.
#pragma once

#include <cmath>

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

namespace detail {

/// Scales outside of these would leave single precision when they are multiplied.
inline constexpr float kLeastScale = 1e-12f, kMostScale = 1e12f;
inline bool is_scale(float x) { return x >= kLeastScale && x <= kMostScale; }

/// Sides of a convolution's packed bytes.
inline Sides int8_sides(const layers::ConvRecord& r) {
    const auto u = [](int side) { return static_cast<std::uint32_t>(side); };
    return {u(kernels::int8_panels(r.out.channels)), u(kernels::int8_depth(r.spec.window, r.in.channels) / kernels::kQuad),
            u(kernels::kInt8Panel), u(kernels::kQuad)};
}

/// True where the blob keeps a convolution in floats.
inline bool is_float(const blob::Blob& blob, const layers::ConvRecord& r) {
    const std::optional<blob::TensorView> weights = part_of(blob, r, "/weights");
    return weights && weights->type != blob::DType::s8;
}

FACENET_COLD inline Result<void> check_int8(const blob::Blob& blob, const layers::ConvRecord& r) {
    const TensorName name = part_name(r, "/weights");
    const std::optional<blob::TensorView> weights = blob.find(name);
    if (!weights) return wrong_tensor(name, {"weights of bytes"}, {"no tensor of that name"});
    if (weights->sides != int8_sides(r)) return wrong_tensor(name, {int8_sides(r).text()}, {weights->shape()});
    if (kernels::int8_depth(r.spec.window, r.in.channels) > kernels::kInt8MostDepth)
        return wrong_tensor(name, {"a depth of at most ", kernels::kInt8MostDepth}, {weights->shape()});
    if (r.spec.activation == kernels::Activation::prelu) return wrong_tensor(name, {"type f32 or f16 (PReLU)"}, {"s8"});
    for (const bool scales : {true, false}) {
        if (!scales && !r.spec.has_bias) continue;
        const TensorName part = part_name(r, scales ? "/scale" : "/bias");
        const Result<blob::TensorView> tensor = need(blob, part, {static_cast<std::uint32_t>(r.out.channels)});
        if (!tensor) return tensor.error();
        for (std::size_t i = 0; i < tensor->size(); ++i)
            if (const float value = tensor->value(i); scales ? !is_scale(value) : !std::isfinite(value))
                return wrong_tensor(part, {"finite numbers, and scales from 1e-12 to 1e12"}, {value});
    }
    return {};
}

constexpr std::size_t columns(const layers::ConvRecord& r) {
    return static_cast<std::size_t>(kernels::int8_panels(r.out.channels) * kernels::kInt8Panel);
}

/// Memory for a copy of a layer's packed bytes; none with `keep`.
constexpr std::int8_t* take_panels(const layers::ConvRecord& r, bool keep, Pieces& pieces) {
    return pieces.take<std::int8_t>(keep ? 0 : kernels::int8_panel_bytes(r.spec.window, r.in.channels, r.out.channels));
}
/// The packed bytes of a layer: where they lie, or copied.
inline const std::int8_t* place_panels(const blob::Blob& blob, const layers::ConvRecord& r, bool keep, std::int8_t* copy) {
    const ByteView bytes = part_of(blob, r, "/weights")->bytes;
    if (keep) return reinterpret_cast<const std::int8_t*>(bytes.data);
    std::memcpy(copy, bytes.data, bytes.size);
    return copy;
}

constexpr kernels::Algorithm int8_algorithm(const layers::ConvRecord& r, const kernels::FilteringPays& pays) {
    return kernels::choose_int8_algorithm(r.spec.window, r.in, r.out, pays.channels, pays.savings);
}

/// What a layer of bytes has in memory.
struct BytePieces {
    kernels::Algorithm algorithm;
    std::int8_t* panels;
    std::int16_t* points;
    float* point_scale;
    std::int32_t* offset;
    float* scale;

    constexpr BytePieces(const layers::ConvRecord& r, bool keep, const kernels::FilteringPays& pays, Pieces& pieces)
        : algorithm(int8_algorithm(r, pays)), panels(take_panels(r, keep, pieces)),
          points(pieces.take<std::int16_t>(kernels::int8_points(algorithm, r.in.channels, r.out.channels))),
          point_scale(pieces.take<float>(kernels::int8_point_scales(algorithm, r.out.channels))),
          offset(pieces.take<std::int32_t>(columns(r))), scale(pieces.take<float>(columns(r))) {}
};
/// What a dense layer has.
struct DensePieces {
    std::int8_t* panels;
    float *scale, *bias;

    constexpr DensePieces(const layers::ConvRecord& r, bool keep, Pieces& pieces)
        : panels(take_panels(r, keep, pieces)), scale(pieces.take<float>(columns(r))), bias(pieces.take<float>(columns(r))) {}
};

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

/// A layer of bytes; `pieces` are zero, `scratch`: preparing_floats() floats.
inline Result<Int8Layer> prepare_bytes(const blob::Blob& blob, const layers::ConvRecord& r, bool keep, const kernels::Int8Kernels& int8,
                                       const ConvScales& maps, const BytePieces& pieces, float* scratch) {
    const kernels::Window& w = r.spec.window;
    const std::int8_t* panels = place_panels(blob, r, keep, pieces.panels);
    Int8Layer layer;
    layer.way = LayerWay::bytes;
    layer.bytes = {pieces.algorithm, panels, false, pieces.points, pieces.point_scale, pieces.offset, pieces.scale};
    const kernels::Int8WeightFacts facts = kernels::inspect_int8(panels, w, r.in.channels, r.out.channels);
    if (facts.has_most_negative) return wrong_tensor(part_name(r, "/weights"), {"values from -127 to 127"}, {"-128"});
    int zero = 0;
    if (pieces.algorithm != kernels::Algorithm::direct) {
        // The zero point is taken off before activations are transformed.
        kernels::pack_int8_points(pieces.algorithm, panels, w, r.in.channels, r.out.channels, pieces.points, pieces.point_scale, scratch);
    } else {
        layer.bytes.narrow = int8.narrow_pays && facts.narrow;
        zero = maps.in.zero - (int8.signed_activations ? 128 : 0);
        if (zero != 0) kernels::sum_int8(panels, w, r.in.channels, r.out.channels, pieces.offset);
    }
    const std::optional<blob::TensorView> bias = part_of(blob, r, "/bias"), scale = part_of(blob, r, "/scale");
    for (std::size_t n = 0; n < static_cast<std::size_t>(r.out.channels); ++n) {
        std::int32_t& offset = pieces.offset[n];
        pieces.scale[n] = scale->value(n);
        if (!set_column(r, maps, r.spec.has_bias ? static_cast<double>(bias->value(n)) : 0.0, std::int64_t{zero} * offset, offset, pieces.scale[n]))
            return mismatch({"blob, tensors of '", r.path, "', channel ", n}, {"scales and a bias whose sums fit 30 bits"}, {"others"});
    }
    if (maps.has_residual) {
        const double factor = 256 * (static_cast<double>(maps.residual.scale) / static_cast<double>(maps.out.scale));
        constexpr double kMostFactor = 1 << 20;
        if (!(factor < kMostFactor))
            return mismatch({"blob, tensor 'maps'"}, {"a residual of the scale of its sum, for '", r.path, "'"}, {"one ", factor / 256, " times as large"});
        layer.residual_scale = static_cast<float>(factor);
        layer.residual_offset = static_cast<std::int32_t>(std::lround(128 + 256 * maps.out.zero - maps.residual.zero * factor));
    }
    return layer;
}

/// True where weights of bytes can meet a map of floats as it lies: one window that is the whole map.
constexpr bool is_dense(const layers::ConvRecord& r) {
    const kernels::Window& w = r.spec.window;
    return w.height == r.in.height && w.width == r.in.width && r.out.height * r.out.width == 1 &&
           w.width * r.in.channels % kernels::kQuad == 0 && r.spec.activation == kernels::Activation::linear;
}
inline Int8Layer prepare_dense(const blob::Blob& blob, const layers::ConvRecord& r, bool keep, const DensePieces& pieces) {
    Int8Layer layer;
    layer.way = LayerWay::dense;
    layer.bytes.panels = place_panels(blob, r, keep, pieces.panels);
    layer.bytes.scale = pieces.scale;
    layer.dense_bias = pieces.bias;
    const auto outputs = static_cast<std::size_t>(r.out.channels);
    part_of(blob, r, "/scale")->read(0, outputs, pieces.scale);
    if (r.spec.has_bias) part_of(blob, r, "/bias")->read(0, outputs, pieces.bias);
    for (std::size_t n = 0; n < outputs; ++n) {
        pieces.scale[n] *= static_cast<float>(r.spec.scale);
        pieces.bias[n] *= static_cast<float>(r.spec.scale);
    }
    return layer;
}
inline Int8Layer prepare_floats(const blob::Blob& blob, const layers::ConvRecord& r, int panel, const FloatPieces& pieces, float* scratch) {
    Int8Layer layer;
    pack_layer(blob, r, panel, pieces, scratch);
    layer.floats = pieces.packed(r, panel);
    return layer;
}

}  // namespace detail

/// What the kernels of a network want of its weights.
struct Int8Needs {
    int panel;                         // the width of float panels
    kernels::FilteringPays filtering;  // as Int8Kernels has it
    bool keep;                         // the blob's bytes are used in place

    /// Takes a layer's memory, which is what counting is about.
    constexpr void take(LayerWay way, const layers::ConvRecord& r, Pieces& pieces) const {
        if (way == LayerWay::bytes) detail::BytePieces(r, keep, filtering, pieces);
        else if (way == LayerWay::dense) detail::DensePieces(r, keep, pieces);
        else detail::FloatPieces(r, panel, pieces);
    }
    /// Floats of memory that preparing a layer needs on the way.
    constexpr std::size_t preparing_floats(LayerWay way, const layers::ConvRecord& r) const {
        if (way == LayerWay::floats) return detail::packing_floats(r);
        if (way == LayerWay::dense) return 0;
        return kernels::int8_packing_floats(detail::int8_algorithm(r, filtering), r.in.channels);
    }
};

}  // namespace model
FACENET_NAMESPACE_END

// SPDX-License-Identifier: MIT
/// From an int8 blob's tensors to what its kernels read: checked first, then prepared once into one block of memory.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "int8_layer.hpp"

FACENET_NAMESPACE_BEGIN
namespace model {

struct Int8WeightSet {
    AlignedBuffer memory;
    std::vector<Int8Layer> layers;  // of Record::convolutions
    std::vector<Int8Map> maps;      // of Record::whole_maps
};

/// Weights and maps, wherever they lie.
struct Int8WeightsView {
    constexpr Int8WeightsView(Span<const Int8Layer> l, Span<const Int8Map> m) : layers(l), maps(m) {}
    Int8WeightsView(const Int8WeightSet& set) : Int8WeightsView(set.layers, set.maps) {}

    Span<const Int8Layer> layers;
    Span<const Int8Map> maps;
};

/// How a blob that has passed check_int8_tensors() wants its index-th convolution computed.
inline LayerWay way_of(const blob::Blob& blob, const layers::RecordView& record, std::size_t index) {
    if (detail::is_float(blob, record.convolutions[index])) return LayerWay::floats;
    return index == last_convolution(record) ? LayerWay::dense : LayerWay::bytes;
}

namespace detail {

/// `maps`: one for each of the record's.
FACENET_COLD inline Result<void> read_maps(const blob::Blob& blob, const layers::RecordView& record, Int8Map* maps) {
    const std::size_t count = record.whole_maps.size();
    const Result<blob::TensorView> tensor = need(blob, kMapsName, {static_cast<std::uint32_t>(count), 2});
    if (!tensor) return tensor.error();
    for (std::size_t i = 0; i < count; ++i) {
        const float scale = tensor->value(2 * i), zero = tensor->value(2 * i + 1);
        if (!is_scale(scale) || !(zero >= 0 && zero <= 255) || zero != std::floor(zero))
            return mismatch({"blob, tensor 'maps', map ", i}, {"a scale from 1e-12 to 1e12 and a whole zero point from 0 to 255"}, {scale, " and ", zero});
        maps[i].scale = {scale, static_cast<int>(zero)};
    }
    place_float_maps(record, maps);
    return {};
}

}  // namespace detail

/// Checks that the blob has every tensor of the record, before anything is allocated for it.
FACENET_COLD inline Result<void> check_int8_tensors(const blob::Blob& blob, const layers::RecordView& record) {
    std::size_t known = 1;
    for (std::size_t i = 0; i < record.convolutions.size(); ++i) {
        const layers::ConvRecord& r = record.convolutions[i];
        const bool stays = detail::is_float(blob, r);
        if (Result<void> ok = stays ? check_tensors(blob, {&r, 1}) : detail::check_int8(blob, r); !ok) return ok;
        if (i == last_convolution(record) && !stays && !detail::is_dense(r))
            return detail::wrong_tensor(detail::part_name(r, "/weights"), {"type f32 or f16: the last layer is no dense one"}, {"s8"});
        known += 1u + (stays ? 0u : 1u) + (r.spec.has_bias ? 1u : 0u) + (r.has_slope() ? 1u : 0u);
    }
    for (const char* name : {blob::kSelfTestInput, blob::kSelfTestEmbedding}) known += blob.find(name) ? 1u : 0u;
    if (known != blob.tensors().size())
        return mismatch({"blob"}, {known, " tensors of the int8 network '", blob.recipe().network, "'"}, {blob.tensors().size()});
    return {};
}

/// Prepares all layers of a blob that has passed check_int8_tensors(), whose maps have been read. `pieces`: zeros; `scratch`: as much
/// as any layer's preparing_floats(); `layers`: one for each of the record's convolutions.
FACENET_COLD inline Result<void> prepare_int8(const blob::Blob& blob, const layers::RecordView& record, const Int8Needs& needs,
                                              const kernels::Int8Kernels& int8, const Int8Map* maps, Pieces& pieces, float* scratch, Int8Layer* layers) {
    // What is read has been made bytes, if it was not; what is written may stay float.
    const auto read = [&](const layers::Slot& slot) { return maps[static_cast<std::size_t>(slot.map)].scale; };
    const auto written = [&](const layers::Slot& slot) { return maps[static_cast<std::size_t>(slot.map)].is_float ? MapScale{} : read(slot); };
    std::size_t next = 0;
    for (const Operation& op : record.operations) {
        if (op.kind != Operation::Kind::conv) continue;
        const std::size_t index = next++;
        const layers::ConvRecord& r = record.convolutions[index];
        const LayerWay way = way_of(blob, record, index);
        if (way == LayerWay::floats) {
            layers[index] = detail::prepare_floats(blob, r, needs.panel, {r, needs.panel, pieces}, scratch);
        } else if (way == LayerWay::dense) {
            layers[index] = detail::prepare_dense(blob, r, needs.keep, {r, needs.keep, pieces});
        } else {
            const detail::ConvScales scales{read(op.in), written(op.out), read(op.residual), op.has_residual};
            const Result<Int8Layer> layer =
                detail::prepare_bytes(blob, r, needs.keep, int8, scales, {r, needs.keep, needs.filtering, pieces}, scratch);
            if (!layer) return layer.error();
            layers[index] = *layer;
        }
    }
    return {};
}

/// What the kernels of a network need: `panel` is the width of float panels, `int8` the kernels of bytes. With `keep` the
/// blob's own bytes are used in place and must stay.
FACENET_COLD inline Result<Int8WeightSet> load_int8_weights(const blob::Blob& blob, const layers::RecordView& record, int panel,
                                                            const kernels::Int8Kernels& int8, bool keep) {
    if (Result<void> ok = check_int8_tensors(blob, record); !ok) return ok.error();
    Int8WeightSet set;
    set.maps.resize(record.whole_maps.size());
    set.layers.resize(record.convolutions.size());
    if (Result<void> ok = detail::read_maps(blob, record, set.maps.data()); !ok) return ok.error();
    const Int8Needs needs{panel, int8.filtering, keep};
    Pieces counted;
    std::size_t scratch = 0;
    for (std::size_t i = 0; i < record.convolutions.size(); ++i) {
        const LayerWay way = way_of(blob, record, i);
        needs.take(way, record.convolutions[i], counted);
        scratch = std::max(scratch, needs.preparing_floats(way, record.convolutions[i]));
    }
    Result<AlignedBuffer> memory = AlignedBuffer::make(counted.size() / sizeof(float)), on_the_way = AlignedBuffer::make(scratch);
    if (!memory || !on_the_way) return memory ? on_the_way.error() : memory.error();
    set.memory = std::move(*memory);
    Pieces pieces(reinterpret_cast<std::uint8_t*>(set.memory.data()));
    if (Result<void> ok = prepare_int8(blob, record, needs, int8, set.maps.data(), pieces, on_the_way->data(), set.layers.data()); !ok)
        return ok.error();
    return set;
}

}  // namespace model
FACENET_NAMESPACE_END

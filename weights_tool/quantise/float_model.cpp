// SPDX-License-Identifier: MIT
#include "float_model.hpp"

#include "facenet/kernels/pack.hpp"
#include "facenet/model/operations.hpp"
#include "facenet/model/standardise.hpp"
#include "facenet/model/weights.hpp"
#include "weights_tool/convert/networks.hpp"
#include "weights_tool/library.hpp"

namespace facenet_tool {

using namespace facenet;

namespace {

std::vector<float> values_of(const blob::Blob& blob, const std::string& name) {
    const blob::TensorView tensor = *blob.find(name);
    std::vector<float> values(tensor.size());
    tensor.read(0, values.size(), values.data());
    return values;
}

}  // namespace

FloatModel read_model(const blob::Blob& blob) {
    FloatModel model;
    model.recipe = blob.recipe();
    const KnownNetwork& network = known_network(model.recipe.network);
    if (network.record == nullptr) throw mismatch_error("quantize, network", "an embedder", "'" + network.name + "'");
    if (model.recipe.precision != Precision::fp32 || model.recipe.packed_panel != 0)
        throw mismatch_error("quantize", "a plain fp32 or fp16 blob", model.recipe.packed_panel != 0 ? "a packed one" : "an int8 one");
    model.record = network.record();
    if (const Result<void> ok = model::check_superfluous(blob, {model.record.convolutions}); !ok) throw ok.error();
    if (const Result<void> ok = model::check_tensors(blob, model.record.convolutions); !ok) throw ok.error();
    for (const layers::ConvRecord& r : model.record.convolutions) {
        FloatLayer layer;
        layer.weights = values_of(blob, r.path + "/weights");
        if (r.spec.has_bias) layer.bias = values_of(blob, r.path + "/bias");
        if (r.has_slope()) layer.slope = values_of(blob, r.path + "/slope");
        model.layers.push_back(std::move(layer));
    }
    return model;
}

PackedLayer::PackedLayer(const layers::ConvRecord& layer, const FloatLayer& weights, const kernels::Kernels& kernels)
    : algorithm_(model::detail::algorithm_of(layer, kernels.panel)) {
    const auto outputs = static_cast<std::size_t>(layer.out.channels);
    const auto columns = static_cast<std::size_t>(kernels::panel_columns(layer.out.channels, kernels.panel));
    const auto factor = static_cast<float>(layer.spec.scale);
    std::vector<float> scaled = weights.weights;
    for (float& w : scaled) w *= factor;
    panels_.resize(model::detail::panel_floats(layer, kernels.panel));
    kernels::pack_conv(algorithm_, layer.spec.window, layer.in.channels, layer.out.channels, kernels.panel, panels_.data(),
                       [&](int, int row) { return scaled.data() + static_cast<std::size_t>(row) * outputs; });
    bias_.resize(columns);
    slope_.resize(weights.slope.empty() ? 0 : columns);
    for (std::size_t n = 0; n < weights.bias.size(); ++n) bias_[n] = weights.bias[n] * factor;
    std::copy(weights.slope.begin(), weights.slope.end(), slope_.begin());
}

kernels::PackedWeights PackedLayer::view() const {
    return {algorithm_, panels_.data(), bias_.data(), slope_.empty() ? nullptr : slope_.data()};
}

FloatRunner::FloatRunner(const FloatModel& model) : model_(model), kernels_(kernels_of(best_isa())) {
    for (std::size_t i = 0; i < model.layers.size(); ++i) packed_.emplace_back(model.record.convolutions[i], model.layers[i], kernels_);
    Result<AlignedBuffer> memory = AlignedBuffer::make(model.record.maps + model.record.scratch);
    if (!memory) throw memory.error();
    workspace_ = std::move(*memory);
}

ConstMapView FloatRunner::view(const layers::Slot& slot) const {
    return {workspace_.data() + slot.offset, slot.dims, slot.pixel_stride, slot.row_stride, 0};
}

void FloatRunner::run(const Crop& crop, const Visit& visit) {
    float* maps = workspace_.data();
    model::standardise(model_.recipe, crop.pixels.data(), maps + model_.record.input.offset);
    std::size_t convolution = 0;
    for (std::size_t i = 0; i < model_.record.operations.size(); ++i) {
        layers::Operation op = model_.record.operations[i];
        if (op.kind == layers::Operation::Kind::conv) op.weights = packed_[convolution++].view();
        const MapView out{maps + op.out.offset, op.out.dims, op.out.pixel_stride, op.out.row_stride, 0};
        const ConstMapView residual = op.has_residual ? view(op.residual) : ConstMapView{};
        model::run_operation(kernels_, op, view(op.in), out, residual, maps + model_.record.maps, {}, 1);
        visit(i, view(op.in), view(op.out));
    }
}

std::vector<float> FloatRunner::embed(const Crop& crop) {
    run(crop, [](std::size_t, const ConstMapView&, const ConstMapView&) {});
    const float* from = workspace_.data() + model_.record.output.offset;
    return {from, from + model_.record.output.dims.size()};
}

}  // namespace facenet_tool

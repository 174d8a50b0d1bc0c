// SPDX-License-Identifier: MIT
#include "quantise.hpp"

#include <algorithm>

#include "equalise.hpp"
#include "examples/terminal/progress.hpp"
#include "facenet/blob/writer.hpp"
#include "facenet/model/int8_weights.hpp"
#include "weights_tool/convert/self_test.hpp"

namespace facenet_tool {

using namespace facenet;

namespace {

std::vector<std::uint8_t> packed(const layers::ConvRecord& r, const ByteLayer& bytes) {
    std::vector<std::int8_t> panels(kernels::int8_panel_bytes(r.spec.window, r.in.channels, r.out.channels));
    kernels::pack_int8(bytes.weights.data(), r.spec.window, r.in.channels, r.out.channels, panels.data());
    return {reinterpret_cast<const std::uint8_t*>(panels.data()), reinterpret_cast<const std::uint8_t*>(panels.data() + panels.size())};
}

/// What one way of quantising makes of a model.
struct Attempt {
    Trial trial;
    FloatModel model;  // equalised, or not
    std::size_t equalised_channels = 0;
    std::vector<model::MapScale> maps;
    std::vector<ByteLayer> bytes;
    std::vector<bool> is_float;
    std::vector<double> own_errors;
    std::vector<std::uint8_t> blob;
    Fidelity fidelity;
};

blob::Writer write(const Attempt& a) {
    Recipe recipe = a.model.recipe;
    recipe.precision = Precision::int8;
    blob::Writer writer(recipe);
    std::vector<float> maps;
    for (const model::MapScale& m : a.maps) maps.insert(maps.end(), {m.scale, static_cast<float>(m.zero)});
    writer.add(model::kMapsName, {static_cast<std::uint32_t>(a.maps.size()), 2}, maps);
    for (std::size_t i = 0; i < a.bytes.size(); ++i) {
        const layers::ConvRecord& r = a.model.record.convolutions[i];
        const std::vector<std::uint32_t> outputs{static_cast<std::uint32_t>(r.out.channels)};
        const FloatLayer& layer = a.model.layers[i];
        if (a.is_float[i]) writer.add(r.path + "/weights", r.weight_sides(), layer.weights, blob::DType::f16);
        else writer.add_bytes(r.path + "/weights", model::detail::int8_sides(r), packed(r, a.bytes[i]), blob::DType::s8);
        if (!a.is_float[i]) writer.add(r.path + "/scale", outputs, a.bytes[i].scale);
        if (r.spec.has_bias) writer.add(r.path + "/bias", outputs, a.is_float[i] ? layer.bias : a.bytes[i].bias);
        if (r.has_slope()) writer.add(r.path + "/slope", outputs, layer.slope);
    }
    return writer;
}

/// Layers for which there are no bytes, whatever their weights.
bool must_stay_float(const layers::ConvRecord& r) {
    return r.has_slope() || kernels::int8_depth(r.spec.window, r.in.channels) > kernels::kInt8MostDepth;
}

/// All layers as bytes.
std::vector<ByteLayer> all_bytes(const FloatModel& model, const Observation& seen) {
    const std::vector<model::MapScale> widest = choose_ranges(model.record, seen, RangeMethod::largest);
    std::vector<ByteLayer> all;
    program::Progress bar("rounding weights", model.layers.size());
    for (const layers::Operation& op : model.record.operations) {
        if (op.kind != layers::Operation::Kind::conv) continue;
        const std::size_t i = all.size();
        const layers::ConvRecord& r = model.record.convolutions[i];
        // What minimal filtering computes is transformed anyway; all else is a third faster where weights are narrow.
        const bool narrow = kernels::choose_int8_algorithm(r.spec.window, r.in, r.out) == kernels::Algorithm::direct &&
                            i != model::last_convolution(model.record);
        all.push_back(to_bytes(r, model.layers[i], seen.input_means[i], widest[static_cast<std::size_t>(op.in.map)].scale, narrow));
        bar.reach(i + 1);
    }
    bar.wipe();
    return all;
}

/// Whatever else is decided later, all but the layers that must not be are bytes.
Attempt attempt(const FloatModel& model, const Observation& seen, const std::vector<ByteLayer>& bytes, RangeMethod method,
                const std::vector<Crop>& crops, const Embeddings& fp32) {
    Attempt a{};
    a.trial.method = method;
    a.model = model;
    a.maps = choose_ranges(model.record, seen, method);
    a.bytes = bytes;
    for (const layers::ConvRecord& r : model.record.convolutions) a.is_float.push_back(must_stay_float(r));
    a.blob = write(a).bytes();
    a.fidelity = compare(model.recipe, fp32, embed_all({a.blob.data(), a.blob.size()}, model.recipe, crops));
    a.trial.mean_cosine = a.fidelity.mean_cosine();
    a.trial.least_cosine = a.fidelity.least_cosine();
    a.trial.mean_drift = a.fidelity.mean_drift();
    return a;
}

}  // namespace

Quantised quantise(ByteView fp32_blob, const std::vector<Crop>& crops, const QuantiseOptions& options) {
    const auto blob = blob::Blob::open(fp32_blob);
    if (!blob) throw blob.error();
    const FloatModel model = read_model(*blob);
    const Embeddings fp32 = embed_all(fp32_blob, model.recipe, crops);

    Quantised result;
    Attempt best;
    for (bool equalised : {false, true}) {
        if (options.equalise && *options.equalise != equalised) continue;
        const Observation before = observe(model, crops);
        FloatModel changed = model;
        const std::size_t channels = equalised ? equalise(changed, before) : 0;
        if (equalised && channels == 0 && !options.equalise) continue;
        const Observation seen = channels > 0 ? observe(changed, crops) : before;
        const std::vector<ByteLayer> bytes = all_bytes(changed, seen);
        for (RangeMethod method : kRangeMethods) {
            if (options.method && *options.method != method) continue;
            Attempt a = attempt(changed, seen, bytes, method, crops, fp32);
            a.trial.equalised = equalised;
            a.equalised_channels = channels;
            result.trials.push_back(a.trial);
            // Drift is what verdicts feel; on one's own faces it is also the finer measure.
            if (best.blob.empty() || a.trial.mean_drift < best.trial.mean_drift) best = std::move(a);
        }
    }
    std::stable_sort(result.trials.begin(), result.trials.end(), [](const Trial& a, const Trial& b) { return a.mean_drift < b.mean_drift; });

    // Layers that lose too much by themselves go back.
    best.own_errors = layer_errors(best.model, best.bytes, best.maps, crops);
    for (std::size_t i = 0; i < best.bytes.size(); ++i)
        if (best.own_errors[i] > options.most_layer_error) best.is_float[i] = true;
    blob::Writer writer = write(best);
    Recipe recipe = best.model.recipe;
    recipe.precision = Precision::int8;
    add_self_test(writer, recipe);
    result.blob = writer.bytes();
    const ByteView bytes{result.blob.data(), result.blob.size()};
    result.fidelity = compare(recipe, fp32, embed_all(bytes, recipe, crops));
    const std::vector<double> gathered = gathered_errors(best.model, bytes, crops);
    for (std::size_t i = 0; i < best.bytes.size(); ++i)
        result.layers.push_back({best.model.record.convolutions[i].path, best.is_float[i], best.model.layers[i].weights.size(), best.own_errors[i], gathered[i]});
    result.recipe = recipe;
    result.crops = crops.size();
    result.equalised_channels = best.equalised_channels;
    result.fp32_bytes = fp32_blob.size;
    return result;
}

}  // namespace facenet_tool

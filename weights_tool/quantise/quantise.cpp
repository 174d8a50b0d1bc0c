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

/// A model, and how it is quantised.
struct Attempt {
    const FloatModel& model;  // equalised, or not
    const std::vector<ByteLayer>& bytes;
    std::vector<model::MapScale> maps;
    std::vector<bool> is_float;
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

/// Layers for which there are no bytes; and the last one where it is small: it is computed with floats anyway.
bool stays_float(const FloatModel& model, std::size_t layer) {
    constexpr std::size_t kSmall = 50;  // a fiftieth of all weights
    const layers::ConvRecord& r = model.record.convolutions[layer];
    std::size_t all = 0;
    for (const FloatLayer& l : model.layers) all += l.weights.size();
    const bool small_end = layer == model::last_convolution(model.record) && model.layers[layer].weights.size() * kSmall < all;
    return small_end || r.has_slope() || kernels::int8_depth(r.spec.window, r.in.channels) > kernels::kInt8MostDepth;
}
std::vector<bool> stay_float(const FloatModel& model) {
    std::vector<bool> all;
    for (std::size_t i = 0; i < model.layers.size(); ++i) all.push_back(stays_float(model, i));
    return all;
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

/// Every second crop, from the first or the second on.
std::vector<Crop> half(const std::vector<Crop>& crops, std::size_t first) {
    std::vector<Crop> some;
    for (std::size_t i = first; i < crops.size(); i += 2) some.push_back(crops[i]);
    return some.empty() ? crops : some;  // of a single crop both halves are that
}

std::vector<Crop> with_mirror_images(std::vector<Crop> crops, const Recipe& recipe) {
    const auto width = static_cast<std::size_t>(recipe.width);
    for (std::size_t i = 0, count = crops.size(); i < count; ++i) {
        Crop mirrored = crops[i];
        for (std::size_t pixel = 0; pixel < mirrored.pixels.size() / 3; ++pixel) {
            const std::size_t from = pixel / width * width + (width - 1 - pixel % width);
            std::copy_n(crops[i].pixels.begin() + static_cast<std::ptrdiff_t>(3 * from), 3, mirrored.pixels.begin() + static_cast<std::ptrdiff_t>(3 * pixel));
        }
        crops.push_back(std::move(mirrored));
    }
    return crops;
}

/// Half of the faces, what they do in the network, and the others by which that is judged.
struct Half {
    Observation seen;
    std::vector<Crop> judges;
    Embeddings wanted;
};

Trial judge(const FloatModel& model, const std::vector<ByteLayer>& bytes, const std::vector<Half>& halves, RangeMethod method) {
    Fidelity all;
    for (const Half& h : halves) {
        const std::vector<std::uint8_t> blob = write({model, bytes, choose_ranges(model.record, h.seen, method), stay_float(model)}).bytes();
        const Fidelity f = compare(model.recipe, h.wanted, embed_all({blob.data(), blob.size()}, model.recipe, h.judges));
        all.cosines.insert(all.cosines.end(), f.cosines.begin(), f.cosines.end());
        all.drifts.insert(all.drifts.end(), f.drifts.begin(), f.drifts.end());
    }
    return {method, false, all.mean_cosine(), all.least_cosine(), all.root_mean_square_drift()};
}

/// A model as it is, or equalised, with its weights as bytes.
struct Candidate {
    FloatModel model;
    std::size_t equalised_channels;
    Observation seen;
    std::vector<ByteLayer> bytes;
};

Candidate prepare(FloatModel model, bool equalised, const std::vector<Crop>& crops) {
    Observation seen = observe(model, crops);
    const std::size_t channels = equalised ? equalise(model, seen) : 0;
    if (channels > 0) seen = observe(model, crops);
    std::vector<ByteLayer> bytes = all_bytes(model, seen);
    return {std::move(model), channels, std::move(seen), std::move(bytes)};
}

}  // namespace

Quantised quantise(ByteView fp32_blob, const std::vector<Crop>& crops, const QuantiseOptions& options) {
    const auto blob = blob::Blob::open(fp32_blob);
    if (!blob) throw blob.error();
    const FloatModel model = read_model(*blob);

    Quantised result;
    std::optional<Candidate> best;
    Trial chosen;
    constexpr double kClearly = 0.9;  // a few faces judge roughly: of two ways that are nearly alike the simpler is taken
    for (bool equalised : {false, true}) {
        if (options.equalise && *options.equalise != equalised) continue;
        Candidate candidate = prepare(model, equalised, crops);
        if (equalised && candidate.equalised_channels == 0 && best) continue;
        std::vector<Half> halves;
        for (std::size_t first : {std::size_t{0}, std::size_t{1}}) {
            std::vector<Crop> judges = with_mirror_images(half(crops, 1 - first), model.recipe);
            Embeddings wanted = embed_all(fp32_blob, model.recipe, judges);
            halves.push_back({observe(candidate.model, half(crops, first)), std::move(judges), std::move(wanted)});
        }
        bool better = false;
        for (RangeMethod method : kRangeMethods) {
            Trial trial = judge(candidate.model, candidate.bytes, halves, method);
            trial.equalised = equalised;
            if (method == options.method && (!best || trial.drift < kClearly * chosen.drift)) {
                chosen = trial;
                better = true;
            }
            result.trials.push_back(trial);
        }
        if (better) best = std::move(candidate);
    }
    // The others are for the report: how much the choice matters.
    std::stable_sort(result.trials.begin(), result.trials.end(), [&](const Trial& a, const Trial& b) {
        const auto rank = [&](const Trial& t) { return std::make_pair(t.method != chosen.method || t.equalised != chosen.equalised, t.drift); };
        return rank(a) < rank(b);
    });

    // Layers that lose too much by themselves go back.
    Attempt final{best->model, best->bytes, choose_ranges(best->model.record, best->seen, chosen.method), stay_float(best->model)};
    const std::vector<double> own_errors = layer_errors(final.model, final.bytes, final.maps, crops);
    for (std::size_t i = 0; i < own_errors.size(); ++i)
        if (own_errors[i] > options.most_layer_error) final.is_float[i] = true;
    blob::Writer writer = write(final);
    Recipe recipe = model.recipe;
    recipe.precision = Precision::int8;
    add_self_test(writer, recipe);
    result.blob = writer.bytes();
    const ByteView bytes{result.blob.data(), result.blob.size()};
    result.fidelity = compare(recipe, embed_all(fp32_blob, recipe, crops), embed_all(bytes, recipe, crops));
    const std::vector<double> gathered = gathered_errors(final.model, bytes, crops);
    for (std::size_t i = 0; i < own_errors.size(); ++i)
        result.layers.push_back({final.model.record.convolutions[i].path, final.is_float[i], final.model.layers[i].weights.size(), own_errors[i], gathered[i]});
    result.recipe = recipe;
    result.crops = crops.size();
    result.equalised_channels = best->equalised_channels;
    result.fp32_bytes = fp32_blob.size;
    return result;
}

}  // namespace facenet_tool

// SPDX-License-Identifier: MIT
#include "assess.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "facenet/model/int8_program.hpp"
#include "facenet/model/standardise.hpp"
#include "facenet/verify.hpp"
#include "weights_tool/library.hpp"

namespace facenet_tool {

using namespace facenet;

namespace {

/// Sums of squares of a signal and of what differs from it.
struct ErrorSums {
    double signal = 0, error = 0;

    void add(float wanted, float got) {
        const double w = static_cast<double>(wanted), d = static_cast<double>(got) - w;
        signal += w * w;
        error += d * d;
    }
    double relative() const { return signal > 0 ? std::sqrt(error / signal) : 0; }
};

/// A dense copy of a map.
struct Copy {
    std::vector<float> values;
    Dims dims;

    explicit Copy(const ConstMapView& map) : dims(map.dims) {
        for (int y = 0; y < dims.height; ++y)
            for (int x = 0; x < dims.width; ++x) values.insert(values.end(), map.at(y, x), map.at(y, x) + dims.channels);
    }
    ConstMapView view() const { return dense_map(values.data(), dims); }
};

void through_bytes(std::vector<float>& values, const model::MapScale& scale) {
    const auto zero = static_cast<float>(scale.zero);
    for (float& x : values) x = (std::min(std::max(std::nearbyint(x / scale.scale) + zero, 0.0f), 255.0f) - zero) * scale.scale;
}

/// A convolution's sums, without residual and activation.
std::vector<float> sums(const FloatRunner& runner, const layers::ConvRecord& r, const PackedLayer& layer, const ConstMapView& in) {
    std::vector<float> out(r.out.size());
    Result<AlignedBuffer> scratch = AlignedBuffer::make(kernels::conv_scratch(r.spec.window, r.in, r.out));
    if (!scratch) throw scratch.error();
    runner.kernels().conv({in, dense_map(out.data(), r.out), {}, r.spec.window, layer.view(), kernels::Activation::linear, scratch->data(), {}, 1});
    return out;
}

}  // namespace

std::vector<double> layer_errors(const FloatModel& model, const std::vector<ByteLayer>& bytes, const std::vector<model::MapScale>& maps,
                                 const std::vector<Crop>& crops) {
    FloatRunner runner(model);
    const auto& convolutions = model.record.convolutions;
    std::vector<PackedLayer> exact, rounded;
    for (std::size_t i = 0; i < convolutions.size(); ++i) {
        exact.emplace_back(convolutions[i], model.layers[i], runner.kernels());
        rounded.emplace_back(convolutions[i], to_floats(bytes[i]), runner.kernels());
    }
    std::vector<ErrorSums> errors(convolutions.size());
    for (const Crop& crop : crops) {
        std::size_t next = 0;
        runner.run(crop, [&](std::size_t i, const ConstMapView& in, const ConstMapView&) {
            const layers::Operation& op = model.record.operations[i];
            if (op.kind != layers::Operation::Kind::conv) return;
            const std::size_t layer = next++;
            Copy input(in);
            const std::vector<float> wanted = sums(runner, convolutions[layer], exact[layer], input.view());
            through_bytes(input.values, maps[static_cast<std::size_t>(op.in.map)]);
            const std::vector<float> got = sums(runner, convolutions[layer], rounded[layer], input.view());
            for (std::size_t k = 0; k < wanted.size(); ++k) errors[layer].add(wanted[k], got[k]);
        });
    }
    std::vector<double> relative;
    for (const ErrorSums& e : errors) relative.push_back(e.relative());
    return relative;
}

std::vector<double> gathered_errors(const FloatModel& model, ByteView int8_blob, const std::vector<Crop>& crops) {
    const auto blob = blob::Blob::open(int8_blob);
    if (!blob) throw blob.error();
    const kernels::Kernels& floats = kernels_of(best_isa());
    const kernels::Int8Kernels& int8 = byte_kernels();
    const Result<model::Int8WeightSet> weights = model::load_int8_weights(*blob, model.record, floats.panel, int8, true);
    if (!weights) throw weights.error();
    const model::Int8Program program(model.record, *weights, floats, int8);
    Result<AlignedBuffer> workspace = AlignedBuffer::make(program.workspace_size());
    if (!workspace) throw workspace.error();
    FloatRunner runner(model);
    std::vector<ErrorSums> errors(model.record.convolutions.size());
    for (const Crop& crop : crops) {
        std::vector<Copy> wanted;
        runner.run(crop, [&](std::size_t i, const ConstMapView&, const ConstMapView& out) {
            if (model.record.operations[i].kind == layers::Operation::Kind::conv) wanted.emplace_back(out);
        });
        model::standardise(model.recipe, crop.pixels.data(), program.input(workspace->data()));
        std::size_t layer = 0;
        for (const model::Int8Step& step : program.steps()) {
            program.run(step, workspace->data());
            const bool bytes = step.kind == model::Int8Step::Kind::conv, dense = step.kind == model::Int8Step::Kind::dense;
            if (!bytes && !dense && !(step.kind == model::Int8Step::Kind::floats && step.op.kind == layers::Operation::Kind::conv)) continue;
            const Copy& reference = wanted[layer];
            ErrorSums& sums = errors[layer++];
            if (!bytes || step.to_floats) continue;  // what is float is not looked at: it only passes on what came before
            const kernels::ConstByteMap map = program.map(step.op.out, workspace->data());
            for (int y = 0; y < map.dims.height; ++y)
                for (int x = 0; x < map.dims.width; ++x)
                    for (int c = 0; c < map.dims.channels; ++c)
                        sums.add(reference.view().at(y, x)[c], static_cast<float>(map.at(y, x)[c] - step.out.zero) * step.out.scale);
        }
    }
    std::vector<double> relative;
    for (const ErrorSums& e : errors) relative.push_back(e.relative());
    return relative;
}

double Fidelity::mean_cosine() const { return std::accumulate(cosines.begin(), cosines.end(), 0.0) / static_cast<double>(cosines.size()); }
double Fidelity::least_cosine() const { return *std::min_element(cosines.begin(), cosines.end()); }
double Fidelity::mean_drift() const {
    double sum = 0;
    for (const Drift& d : drifts) sum += static_cast<double>(std::fabs(d.int8 - d.fp32));
    return drifts.empty() ? 0 : sum / static_cast<double>(drifts.size());
}
double Fidelity::root_mean_square_drift() const {
    double sum = 0;
    for (const Drift& d : drifts) sum += std::pow(static_cast<double>(d.int8 - d.fp32), 2.0);
    return drifts.empty() ? 0 : std::sqrt(sum / static_cast<double>(drifts.size()));
}
double Fidelity::most_drift() const {
    float most = 0;
    for (const Drift& d : drifts) most = std::max(most, std::fabs(d.int8 - d.fp32));
    return static_cast<double>(most);
}
std::size_t Fidelity::flips(const Recipe& recipe) const {
    const auto same = [&](float squared) { return (recipe.metric == Metric::l2 ? std::sqrt(squared) : squared) < recipe.verify_threshold; };
    return static_cast<std::size_t>(std::count_if(drifts.begin(), drifts.end(), [&](const Drift& d) { return same(d.fp32) != same(d.int8); }));
}

Embeddings embed_all(ByteView blob, const Recipe& recipe, const std::vector<Crop>& crops) {
    const auto embedder = open_embedder(blob);
    if (!embedder) throw embedder.error();
    auto workspace = embedder->try_workspace();
    if (!workspace) throw workspace.error();
    Embeddings embeddings;
    for (const Crop& crop : crops) {
        const auto embedding = embedder->try_embed(view_of(crop, recipe), *workspace);
        if (!embedding) throw embedding.error();
        embeddings.push_back(*embedding);
    }
    return embeddings;
}

Fidelity compare(const Recipe& recipe, const Embeddings& fp32, const Embeddings& int8) {
    Fidelity f;
    for (std::size_t i = 0; i < fp32.size(); ++i) {
        f.cosines.push_back(static_cast<double>(cosine(fp32[i], int8[i])));
        for (std::size_t j = 0; j < i; ++j) {
            const auto squared = [&](const Embeddings& e) { return kernels::native::squared_distance(e[i].data(), e[j].data(), e[i].size()); };
            f.drifts.push_back({squared(fp32), squared(int8), verify(recipe, fp32[i], fp32[j]).same});
        }
    }
    return f;
}

}  // namespace facenet_tool

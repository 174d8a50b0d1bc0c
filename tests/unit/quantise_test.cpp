// SPDX-License-Identifier: MIT
// The quantiser's parts: ranges, bytes, equalisation; and that it is deterministic and says what it needs.
#include <doctest/doctest.h>

#include <cmath>
#include <random>

#include "facenet/kernels/int8/pack.hpp"
#include "facenet/model/int8_weights.hpp"
#include "support/paths.hpp"
#include "support/quantised.hpp"
#include "weights_tool/commands.hpp"
#include "weights_tool/quantise/equalise.hpp"
#include "weights_tool/quantise/report.hpp"

namespace {

using namespace facenet;
using namespace facenet_tool;

/// Statistics of values drawn from a bell, with one value far out.
MapStatistics bell(float centre, float spread, float outlier) {
    MapStatistics s;
    std::mt19937 random(1);
    std::vector<float> values{outlier};
    for (int i = 0; i < 20000; ++i) values.push_back(std::normal_distribution<float>(centre, spread)(random));
    for (float x : values) {
        s.low = std::min(s.low, x);
        s.high = std::max(s.high, x);
    }
    s.histogram.assign(MapStatistics::kBins, 0);
    for (float x : values) s.histogram[std::min(static_cast<std::size_t>((x - s.low) / s.bin_width()), MapStatistics::kBins - 1)] += 1;
    return s;
}

layers::ConvRecord layer_of(int side, int in, int out) {
    layers::ConvRecord r;
    r.path = "layer";
    r.spec.window = {side, side, 1, 1, side / 2, side / 2};
    r.in = {8, 8, in};
    r.out = {8, 8, out};
    return r;
}

FloatLayer random_layer(const layers::ConvRecord& r, unsigned seed) {
    FloatLayer layer;
    std::mt19937 random(seed);
    layer.weights.resize(static_cast<std::size_t>(r.depth() * r.out.channels));
    for (float& w : layer.weights) w = std::normal_distribution<float>(0.0f, 0.1f)(random);
    layer.bias.assign(static_cast<std::size_t>(r.out.channels), 0.25f);
    return layer;
}

double relative_error(const FloatLayer& a, const FloatLayer& b) {
    double error = 0, signal = 0;
    for (std::size_t i = 0; i < a.weights.size(); ++i) {
        error += std::pow(static_cast<double>(a.weights[i] - b.weights[i]), 2.0);
        signal += std::pow(static_cast<double>(a.weights[i]), 2.0);
    }
    return std::sqrt(error / signal);
}

}  // namespace

TEST_CASE("quantise: ranges cover what they should") {
    const MapStatistics s = bell(2.0f, 1.0f, 60.0f);
    const model::MapScale largest = choose_range(s, RangeMethod::largest), mse = choose_range(s, RangeMethod::mse);
    CHECK(largest.scale * static_cast<float>(255 - largest.zero) == doctest::Approx(60.0f).epsilon(0.02));
    // The outlier is cut: that costs less than what all others gain.
    CHECK(mse.scale < largest.scale);
    CHECK(choose_range(s, RangeMethod::percentile).scale < largest.scale * 0.2f);
    // What is never negative has zero 0; what is, another.
    MapStatistics positive = s;
    positive.low = 0;
    for (RangeMethod method : kRangeMethods) {
        CHECK(choose_range(positive, method).zero == 0);
        CHECK(choose_range(s, method).zero > 0);
        CHECK(choose_range(s, RangeMethod::headroom).scale == doctest::Approx(1.5f * largest.scale));
        CHECK(choose_range(MapStatistics{}, method).scale == 1.0f);
    }
}

TEST_CASE("quantise: weights as bytes, narrow ones too") {
    for (bool narrow : {false, true})
        for (int in : {3, 16, 29}) {
            CAPTURE(narrow);
            CAPTURE(in);
            const layers::ConvRecord r = layer_of(3, in, 20);
            const FloatLayer exact = random_layer(r, 5);
            const std::vector<double> means(static_cast<std::size_t>(in), 0.5);
            const ByteLayer bytes = to_bytes(r, exact, means, 0.02f, narrow);
            CHECK(relative_error(exact, to_floats(bytes)) < (narrow ? 0.025 : 0.012));
            std::vector<std::int8_t> panels(kernels::int8_panel_bytes(r.spec.window, in, 20));
            kernels::pack_int8(bytes.weights.data(), r.spec.window, in, 20, panels.data());
            CHECK(kernels::inspect_int8(panels.data(), r.spec.window, in, 20).narrow == narrow);
            // With inputs at their means, the corrected bias gives the exact layer's output.
            const FloatLayer meant = to_floats(bytes);
            for (std::size_t n = 0; n < 20; ++n) {
                double wanted = static_cast<double>(exact.bias[n]), got = static_cast<double>(bytes.bias[n]);
                for (std::size_t d = n; d < exact.weights.size(); d += 20) {
                    wanted += 0.5 * static_cast<double>(exact.weights[d]);
                    got += 0.5 * static_cast<double>(meant.weights[d]);
                }
                CHECK(got == doctest::Approx(wanted).epsilon(1e-4));
            }
        }
}

TEST_CASE("quantise: a channel that is nearly its bias alone keeps it") {
    const layers::ConvRecord r = layer_of(1, 8, 4);
    FloatLayer layer = random_layer(r, 2);
    for (float& w : layer.weights) w *= 1e-8f;
    const ByteLayer bytes = to_bytes(r, layer, std::vector<double>(8, 1.0), 0.02f, true);
    for (float scale : bytes.scale) CHECK(0.25 / (static_cast<double>(scale) * 0.02) < kernels::kInt8MostBias);
}

TEST_CASE("quantise: equalisation computes the same network") {
    const auto& network = support::quantised_network();
    const auto blob = blob::Blob::open(network.fp32_view());
    REQUIRE(blob);
    const FloatModel model = read_model(*blob);
    FloatModel changed = model;
    const std::size_t channels = equalise(changed, observe(model, network.crops));
    MESSAGE("channels changed: " << channels);
    REQUIRE(channels > 0);
    const std::vector<float> wanted = FloatRunner(model).embed(network.crops[0]), got = FloatRunner(changed).embed(network.crops[0]);
    for (std::size_t i = 0; i < wanted.size(); ++i) CHECK(got[i] == doctest::Approx(wanted[i]).epsilon(1e-4).scale(0.01));
}

TEST_CASE("quantise: the same faces give the same bytes, and the report says what they cost") {
    const auto& network = support::quantised_network();
    CHECK(quantise(network.fp32_view(), network.crops, support::quantise_options()).blob == network.int8.blob);
    CHECK(network.int8.fidelity.mean_cosine() > 0.998);
    CHECK(network.int8.trials.size() >= 3);
    CHECK(network.int8.trials[0].method == QuantiseOptions{}.method);
    for (std::size_t i = 2; i < network.int8.trials.size(); ++i) CHECK(network.int8.trials[i - 1].drift <= network.int8.trials[i].drift);
    for (const LayerReport& layer : network.int8.layers) {
        CAPTURE(layer.path);
        CHECK(!layer.is_float);
        CHECK(layer.own_error < 0.1);
    }
    const std::string table = report_table(network.int8);
    for (const char* word : {"inception_5b/3x3", "own error", "mean cosine", "verdicts differ"}) CHECK(table.find(word) != std::string::npos);
}

TEST_CASE("quantise: with the statistics of trained weights layers lose no more than the dlib ResNet's do") {
    const auto& network = support::quantised_network();
    const std::vector<std::uint8_t> fp32 = support::like_trained(network.fp32_view());
    QuantiseOptions options;
    options.equalise = false;
    const Quantised quantised = quantise({fp32.data(), fp32.size()}, network.crops, options);
    double most = 0, sum = 0;
    for (const LayerReport& layer : quantised.layers) {
        CAPTURE(layer.path);
        CHECK(!layer.is_float);
        most = std::max(most, layer.own_error);
        sum += layer.own_error;
    }
    MESSAGE("own errors: " << 100 * sum / static_cast<double>(quantised.layers.size()) << " % in the mean, " << 100 * most << " % at most; cosine "
                           << quantised.fidelity.mean_cosine());
    CHECK(quantised.fidelity.mean_cosine() > 0.995);
    CHECK(most < 0.06);
}

TEST_CASE("quantise: layers that lose more than is wanted stay in half precision, and the blob says so") {
    const auto& network = support::quantised_network();
    QuantiseOptions options;
    options.method = RangeMethod::largest;
    options.equalise = false;
    std::vector<double> errors;
    for (const LayerReport& layer : network.int8.layers) errors.push_back(layer.own_error);
    std::sort(errors.begin(), errors.end());
    options.most_layer_error = errors[errors.size() / 2];
    const Quantised mixed = quantise(network.fp32_view(), network.crops, options);
    const auto blob = blob::Blob::open({mixed.blob.data(), mixed.blob.size()});
    REQUIRE(blob);
    std::size_t floats = 0;
    for (const LayerReport& layer : mixed.layers) {
        CHECK((blob->find(layer.path + "/weights")->type == blob::DType::f16) == layer.is_float);
        floats += layer.is_float ? 1 : 0;
    }
    CHECK(floats > errors.size() / 4);
    CHECK(floats < errors.size());
    CHECK(mixed.fidelity.mean_cosine() > 0.998);
}

TEST_CASE("quantise: what it needs is said") {
    const auto message = [](auto&& fn) {
        try {
            fn();
        } catch (const Error& error) {
            return std::string(error.what());
        }
        return std::string("no error");
    };
    const Recipe recipe = known_network("openface_nn4_small2").recipe;
    CHECK(message([&] { load_crops({}, recipe, {}); }).find("photos of faces") != std::string::npos);
    const std::string photo = (support::source_dir() / "examples" / "distances.svg").string();
    CHECK(message([&] { load_crops({photo}, recipe, {"/nowhere/mtcnn.blob", false}); }).find("--detector") != std::string::npos);
    CHECK(message([&] { load_crops({photo}, recipe, {"", true}); }).find("no face in 1 photos") != std::string::npos);
    const auto& network = support::quantised_network();
    CHECK(message([&] { quantise(network.int8_view(), network.crops); }).find("an int8 one") != std::string::npos);
}

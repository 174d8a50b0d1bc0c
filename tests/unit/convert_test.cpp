// SPDX-License-Identifier: MIT
// The converter: names of every project, folding, and what it says of checkpoints that do not fit.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "facenet/blob/reader.hpp"
#include "facenet/core/error.hpp"
#include "support/synthetic.hpp"
#include "weights_tool/convert/convert.hpp"

namespace {

using facenet_tool::Checkpoint;
using facenet_tool::ConvertOptions;

std::string refusal(const Checkpoint& checkpoint, const std::string& network = "") {
    ConvertOptions options;
    options.network = network;
    options.self_test = false;
    try {
        facenet_tool::convert(checkpoint, options);
    } catch (const facenet::Error& error) {
        return error.message();
    }
    return "";
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

facenet_tool::Tensor& tensor(Checkpoint& checkpoint, const std::string& name) {
    return *std::find_if(checkpoint.tensors.begin(), checkpoint.tensors.end(), [&](const auto& t) { return t.name == name; });
}

/// A checkpoint in memory in TensorFlow's order of axes, for naming schemes of TensorFlow.js manifests.
Checkpoint manifest(const std::string& network, const std::string& title) {
    synthetic::StateDict dict;
    for (const auto& scheme : facenet_tool::naming_schemes()) {
        if (scheme.network != network || scheme.title != title) continue;
        for (const auto& layer : facenet_tool::known_network(network).layers) {
            const auto s = scheme.sources(layer);
            const std::int64_t out = layer.out.channels;
            if (layer.spec.dense) dict.add(s.weights, {layer.depth(), out});
            else dict.add(s.weights, {layer.spec.window.width, layer.spec.window.height, layer.in.channels, out});
            for (const std::string& name : {s.bias, s.slope, s.scale, s.shift})
                if (!name.empty()) dict.add(name, {out});
        }
    }
    Checkpoint checkpoint = dict.finish();
    checkpoint.layout = facenet_tool::Layout::hwio;
    return checkpoint;
}

}  // namespace

TEST_CASE("the network is found by its tensors' names") {
    const auto network_of = [](const Checkpoint& checkpoint) -> std::string {
        ConvertOptions options;
        options.self_test = false;
        const auto bytes = facenet_tool::convert(checkpoint, options);
        const auto blob = facenet::blob::Blob::open({bytes.data(), bytes.size()});
        return blob ? std::string(blob->recipe().network) : blob.error().message();
    };
    CHECK(network_of(synthetic::state_dict("openface_nn4_small2", "OpenFacePytorch", true)) == "openface_nn4_small2");
    CHECK(network_of(synthetic::state_dict("openface_nn4_small2", "canonical names", true)) == "openface_nn4_small2");
    CHECK(network_of(synthetic::state_dict("inception_resnet_v1_512", "facenet-pytorch", true)) == "inception_resnet_v1_512");
    CHECK(network_of(synthetic::state_dict("inception_resnet_v1_128", "facenet-pytorch", true)) == "inception_resnet_v1_128");
    CHECK(network_of(synthetic::state_dict("nn4", "canonical names", false)) == "nn4");
    CHECK(network_of(synthetic::state_dict("mtcnn", "facenet-pytorch", false)) == "mtcnn");
    CHECK(network_of(manifest("mtcnn", "face-api.js")) == "mtcnn");
    CHECK(network_of(manifest("dlib_resnet", "face-api.js")) == "dlib_resnet");
    Checkpoint parallel = synthetic::state_dict("nn4", "canonical names", false);
    for (auto& t : parallel.tensors) t.name = "module." + t.name;
    CHECK(network_of(parallel) == "nn4");
}

TEST_CASE("tensors that fit two networks are not guessed") {
    // NN3 is NN2 on another input.
    const Checkpoint checkpoint = synthetic::state_dict("nn3", "canonical names", false);
    CHECK(contains(refusal(checkpoint), "fit nn2 and nn3"));
    CHECK(refusal(checkpoint, "nn3") == "");
}

TEST_CASE("what is missing, superfluous or of another shape is named") {
    Checkpoint checkpoint = synthetic::state_dict("openface_nn4_small2", "canonical names", true);
    tensor(checkpoint, "conv1.weight").name = "conv_one.weight";
    tensor(checkpoint, "inception_4a.5x5.bias").shape = {8, 8};
    for (const char* network : {"", "openface_nn4_small2"}) {
        const std::string message = refusal(checkpoint, network);
        CHECK(contains(message, "missing: conv1.weight [64, 3, 7, 7]"));
        CHECK(contains(message, "superfluous: conv_one.weight"));
        CHECK(contains(message, "wrong shape: inception_4a.5x5.bias: expected [64], found [8, 8]"));
        CHECK(contains(message, "openface_nn4_small2"));
    }
    CHECK(contains(refusal(checkpoint, "resnet"), "network: expected one of nn1, nn2"));
    Checkpoint foreign;
    foreign.format = "safetensors";
    foreign.tensors.emplace_back();
    foreign.tensors.back().name = "transformer.h.0.attn";
    CHECK(contains(refusal(foreign), "safetensors: expected the tensors of a known network, found 1 tensors such as transformer.h.0.attn"));
}

TEST_CASE("TensorFlow's counters and the training classifier are ignored") {
    Checkpoint checkpoint = synthetic::state_dict("inception_resnet_v1_512", "facenet-pytorch", true);
    for (const char* name : {"conv2d_1a.bn.num_batches_tracked", "logits.weight", "logits.bias"}) {
        checkpoint.tensors.emplace_back();
        checkpoint.tensors.back().name = name;
    }
    CHECK(refusal(checkpoint) == "");
    checkpoint.tensors.back().name = "something.else";
    CHECK(contains(refusal(checkpoint), "superfluous: something.else"));
}

TEST_CASE("width-first filters and dense rows are turned") {
    const Checkpoint checkpoint = manifest("mtcnn", "face-api.js");
    ConvertOptions options;
    const auto bytes = facenet_tool::convert(checkpoint, options);
    const auto blob = facenet::blob::Blob::open({bytes.data(), bytes.size()});
    REQUIRE(blob);
    const auto values = [&](const char* name) {
        std::vector<float> v(blob->find(name)->size());
        blob->find(name)->read(0, v.size(), v.data());
        return v;
    };
    // onet/conv1: 3x3x3 -> 32. Ours [y][x][in][out], theirs [x][y][in][out].
    const auto ours = values("onet/conv1/weights"), theirs = checkpoint.find("onet/conv1/weights")->values();
    for (std::size_t y = 0; y < 3; ++y)
        for (std::size_t x = 0; x < 3; ++x) CHECK(ours[((y * 3 + x) * 3 + 1) * 32 + 5] == theirs[((x * 3 + y) * 3 + 1) * 32 + 5]);
    // onet/fc1: 3x3x128 -> 256, rows (x, y, channel) there.
    const auto fc = values("onet/fc1/weights"), fc_theirs = checkpoint.find("onet/fc1/weights")->values();
    CHECK(fc[((2 * 3 + 0) * 128 + 7) * 256 + 9] == fc_theirs[((0 * 3 + 2) * 128 + 7) * 256 + 9]);
}

TEST_CASE("fp16 storage halves the weights") {
    const Checkpoint checkpoint = synthetic::state_dict("openface_nn4_small2", "canonical names", true);
    ConvertOptions options;
    options.self_test = false;
    const std::size_t whole = facenet_tool::convert(checkpoint, options).size();
    options.storage = facenet::blob::DType::f16;
    CHECK(static_cast<double>(facenet_tool::convert(checkpoint, options).size()) < 0.51 * static_cast<double>(whole));
}

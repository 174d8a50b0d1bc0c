// SPDX-License-Identifier: MIT
// Every network against PyTorch with the same seeded weights: state dict -> converter -> blob -> embedding.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "facenet/blob_file.hpp"
#include "facenet/image_file.hpp"
#include "support/opened.hpp"
#include "support/paths.hpp"
#include "support/synthetic.hpp"
#include "weights_tool/convert/convert.hpp"

namespace {

struct Case {
    const char* network;
    const char* scheme;
    bool batch_norm;
};

// Sanitizers make every multiplication several times as slow: two inputs show them all code.
#if defined(__SANITIZE_ADDRESS__)
constexpr int kInputs = 2;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
constexpr int kInputs = 2;
#else
constexpr int kInputs = 20;
#endif
#else
constexpr int kInputs = 20;
#endif

/// The blob of a network with seeded weights, by way of a state dict and the converter.
std::vector<std::uint8_t> convert(const Case& c) {
    facenet_tool::ConvertOptions options;
    options.network = c.network;
    options.self_test = false;
    return facenet_tool::convert(synthetic::state_dict(c.network, c.scheme, c.batch_norm), options);
}

/// Largest absolute difference over the inputs.
double largest_difference(const std::vector<std::uint8_t>& blob, facenet::Isa isa, int inputs) {
    facenet::OpenOptions open;
    open.isa = isa;
    const auto embedder = support::opened({blob.data(), blob.size()}, open);
    facenet::Workspace workspace = embedder.workspace();
    const facenet::Recipe& recipe = embedder.recipe();

    std::ifstream file(support::source_dir() / "tests" / "golden" / (recipe.network + ".json"));
    const nlohmann::json golden = nlohmann::json::parse(file);
    REQUIRE(golden["embeddings"].size() >= 20);
    double largest = 0;
    for (int k = 0; k < inputs; ++k) {
        const facenet::Embedding e = embedder.embed(synthetic::image(k, recipe.width, recipe.height), workspace);
        const std::vector<double> wanted = golden["embeddings"][static_cast<std::size_t>(k)];
        REQUIRE(static_cast<int>(wanted.size()) == e.size());
        for (int i = 0; i < e.size(); ++i)
            largest = std::max(largest, std::abs(static_cast<double>(e[i]) - wanted[static_cast<std::size_t>(i)]));
    }
    return largest;
}

}  // namespace

TEST_CASE("embeddings equal PyTorch's") {
    for (const Case& c : {Case{"nn1", "canonical names", false}, Case{"nn2", "canonical names", false},
                          Case{"nn3", "canonical names", false}, Case{"nn4", "canonical names", false},
                          Case{"openface_nn4_small2", "canonical names", true},
                          Case{"inception_resnet_v1_512", "facenet-pytorch", true},
                          Case{"inception_resnet_v1_128", "facenet-pytorch", true}}) {
        CAPTURE(std::string(c.network));
        const std::vector<std::uint8_t> blob = convert(c);
        for (facenet::Isa isa : facenet::kAllIsas) {
            if (!facenet::isa_available(isa)) continue;
            // The reference loops are slow: one input shows that they compute the same network.
            const int inputs = isa == facenet::Isa::reference ? 1 : kInputs;
            CAPTURE(std::string(facenet::isa_name(isa)));
            const double difference = largest_difference(blob, isa, inputs);
            MESSAGE(std::string(c.network) << " (" << std::string(facenet::isa_name(isa)) << "): greatest difference " << difference);
            CHECK(difference <= 1e-5);
        }
    }
}

namespace {

/// The square photo made to 150 x 150 by repeating or dropping pixels, the same in the oracle.
facenet::Image nearest_150(const facenet::Image& square) {
    facenet::Image chip(150, 150);
    for (int y = 0; y < 150; ++y)
        for (int x = 0; x < 150; ++x)
            std::copy_n(square.pixel(x * square.width() / 150, y * square.height() / 150), 3, chip.pixel(x, y));
    return chip;
}

double difference(const facenet::Embedding& e, const std::vector<double>& wanted) {
    REQUIRE(e.size() == static_cast<int>(wanted.size()));
    double largest = 0;
    for (int i = 0; i < e.size(); ++i) largest = std::max(largest, std::abs(static_cast<double>(e[i]) - wanted[static_cast<std::size_t>(i)]));
    return largest;
}

}  // namespace

TEST_CASE("the trained dlib ResNet equals TensorFlow.js") {
    const auto path = support::models_dir() / "dlib_resnet.blob";
    if (!std::filesystem::exists(path)) {
        MESSAGE("skipped: no " << path.string() << " (tests/run.sh and examples/demo.sh make it)");
        return;
    }
    std::ifstream file(support::source_dir() / "tests" / "golden" / "dlib_resnet.json");
    const nlohmann::json golden = nlohmann::json::parse(file);
    for (facenet::Isa isa : facenet::kAllIsas) {
        if (!facenet::isa_available(isa) || isa == facenet::Isa::reference) continue;
        facenet::OpenOptions open;
        open.isa = isa;
        const auto embedder = support::opened(facenet::BlobFile::open(path.string()), open);
        facenet::Workspace workspace = embedder.workspace();
        double largest = 0;
        int inputs = 0;
        for (; inputs < 20; ++inputs)
            largest = std::max(largest, difference(embedder.embed(synthetic::image(inputs, 150, 150), workspace),
                                                   golden["synthetic"][static_cast<std::size_t>(inputs)]));
        for (const auto& [name, wanted] : golden["aligned"].items()) {
            const auto folder = name.find("aligned160") != std::string::npos ? "facenet-pytorch" : "openface";
            const auto photo = support::faces_dir() / folder / name;
            if (!std::filesystem::exists(photo)) continue;
            largest = std::max(largest, difference(embedder.embed(nearest_150(facenet::load_image(photo.string())), workspace), wanted));
            ++inputs;
        }
        MESSAGE(std::string(facenet::isa_name(isa)) << ": greatest difference over " << inputs << " inputs " << largest);
        CHECK(largest <= 1e-4);
    }
}

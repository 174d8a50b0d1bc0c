// SPDX-License-Identifier: MIT
// The three trained networks against PyTorch's results (tests/oracles/mtcnn.py).
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "detect_support.hpp"
#include "support/synthetic.hpp"

namespace {

using namespace facenet;

/// Greatest differences of probabilities, offsets and landmarks (both in sides of the box).
struct Differences {
    double probability = 0, offset = 0, landmark = 0;

    static void widen(double& most, double a, double b) {
        most = std::max(most, std::isnan(a) ? 1e9 : std::fabs(a - b));
    }
    void check(const char* network, Isa isa) const {
        MESSAGE(std::string(network) << " (" << std::string(isa_name(isa)) << "): greatest difference of probabilities "
                                     << probability << ", boxes " << offset << ", landmarks " << landmark);
        CHECK(probability < 2e-6);
        CHECK(offset < 2e-6);
        CHECK(landmark < 2e-6);
    }
};

Differences run_pnet(const blob::Blob& blob, const kernels::Kernels& table, const nlohmann::json& cases) {
    const auto weights = model::load_weights(blob, layers::record<nets::MtcnnP>(nets::MtcnnP::Input::dims, "pnet").convolutions, table.panel);
    REQUIRE(weights.ok());
    AlignedBuffer workspace;
    Differences d;
    for (const auto& c : cases) {
        const Image image = synthetic::image(c["image"], c["width"], c["height"]);
        detect::Level level;  // of the photo's own size: every pixel is itself
        level.height = image.height();
        level.width = image.width();
        const auto found = detect::run_level({weights->packed, table}, image, level, blob.recipe().standardisation,
                                             0.0f, workspace, {7, 9});
        REQUIRE(found.ok());
        const std::size_t rows = c["map"][0], columns = c["map"][1];
        REQUIRE(found->size() == rows * columns);
        for (const detect::Proposal& p : *found) {
            const std::size_t cell = static_cast<std::size_t>(p.row) * columns + static_cast<std::size_t>(p.column);
            Differences::widen(d.probability, static_cast<double>(p.score), c["probability"][cell]);
            for (std::size_t i = 0; i < 4; ++i)
                Differences::widen(d.offset, static_cast<double>(p.offsets[i]), c["box"][cell * 4 + i]);
        }
    }
    return d;
}

template <class Net>
Differences run_crops(const blob::Blob& blob, const char* prefix, const kernels::Kernels& table,
                      const nlohmann::json& cases) {
    const auto weights = model::load_weights(blob, layers::record<Net>(Net::Input::dims, prefix).convolutions, table.panel);
    REQUIRE(weights.ok());
    const model::Program program = model::build_program<Net>(Net::Input::dims, weights->packed, table);
    auto workspace = AlignedBuffer::make(program.workspace_size());
    REQUIRE(workspace.ok());
    Differences d;
    REQUIRE(cases.size() >= 20);
    for (const auto& c : cases) {
        const Image image = synthetic::image(c["image"], c["width"], c["height"]);
        detect::Candidate all;
        all.box = {1, 1, static_cast<float>(image.width()), static_cast<float>(image.height())};
        int visits = 0;
        detect::for_each_crop(program, image, blob.recipe().standardisation, {all}, workspace->data(),
                              [&](const detect::Candidate&, const float* out) {
                                  ++visits;
                                  Differences::widen(d.probability, static_cast<double>(out[1]), c["probability"][0]);
                                  for (std::size_t i = 0; i < 4; ++i)
                                      Differences::widen(d.offset, static_cast<double>(out[2 + i]), c["box"][i]);
                                  for (std::size_t i = 0; c.contains("landmarks") && i < 10; ++i)
                                      Differences::widen(d.landmark, static_cast<double>(out[6 + i]),
                                                         c["landmarks"][i]);
                              });
        CHECK(visits == 1);
    }
    return d;
}

}  // namespace

TEST_CASE("MTCNN's networks equal PyTorch's") {
    const auto bytes = detect_test::trained_blob();
    if (!bytes) return;
    const auto blob = blob::Blob::open(detect_test::view(*bytes));
    REQUIRE(blob.ok());
    const nlohmann::json golden = detect_test::golden("mtcnn_nets.json");
    REQUIRE(golden["onet"][0].contains("landmarks"));
    for (const Isa isa : kAllIsas) {
        if (!isa_available(isa)) continue;
        const kernels::Kernels& table = kernels::table(isa);
        run_pnet(*blob, table, golden["pnet"]).check("P-Net", isa);
        run_crops<nets::MtcnnR>(*blob, "rnet", table, golden["rnet"]).check("R-Net", isa);
        run_crops<nets::MtcnnO>(*blob, "onet", table, golden["onet"]).check("O-Net", isa);
    }
}

// SPDX-License-Identifier: MIT
// P-Net in tiles gives what it gives in one piece, in little memory.
#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "detect_support.hpp"

namespace {

using namespace facenet;

/// P-Net of a made-up blob.
struct Network {
    explicit Network(Isa isa) : bytes(detect_test::made_up_blob(21)), table(kernels::table(isa)) {
        const auto blob = blob::Blob::open(detect_test::view(bytes));
        REQUIRE(blob.ok());
        auto packed = model::load_weights(*blob, layers::record<nets::MtcnnP>(nets::MtcnnP::Input::dims, "pnet").convolutions, table.panel);
        REQUIRE(packed.ok());
        weights = std::move(*packed);
    }
    std::vector<detect::Proposal> run(const ImageView& photo, const detect::Level& level, detect::TileSize tile) {
        auto found = detect::run_level({weights.packed, table}, photo, level, detect_test::recipe().standardisation,
                                       0.0f, workspace, tile);
        REQUIRE(found.ok());
        std::sort(found->begin(), found->end(), [](const detect::Proposal& a, const detect::Proposal& b) {
            return a.row != b.row ? a.row < b.row : a.column < b.column;
        });
        return std::move(*found);
    }
    std::vector<std::uint8_t> bytes;
    const kernels::Kernels& table;
    model::Weights weights;
    AlignedBuffer workspace;
};

constexpr detect::TileSize kWhole{1 << 20, 1 << 20};

}  // namespace

TEST_CASE("tiles give the same cells as the whole level") {
    for (const Isa isa : kAllIsas) {
        if (!isa_available(isa)) continue;
        CAPTURE(isa_name(isa));
        Network network(isa);
        support::Dice dice(22);
        for (int round = 0; round < (isa == Isa::reference ? 6 : 40); ++round) {
            const int width = 20 + static_cast<int>(dice.below(90)), height = 20 + static_cast<int>(dice.below(90));
            const auto bytes = detect_test::random_bytes(dice, static_cast<std::size_t>(width * height * 3));
            const ImageView photo{bytes.data(), width, height, std::ptrdiff_t{3} * width, PixelFormat::rgb};
            detect::Level level;  // odd and even sides: the pooling's last window may hang over
            level.height = 12 + static_cast<int>(dice.below(50));
            level.width = 12 + static_cast<int>(dice.below(50));
            const detect::TileSize tile{1 + static_cast<int>(dice.below(12)), 1 + static_cast<int>(dice.below(12))};
            CAPTURE(level.height);
            CAPTURE(level.width);
            CAPTURE(tile.rows);
            CAPTURE(tile.columns);
            const auto whole = network.run(photo, level, kWhole), tiled = network.run(photo, level, tile);
            const Dims cells = detect::cells_of(level);
            REQUIRE(whole.size() == static_cast<std::size_t>(cells.height * cells.width));
            REQUIRE(tiled.size() == whole.size());
            bool same = true;
            for (std::size_t i = 0; i < whole.size(); ++i)
                same = same && whole[i].row == static_cast<int>(i) / cells.width &&
                       whole[i].column == static_cast<int>(i) % cells.width && tiled[i].row == whole[i].row &&
                       tiled[i].column == whole[i].column && tiled[i].score == whole[i].score &&
                       tiled[i].offsets == whole[i].offsets;
            CHECK(same);
        }
    }
}

TEST_CASE("the memory for a level does not grow with the photo") {
    Network network(best_isa());
    // One row of pixels stands for all.
    support::Dice dice(23);
    const auto row = detect_test::random_bytes(dice, 30000 * 3);
    const ImageView photo{row.data(), 30000, 60, 0, PixelFormat::rgb};
    const auto levels = detect::pyramid(30000, 60, 12, 0.709);
    REQUIRE(levels[0].width == 30001);
    const Dims cells = detect::cells_of(levels[0]);
    CHECK(network.run(photo, levels[0], {}).size() == static_cast<std::size_t>(cells.height * cells.width));
    CHECK(network.workspace.size() * sizeof(float) < 2u << 20);
    // The largest tile.
    const auto largest =
        model::build_program<nets::MtcnnP>({64 * 2 + 10, 64 * 2 + 10, 3}, network.weights.packed, network.table);
    CHECK(largest.workspace_size() * sizeof(float) < 2u << 20);
}

TEST_CASE("boxes of cells") {
    detect::Level level;
    level.scale = 0.6;
    detect::Proposal p;
    p.row = 3;
    p.column = 5;
    const Box box = detect::box_of(p, level);
    CHECK(box.left == 18);    // 11 / 0.6 = 18.3
    CHECK(box.top == 11);     // 7 / 0.6 = 11.7
    CHECK(box.right == 36);   // 22 / 0.6 = 36.7
    CHECK(box.bottom == 29);  // 18 / 0.6 = 29.999998 in single precision, as in the original
}

TEST_CASE("the best of a level come by score, then by row and column") {
    detect::Level level;
    level.scale = 1;
    const auto at = [](int row, int column, float score) { return detect::Proposal{row, column, score, {}}; };
    const auto best = detect::best_of_level(
        {at(40, 0, 0.7f), at(0, 40, 0.9f), at(0, 0, 0.7f), at(0, 1, 0.7f), at(20, 0, 0.7f), at(41, 0, 0.8f)}, level);
    REQUIRE(best.size() == 4);  // (0, 1) overlaps (0, 0); (40, 0) overlaps (41, 0)
    CHECK(best[0].box.left == 81);
    CHECK(best[1].box.top == 83);
    CHECK(best[2].box.top == 1);
    CHECK(best[3].box.top == 41);
}

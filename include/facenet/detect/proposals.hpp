// SPDX-License-Identifier: MIT
/// Stage 1: P-Net over all levels of the photo.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include "../core/memory.hpp"
#include "../model/program.hpp"
#include "../nets/mtcnn.hpp"
#include "boxes.hpp"
#include "pyramid.hpp"
#include "suppress.hpp"

FACENET_NAMESPACE_BEGIN
namespace detect {

/// Cells that P-Net makes in one go. Levels are cut into tiles, so that memory stays small however large the photo is
/// (1.3 MB for a tile of this size), and near the processor.
struct TileSize {
    int rows = 64, columns = 64;
};

/// Makes `buffer` hold at least `size` floats.
inline Result<void> reserve(AlignedBuffer& buffer, std::size_t size) {
    if (buffer.size() >= size) return {};
    Result<AlignedBuffer> larger = AlignedBuffer::make(size);
    if (!larger) return larger.error();
    buffer = std::move(*larger);
    return {};
}

/// P-Net's packed weights and the kernels to run it with.
struct ProposalNetwork {
    const std::vector<kernels::PackedWeights>& weights;
    const kernels::Kernels& kernels;
};

/// One of P-Net's cells that may hold a face.
struct Proposal {
    int row = 0, column = 0;
    float score = 0;
    std::array<float, 4> offsets{};
};

/// Rows and columns of P-Net's cells over a level.
inline Dims cells_of(const Level& level) {
    return nets::MtcnnP::Layers::out({level.height, level.width, 3});
}

/// The cells of a level with a score of `threshold` or more, in no special order.
inline Result<std::vector<Proposal>> run_level(const ProposalNetwork& net, const ImageView& photo, const Level& level,
                                               const Standardisation& standardisation, float threshold,
                                               AlignedBuffer& workspace, const TileSize& most = {}) {
    // Equal tiles, but for the last.
    const auto tile_side = [](int cells, int limit) {
        const int tiles = (cells + limit - 1) / limit;
        return (cells + tiles - 1) / tiles;
    };
    std::vector<Proposal> found;
    const Dims cells = cells_of(level);
    if (cells.height < 1 || cells.width < 1) return found;
    const int tile_rows = tile_side(cells.height, most.rows), tile_columns = tile_side(cells.width, most.columns);
    LevelReader reader(photo, level, standardisation);
    model::Program program;
    for (int row = 0; row < cells.height; row += tile_rows)
        for (int column = 0; column < cells.width; column += tile_columns) {
            // All pixels under the tile's cells. Only at the level's end there may be a row or a column less: the
            // pooling window of the last cell hangs over.
            const int top = row * kCellStep, left = column * kCellStep;
            const int border = kCellSize - kCellStep;
            const Dims tile{std::min(tile_rows * kCellStep + border, level.height - top),
                            std::min(tile_columns * kCellStep + border, level.width - left), 3};
            if (program.input_dims() != tile) {
                program = model::build_program<nets::MtcnnP>(tile, net.weights, net.kernels);
                if (Result<void> r = reserve(workspace, program.workspace_size()); !r) return r.error();
            }
            reader.read(top, left, tile.height, tile.width, program.input(workspace.data()));
            program.run(workspace.data());
            const Dims out = program.output_dims();
            const float* cell = program.output(workspace.data());
            for (int y = 0; y < out.height; ++y)
                for (int x = 0; x < out.width; ++x, cell += out.channels)
                    if (cell[1] >= threshold)
                        found.push_back({row + y, column + x, cell[1], {cell[2], cell[3], cell[4], cell[5]}});
        }
    return found;
}

/// The photo's pixels under a cell, as facenet-pytorch counts them.
inline Box box_of(const Proposal& p, const Level& level) {
    const auto scale = static_cast<float>(level.scale);
    const auto at = [scale](int cell, int pixel) {
        return std::floor(static_cast<float>(kCellStep * cell + pixel) / scale);
    };
    return {at(p.column, 1), at(p.row, 1), at(p.column, kCellSize), at(p.row, kCellSize)};
}

/// The best of a level's proposals, in descending order of their scores.
inline std::vector<Candidate> best_of_level(std::vector<Proposal> found, const Level& level) {
    std::sort(found.begin(), found.end(), [](const Proposal& a, const Proposal& b) {
        if (a.score != b.score) return a.score > b.score;
        return a.row != b.row ? a.row < b.row : a.column < b.column;
    });
    std::vector<Box> boxes;
    boxes.reserve(found.size());
    for (const Proposal& p : found)
        boxes.push_back(box_of(p, level));
    std::vector<Candidate> best;
    for (const std::uint32_t i : suppress_by_union(boxes, 0.5))
        best.push_back({boxes[i], found[i].score, found[i].offsets});
    return best;
}

}  // namespace detect
FACENET_NAMESPACE_END

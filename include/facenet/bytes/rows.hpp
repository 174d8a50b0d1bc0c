// SPDX-License-Identifier: MIT
/// Many embeddings of bytes, and their distances from one.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "../data/recipe.hpp"
#include "../kernels/bytes/select.hpp"
#include "embedding.hpp"

FACENET_NAMESPACE_BEGIN

/// Many embeddings as they lie in an array or a mapped file.
struct ByteRows {
    const std::int8_t* values = nullptr;  ///< [count][size], one directly after the other
    const float* scales = nullptr;        ///< [count]; null where the recipe is normalised
    std::size_t count = 0;
    int size = 0;
};

/// Distances of one probe from `rows.count` embeddings under the recipe's metric, into out[count]; allocates nothing.
/// One thread reads about as fast as memory answers; several share the work by giving each a part of the rows. NaN
/// where sizes differ; where, under a normalised recipe, the probe or a row is zero, which has no direction (also one
/// that was not finite); and where, under any other recipe, a scale is missing or not a number.
inline void distances(const Recipe& recipe, const ByteEmbedding& probe, const ByteRows& rows, float* out) {
    if (probe.size() != rows.size || (!recipe.normalised && rows.scales == nullptr)) {
        std::fill_n(out, rows.count, NAN);
        return;
    }
    kernels::bytes::best_table().distances({{probe.data(), rows.values, rows.count, rows.size},
                                            recipe.normalised ? nullptr : rows.scales,
                                            probe.scale(),
                                            recipe.metric == Metric::l2,
                                            out});
}

FACENET_NAMESPACE_END

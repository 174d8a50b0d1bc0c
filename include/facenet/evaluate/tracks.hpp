// SPDX-License-Identifier: MIT
/// YouTube Faces (Wolf, Hassner and Maoz 2011), as the FaceNet paper evaluates it: two tracks of a face are as far
/// apart as their frames are in the mean. The rest is cross_validate() with the folds of the list
/// (pairs/pair_list.hpp).
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "../data/recipe.hpp"
#include "../nearest/rows.hpp"

FACENET_NAMESPACE_BEGIN

/// So many frames of each track the paper compares (section 5.7).
inline constexpr std::size_t kTrackFrames = 100;

/// The mean distance over all pairs of a frame of one track and a frame of the other, the first `most` frames of each;
/// rows are frames. Not a number where a track is empty or sizes differ.
inline double track_distance(Metric metric, const FloatRows& a, const FloatRows& b, std::size_t most = kTrackFrames) {
    const std::size_t count_a = std::min(a.count, most), count_b = std::min(b.count, most);
    if (count_a == 0 || count_b == 0 || a.size != b.size) return NAN;
    double sum = 0;
    for (std::size_t i = 0; i < count_a; ++i)
        for (std::size_t j = 0; j < count_b; ++j) {
            double squared = 0;
            for (int k = 0; k < a.size; ++k) {
                const double difference = static_cast<double>(a[i][k]) - static_cast<double>(b[j][k]);
                squared += difference * difference;
            }
            sum += metric == Metric::l2 ? std::sqrt(squared) : squared;
        }
    return sum / static_cast<double>(count_a * count_b);
}

FACENET_NAMESPACE_END

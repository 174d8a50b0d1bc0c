// SPDX-License-Identifier: MIT
/// Labeled Faces in the Wild: the protocol on embeddings, with the options of davidsandberg/facenet's validate_on_lfw.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "../core/error.hpp"
#include "../nearest/rows.hpp"
#include "protocol.hpp"

FACENET_NAMESPACE_BEGIN

enum class LfwMetric : std::uint8_t {
    squared_l2,
    angular,  ///< arccos(cosine) / pi, 0..1; a cosine that rounding made larger than 1 counts as 1
};

struct LfwOptions {
    LfwMetric metric = LfwMetric::squared_l2;
    /// Subtract the mean of both embeddings of all pairs in the training folds.
    bool subtract_mean = false;
    double far = 1e-3;
};

/// Each embedding with its mirrored image's behind it: [count][2 * size], ready for FloatRows.
inline std::vector<float> with_mirrored(const FloatRows& rows, const FloatRows& mirrored) {
    std::vector<float> both;
    for (std::size_t i = 0; i < std::min(rows.count, mirrored.count); ++i) {
        both.insert(both.end(), rows[i], rows[i] + rows.size);
        both.insert(both.end(), mirrored[i], mirrored[i] + mirrored.size);
    }
    return both;
}

namespace detail {

/// The mean embedding of both sides of all pairs outside of a fold.
inline std::vector<double> training_mean(const FloatRows& first, const FloatRows& second,
                                         const std::vector<int>& fold_of, int fold) {
    const auto size = static_cast<std::size_t>(first.size);
    std::vector<double> mean(size, 0.0);
    double count = 0;
    for (std::size_t pair = 0; pair < first.count; ++pair) {
        if (fold_of[pair] == fold) continue;
        for (std::size_t i = 0; i < size; ++i)
            mean[i] += static_cast<double>(first[pair][i]) + static_cast<double>(second[pair][i]);
        count += 2;
    }
    for (double& value : mean)
        value /= count;
    return mean;
}

inline double lfw_distance(LfwMetric metric, const float* a, const float* b, const std::vector<double>& mean) {
    double squared = 0, dot = 0, norm_a = 0, norm_b = 0;
    for (std::size_t i = 0; i < mean.size(); ++i) {
        const double x = static_cast<double>(a[i]) - mean[i], y = static_cast<double>(b[i]) - mean[i];
        squared += (x - y) * (x - y);
        dot += x * y, norm_a += x * x, norm_b += y * y;
    }
    if (metric == LfwMetric::squared_l2) return squared;
    constexpr double kPi = 3.14159265358979323846;
    return std::acos(std::clamp(dot / (std::sqrt(norm_a) * std::sqrt(norm_b)), -1.0, 1.0)) / kPi;
}

}  // namespace detail

/// As lfw_protocol(), never throwing.
inline Result<ProtocolResult> try_lfw_protocol(const FloatRows& first, const FloatRows& second,
                                               const std::vector<bool>& same, const std::vector<int>& fold_of,
                                               int folds, const LfwOptions& options = {}) {
    const auto shape = [](std::size_t count, int size) {
        return std::to_string(count) + " of " + std::to_string(size);
    };
    for (const FloatRows& side : {first, second})
        if (side.count != same.size() || side.size != first.size)
            return mismatch_error("LFW protocol", "embeddings: " + shape(same.size(), first.size),
                                  shape(side.count, side.size));
    const auto distances = [&](int fold) {
        const std::vector<double> mean = options.subtract_mean
                                             ? detail::training_mean(first, second, fold_of, fold)
                                             : std::vector<double>(static_cast<std::size_t>(first.size), 0.0);
        std::vector<double> result;
        for (std::size_t pair = 0; pair < same.size(); ++pair)
            result.push_back(detail::lfw_distance(options.metric, first[pair], second[pair], mean));
        return result;
    };
    return try_cross_validate(same, fold_of, folds, distances, options.far);
}

/// The whole protocol (protocol.hpp) on the embeddings of both sides of each pair. Folds as the list of pairs has them
/// (pairs/pair_list.hpp), or contiguous_folds(). 0.9965, the best published figure of the 2018 checkpoints, is with
/// mirrored images, the mean subtracted, and the angular metric. Error: as cross_validate(), and sizes that do not fit.
inline Outcome<ProtocolResult> lfw_protocol(const FloatRows& first, const FloatRows& second,
                                            const std::vector<bool>& same, const std::vector<int>& fold_of, int folds,
                                            const LfwOptions& options = {}) {
    return deliver(try_lfw_protocol(first, second, same, fold_of, folds, options));
}

FACENET_NAMESPACE_END

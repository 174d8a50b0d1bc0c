// SPDX-License-Identifier: MIT
/// Where synthetic people lie: on the unit sphere, or in space. Both are a centre for each identity and noise for each
/// shot; how long the parts are varies so that distances have the wanted mean and variance, which follow exactly from
/// those of the lengths since directions are random: a product of two of them has mean 0 and variance 1 / dimensions.
#pragma once

#include <cmath>
#include <string>

#include "../core/error.hpp"
#include "../data/embedding.hpp"
#include "../data/recipe.hpp"
#include "spread.hpp"

FACENET_NAMESPACE_BEGIN
namespace testing {
namespace detail {

/// What varies from identity to identity, and from shot to shot.
struct Crowd {
    Range identity, shot;
};

/// Normalised: shot = s * centre + sqrt(1 - s^2) * noise, noise at right angles to its centre;
/// centre = i * common + sqrt(1 - i^2) * own, where `common` is the same for all; s from `shot`, i from `identity`.
/// A squared distance is 2 - 2 * cosine.
inline Result<Crowd> on_sphere(int size, const SquaredSpread& same, const SquaredSpread& different, Metric metric) {
    const double d = size - 1;  // dimensions that are left at right angles to one direction
    const double s2 = 1 - same.mean / 2, s = std::sqrt(s2);
    const double i2 = (1 - different.mean / 2) / s2, i = std::sqrt(i2);
    const auto noise = [&](double v) { return 1 - s2 - v; };  // mean of 1 - s^2, where s has the variance v
    const auto shot = range_for("synthetic people, one person's distances", s, std::min(s, 1 - s), same, metric,
                                [&](double v) { return 4 * (2 * s2 * v + v * v + noise(v) * noise(v) / d); });
    if (!shot) return shot.error();
    const double v = shot->variance();
    const double centre2 = s2 + v, noise2 = noise(v);
    const auto identity = range_for("synthetic people, distances of two", i, 1 - i, different, metric, [&](double w) {
        const double shared = i2 + w, own = 1 - shared;
        const double k2 = shared * shared + own * own / d;  // mean square of the centres' cosine
        return 4 * (centre2 * centre2 * k2 - s2 * s2 * i2 * i2 + 2 * centre2 * noise2 * (1 - k2) / d +
                    noise2 * noise2 * (d - 1 + k2) / (d * d));
    });
    if (!identity) return identity.error();
    return Crowd{*identity, *shot};
}

/// Not normalised: shot = sqrt(i) * own + sqrt(s) * noise; s from `shot`, i from `identity`. A squared distance is a
/// sum of such squared lengths and of products of directions.
inline Result<Crowd> in_space(int size, const SquaredSpread& same, const SquaredSpread& different, Metric metric) {
    const double d = size;
    const double s = same.mean / 2, i = (different.mean - same.mean) / 2;
    const auto shot = range_for("synthetic people, one person's distances", s, s, same, metric,
                                [&](double v) { return 2 * v + 4 * s * s / d; });
    if (!shot) return shot.error();
    const double v = shot->variance();
    const auto identity = range_for("synthetic people, distances of two", i, i, different, metric,
                                    [&](double w) { return 2 * w + 2 * v + 4 * (i * i + s * s + 4 * i * s) / d; });
    if (!identity) return identity.error();
    return Crowd{*identity, *shot};
}

/// Errors: means that are no distances, or that no such vectors have; deviations likewise (range_for()).
inline Result<Crowd> crowd(const Recipe& recipe, const Spread& same, const Spread& different) {
    if (recipe.embedding_size < 2 || recipe.embedding_size > kMaxEmbeddingSize)
        return mismatch_error("synthetic people, recipe",
                              "an embedding of 2 to " + std::to_string(kMaxEmbeddingSize) + " numbers",
                              std::to_string(recipe.embedding_size));
    const auto positive = [](const Spread& s) {
        return std::isfinite(s.mean) && s.mean > 0 && std::isfinite(s.deviation) && s.deviation >= 0;
    };
    if (!positive(same) || !positive(different))
        return mismatch_error("synthetic people", "means above 0 and deviations of 0 or more",
                              std::to_string(same.mean) + ", " + std::to_string(same.deviation) + " and " +
                                  std::to_string(different.mean) + ", " + std::to_string(different.deviation));
    const SquaredSpread one = squared(same, recipe.metric), two = squared(different, recipe.metric);
    if (!(one.mean < two.mean))
        return mismatch_error("synthetic people", "one person nearer than two",
                              "means of " + std::to_string(same.mean) + " and " + std::to_string(different.mean));
    if (recipe.normalised && !(two.mean <= 2))
        return mismatch_error("synthetic people, distances of two",
                              "a mean square of at most 2, the distance of unrelated directions",
                              std::to_string(two.mean));
    return recipe.normalised ? on_sphere(recipe.embedding_size, one, two, recipe.metric)
                             : in_space(recipe.embedding_size, one, two, recipe.metric);
}

}  // namespace detail
}  // namespace testing
FACENET_NAMESPACE_END

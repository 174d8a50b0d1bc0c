// SPDX-License-Identifier: MIT
/// Are two faces the same person? Distances as the model defines them.
#pragma once

#include <cmath>
#include <string>

#include "core/error.hpp"
#include "data/embedding.hpp"
#include "data/recipe.hpp"
#include "data/verdict.hpp"
#include "kernels/select.hpp"

FACENET_NAMESPACE_BEGIN

/// Distance under the recipe's metric: squared or plain Euclidean. 0 is the same; thresholds are in the recipe.
/// Embeddings of different sizes have no distance: the result is NaN, which no threshold accepts.
inline float distance(const RecipeNumbers& recipe, const Embedding& a, const Embedding& b) {
    if (a.size() != b.size()) return NAN;
    const float squared = kernels::native::squared_distance(a.data(), b.data(), a.size());
    return recipe.metric == Metric::l2 ? std::sqrt(squared) : squared;
}

/// Cosine of the angle between two embeddings, -1..1; NaN where one is zero or the sizes differ.
inline float cosine(const Embedding& a, const Embedding& b) {
    if (a.size() != b.size()) return NAN;
    const auto dot = kernels::native::dot;
    return dot(a.data(), b.data(), a.size()) /
           std::sqrt(dot(a.data(), a.data(), a.size()) * dot(b.data(), b.data(), b.size()));
}

/// Verification (FaceNet paper, section 4): the same person where the distance is below the recipe's threshold.
inline Verdict verify(const RecipeNumbers& recipe, const Embedding& a, const Embedding& b) {
    const float d = distance(recipe, a, b);
    return {d, recipe.verify_threshold, d < recipe.verify_threshold};
}

FACENET_NAMESPACE_END

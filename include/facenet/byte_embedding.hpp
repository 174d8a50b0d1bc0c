// SPDX-License-Identifier: MIT
/// Embeddings of one byte a dimension: the "128 bytes per face" of the FaceNet paper (section 1), and their distances.
///
/// Of a normalised embedding the bytes are all there is: only its direction counts, so that whatever scale the bytes
/// have cancels out. Of any other (dlib's ResNet) a scale belongs to every embedding, four bytes more.
///
/// A header of its own: facenet.hpp does not bring it.
#pragma once

#include <cmath>

#include "bytes/embedding.hpp"
#include "bytes/rows.hpp"
#include "data/recipe.hpp"
#include "data/verdict.hpp"

FACENET_NAMESPACE_BEGIN

/// Distance under the recipe's metric, as of embeddings in full (verify.hpp), and exactly what distances() gives.
inline float distance(const Recipe& recipe, const ByteEmbedding& a, const ByteEmbedding& b) {
    const float scale = b.scale();
    float result = NAN;
    distances(recipe, a, {b.data(), &scale, 1, b.size()}, &result);
    return result;
}

/// Cosine of the angle between two embeddings, -1..1; NaN where one is zero or the sizes differ.
inline float cosine(const ByteEmbedding& a, const ByteEmbedding& b) {
    if (a.size() != b.size()) return NAN;
    const auto dot = kernels::bytes::best_table().dot;
    const float squares_a = static_cast<float>(dot(a.data(), a.data(), a.size()));
    const float squares_b = static_cast<float>(dot(b.data(), b.data(), b.size()));
    return static_cast<float>(dot(a.data(), b.data(), a.size())) / std::sqrt(squares_a * squares_b);
}

/// Verification, as of embeddings in full: the same person where the distance is below the recipe's threshold.
inline Verdict verify(const Recipe& recipe, const ByteEmbedding& a, const ByteEmbedding& b) {
    const float d = distance(recipe, a, b);
    return {d, recipe.verify_threshold, d < recipe.verify_threshold};
}

FACENET_NAMESPACE_END

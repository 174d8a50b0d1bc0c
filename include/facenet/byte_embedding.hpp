// SPDX-License-Identifier: MIT
/// Embeddings of one byte a dimension: the "128 bytes per face" of the FaceNet paper (section 1), and their distances.
///
/// Of a normalised embedding the bytes are all there is: only its direction counts, so that whatever scale the bytes
/// have cancels out. Of any other (dlib's ResNet) a scale belongs to every embedding, four bytes more.
///
/// A header of its own: facenet.hpp does not bring it.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "data/embedding.hpp"
#include "data/recipe.hpp"
#include "data/verdict.hpp"
#include "kernels/bytes/select.hpp"

FACENET_NAMESPACE_BEGIN

/// size() numbers -127..127, held inside the object; times scale() they are an embedding's. quantise() makes it.
class ByteEmbedding {
public:
    ByteEmbedding() = default;
    /// Copies `size` bytes, at most kMaxEmbeddingSize. Without a scale they serve a normalised recipe only.
    ByteEmbedding(const std::int8_t* values, int size, float scale = NAN)
        : size_(std::clamp(size, 0, kMaxEmbeddingSize)), scale_(scale) {
        std::copy_n(values, size_, values_.data());
    }

    int size() const { return size_; }
    const std::int8_t* data() const { return values_.data(); }
    float scale() const { return scale_; }
    std::int8_t operator[](int i) const { return values_[static_cast<std::size_t>(i)]; }
    const std::int8_t* begin() const { return data(); }
    const std::int8_t* end() const { return data() + size_; }

private:
    std::array<std::int8_t, kMaxEmbeddingSize> values_{};
    int size_ = 0;
    float scale_ = NAN;
};

/// Writes the nearest multiples of scale = max |value| / 127, halves away from zero: -127..127, the same on every
/// machine, and quantising -x gives the negative bytes. Returns the scale. The zero vector becomes zeros of scale 1.
/// One with a value that is not finite becomes zeros of scale NaN: its distances are NaN, which no threshold accepts.
inline float quantise(const float* values, int size, std::int8_t* out) {
    float largest = 0;
    bool finite = true;
    for (int i = 0; i < size; ++i) {
        finite = finite && std::isfinite(values[i]);
        largest = std::max(largest, std::abs(values[i]));
    }
    if (!finite || largest == 0) {
        std::fill_n(out, size, std::int8_t{0});
        return finite ? 1.0f : NAN;
    }
    for (int i = 0; i < size; ++i) {
        // The product is exact and the quotient rounded once, so that no compiler can make another number of it.
        const double x = 127.0 * static_cast<double>(values[i]) / static_cast<double>(largest);
        out[i] = static_cast<std::int8_t>(x < 0 ? x - 0.5 : x + 0.5);
    }
    return largest / 127.0f;
}

/// The embedding in bytes, each off by half the scale at most. That moves a distance by less than 0.01 where embeddings
/// are normalised and by less than 0.02 where they are as large as dlib's (length 1.4, values up to 0.6; most between
/// nearly equal ones); by 0.005 at most between the photos of the tests (byte_embedding_test.cpp, faces_test.cpp).
inline ByteEmbedding quantise(const Embedding& embedding) {
    std::array<std::int8_t, kMaxEmbeddingSize> values;
    const float scale = quantise(embedding.data(), embedding.size(), values.data());
    return {values.data(), embedding.size(), scale};
}

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

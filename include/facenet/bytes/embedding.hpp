// SPDX-License-Identifier: MIT
/// An embedding of bytes, and how floats become one.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "../data/embedding.hpp"

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

FACENET_NAMESPACE_END

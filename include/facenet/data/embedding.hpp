// SPDX-License-Identifier: MIT
/// An embedding: the vector that a network makes of a face.
#pragma once

#include <algorithm>
#include <array>

#include "../core/config.hpp"

FACENET_NAMESPACE_BEGIN

/// Most dimensions of any network's embedding.
inline constexpr int kMaxEmbeddingSize = 1024;

/// A vector of size() numbers, held inside the object: embedding allocates nothing.
class Embedding {
public:
    Embedding() = default;
    /// Copies `size` numbers, at most kMaxEmbeddingSize.
    Embedding(const float* values, int size) : size_(std::clamp(size, 0, kMaxEmbeddingSize)) {
        std::copy_n(values, size_, values_.data());
    }

    int size() const { return size_; }
    const float* data() const { return values_.data(); }
    float operator[](int i) const { return values_[static_cast<std::size_t>(i)]; }
    const float* begin() const { return data(); }
    const float* end() const { return data() + size_; }

private:
    std::array<float, kMaxEmbeddingSize> values_{};
    int size_ = 0;
};

FACENET_NAMESPACE_END

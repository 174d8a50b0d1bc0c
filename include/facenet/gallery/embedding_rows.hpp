// SPDX-License-Identifier: MIT
/// Embeddings as callers have them, seen as rows.
#pragma once

#include <algorithm>
#include <vector>

#include "../data/embedding.hpp"
#include "../nearest/rows.hpp"

FACENET_NAMESPACE_BEGIN

/// One embedding, several, or an array of them. A parameter: what it was made of must live as long.
class EmbeddingRows {
public:
    EmbeddingRows() = default;
    EmbeddingRows(const FloatRows& rows) : rows_(rows) {}
    EmbeddingRows(const Embedding& embedding) : rows_{embedding.data(), 1, embedding.size()} {}
    EmbeddingRows(const std::vector<Embedding>& embeddings) {
        for (const Embedding& e : embeddings)
            values_.insert(values_.end(), e.begin(), e.end());
        const auto size_of_first = [&](const Embedding& e) { return e.size() == embeddings.front().size(); };
        const bool alike = std::all_of(embeddings.begin(), embeddings.end(), size_of_first);
        // Rows have one size; 0 is no model's.
        rows_ = {values_.data(), embeddings.size(), embeddings.empty() || !alike ? 0 : embeddings.front().size()};
    }
    EmbeddingRows(const EmbeddingRows&) = delete;
    EmbeddingRows& operator=(const EmbeddingRows&) = delete;

    const FloatRows& rows() const { return rows_; }

private:
    std::vector<float> values_;
    FloatRows rows_;
};

FACENET_NAMESPACE_END

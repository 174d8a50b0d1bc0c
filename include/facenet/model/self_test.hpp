// SPDX-License-Identifier: MIT
/// A blob's self-test: an input and the embedding that belongs to it.
#pragma once

#include <algorithm>
#include <cmath>

#include "../blob/reader.hpp"
#include "../data/embedding.hpp"
#include "../image/image.hpp"

FACENET_NAMESPACE_BEGIN
namespace model {

/// A view into a blob.
class SelfTest {
public:
    /// Error: a blob without one, or with one of other sizes than its recipe's.
    FACENET_COLD static Result<SelfTest> of(const blob::Blob& blob) {
        const std::optional<blob::TensorView> input = blob.find(blob::kSelfTestInput), wanted = blob.find(blob::kSelfTestEmbedding);
        if (!input || !wanted) return mismatch({"blob, self-test"}, {"an input and its embedding"}, {"none"});
        const RecipeNumbers& recipe = blob.recipe();
        const Sides sides{static_cast<std::uint32_t>(recipe.height), static_cast<std::uint32_t>(recipe.width), 3};
        if (input->type != blob::DType::u8 || input->sides != sides || wanted->type != blob::DType::f32 ||
            wanted->size() != static_cast<std::size_t>(recipe.embedding_size))
            return mismatch({"blob, self-test"}, {"an input of the recipe's size and an embedding"}, {"tensors ", input->shape(), " and ", wanted->shape()});
        return SelfTest(recipe, *input, *wanted);
    }

    ImageView crop() const {
        return {input_.bytes.data, recipe_.width, recipe_.height, std::ptrdiff_t{3} * recipe_.width,
                recipe_.colour == ColourOrder::bgr ? PixelFormat::bgr : PixelFormat::rgb};
    }
    /// Error: an embedding of crop() that differs from the stored one.
    FACENET_COLD Result<void> judge(const Embedding& got) const {
        float largest = 0, difference = 0;
        for (int i = 0; i < got.size(); ++i) {
            const float expected = wanted_.value(static_cast<std::size_t>(i));
            largest = std::max(largest, std::fabs(expected));
            const float d = std::fabs(expected - got[i]);
            if (difference == difference && !(d <= difference)) difference = d;  // keeps a NaN
        }
        const float tolerance = (recipe_.precision == Precision::int8 ? 5e-2f : 1e-4f) * largest;
        if (difference <= tolerance) return {};
        return mismatch({"blob, self-test"}, {"the stored embedding within ", tolerance}, {"one that differs by ", difference});
    }

private:
    SelfTest(const RecipeNumbers& recipe, const blob::TensorView& input, const blob::TensorView& wanted)
        : recipe_(recipe), input_(input), wanted_(wanted) {}

    RecipeNumbers recipe_;
    blob::TensorView input_, wanted_;
};

}  // namespace model
FACENET_NAMESPACE_END

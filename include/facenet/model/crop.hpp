// SPDX-License-Identifier: MIT
/// What embedders of all kinds check of a blob's recipe, and how a crop becomes a chip.
#pragma once

#include "../data/recipe.hpp"
#include "../image/resize.hpp"
#include "build.hpp"

FACENET_NAMESPACE_BEGIN
namespace model {

/// What messages say after a network's name.
constexpr const char* precision_title(Precision precision) { return precision == Precision::int8 ? " (int8)" : ""; }

template <class Net>
bool is_recipe_of(const RecipeView& recipe) {
    return recipe.network == Net::name && recipe.precision == Build<Net>::precision;
}
FACENET_COLD inline Error other_network(TextParts known, const RecipeView& found) {
    return mismatch({"embedder, network of the blob"}, known, {"'", found.network, "'", precision_title(found.precision)});
}

/// Error: a recipe of other sizes than the network's.
FACENET_COLD inline Result<void> check_sizes(const char* network, const Dims& input, int embedding_size, const RecipeNumbers& recipe) {
    if (recipe.height == input.height && recipe.width == input.width && recipe.embedding_size == embedding_size) return {};
    return mismatch({"embedder, recipe of ", network}, {input.height, "x", input.width, " pixels, ", embedding_size, " numbers"},
                    {recipe.height, "x", recipe.width, " pixels, ", recipe.embedding_size, " numbers"});
}

/// Resamples a crop to `chip`, [height][width][3] bytes of the recipe's size. Error: an empty view.
inline Result<void> cut_crop(const RecipeNumbers& recipe, const ImageView& crop, std::uint8_t* chip) {
    if (crop.data == nullptr || crop.empty()) return mismatch({"embed"}, {"a crop of at least one pixel"}, {"an empty view"});
    resize_triangle(crop, recipe.width, recipe.height, chip);
    return {};
}

}  // namespace model
FACENET_NAMESPACE_END

// SPDX-License-Identifier: MIT
/// The recipe of a blob by itself.
#include "facenet/blob/recipe_codec.hpp"

#include "fuzz/recipes.hpp"
#include "fuzz/target.hpp"

namespace fuzz {

bool run(ByteView input) {
    const auto recipe = facenet::blob::decode_recipe(input);
    if (!recipe) return false;
    const Bytes again = facenet::blob::encode_recipe(*recipe);
    const auto same = facenet::blob::decode_recipe({again.data(), again.size()});
    promise(same && facenet::blob::encode_recipe(*same) == again,
            "a recipe that is read can be written and read again");
    return true;
}

std::vector<Bytes> seeds() {
    std::vector<Bytes> all;
    for (const facenet::Recipe& recipe : recipes())
        all.push_back(facenet::blob::encode_recipe(recipe));
    return all;
}

}  // namespace fuzz

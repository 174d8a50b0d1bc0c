// SPDX-License-Identifier: MIT
/// The pair of an input and its embedding that a blob carries (FORMAT.md, 'Self-test').
#pragma once

#include "facenet/blob/writer.hpp"
#include "facenet/data/recipe.hpp"

namespace facenet_tool {

/// Embeds a picture of soft stripes with the weights that the writer holds so far, by the reference kernels, and
/// adds both to the writer. Throws facenet::Error where the network cannot be opened.
void add_self_test(facenet::blob::Writer& writer, const facenet::Recipe& recipe);

}  // namespace facenet_tool

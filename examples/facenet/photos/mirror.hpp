// SPDX-License-Identifier: MIT
/// Embeddings of mirrored photos, which some protocols put beside those of the photos as they are.
#pragma once

#include <facenet/data/embedding.hpp>
#include <vector>

#include "pipeline.hpp"

namespace program {

/// Of each photo, the embedding of the face `faces[p]` in the photo's mirror image: found once, aligned by its mirrored
/// landmarks. Empty where there is no face (-1). Throws facenet::Error where a photo cannot be read any more.
std::vector<facenet::Embedding> mirrored_embeddings(const Models& models, const std::vector<Photo>& photos,
                                                    const std::vector<Findings>& findings,
                                                    const std::vector<int>& faces, std::size_t threads);

}  // namespace program

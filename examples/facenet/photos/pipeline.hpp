// SPDX-License-Identifier: MIT
/// From photos to faces, their embeddings and their quality: many photos read, detected, aligned and embedded on all
/// processors.
#pragma once

#include <facenet/data/embedding.hpp>
#include <facenet/data/face.hpp>
#include <facenet/quality.hpp>
#include <string>
#include <vector>

#include "models.hpp"
#include "photos.hpp"

namespace program {

/// Which images are one face's crop, that is: embedded whole, with nothing searched in them.
enum class Crops { none, of_model_size, all };

/// What the command line says about how photos are looked at.
struct PipelineOptions : ModelOptions {
    std::size_t threads = 0;  ///< 0: one for each processor
    std::string cache;        ///< --cache: file of results that are kept from run to run; empty: none (cache.hpp)
    Crops crops = Crops::none;
};

struct FoundFace {
    facenet::Face face;
    facenet::Embedding embedding;
    facenet::FaceQuality quality;  ///< of a crop, which has no landmarks, nothing is known
};

/// What was found in one photo.
struct Findings {
    std::vector<FoundFace> faces;  ///< from left to right
    std::string problem;           ///< why there is no face, or not every one; without the photo's path
    bool readable = false;         ///< it is an image
    bool crop = false;             ///< it was taken as a crop: its one face is the whole image, without landmarks
};

/// Looks at one photo. Never throws for what is wrong with the photo: see Findings::problem.
Findings look_at(const Models& models, const std::string& photo, const PipelineOptions& options);

/// Looks at all photos, options.threads at a time, with a progress bar that says `what`. One result for each photo, in
/// their order. With a cache, photos that were looked at before are not looked at again, so that a run that was
/// interrupted goes on where it stopped. Throws facenet::Error only where the cache cannot be used.
std::vector<Findings> look_at(const Models& models, const std::vector<Photo>& photos, const PipelineOptions& options,
                              const std::string& what = "looking for faces");

/// Prints "path: problem" on standard error for each photo that has one; returns how many could be read.
std::size_t print_problems(const std::vector<Photo>& photos, const std::vector<Findings>& findings);

/// Index of the face with the largest box; there is one at least.
std::size_t largest(const Findings& findings);

}  // namespace program

// SPDX-License-Identifier: MIT
/// The detector and the embedder that a command works with.
#pragma once

#include <facenet/data/embedding.hpp>
#include <facenet/data/face.hpp>
#include <facenet/data/recipe.hpp>
#include <facenet/image/image.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace program {

/// What the command line says about models.
struct ModelOptions {
    std::string folder;  ///< --models; empty: the environment's FACENET_MODELS, else <folder of the program>/../models
    std::string model;   ///< --model: an embedder's blob or its name in the folder; empty: dlib_resnet, or the only one
    float min_face = 20;
};

/// The folder that holds the blobs. Throws facenet::Error, naming the places looked at, where there is none.
std::filesystem::path models_folder(const ModelOptions& options);

/// Both models, opened; shared by threads.
class Models {
public:
    /// Opens the embedder and, unless only crops are embedded, the detector (mtcnn.blob).
    /// Throws facenet::Error where a blob is missing or damaged.
    explicit Models(const ModelOptions& options, bool with_detector = true);
    Models(Models&&) noexcept;
    Models& operator=(Models&&) noexcept;
    ~Models();

    const facenet::Recipe& recipe() const;
    /// What the embedder calls itself.
    const std::string& name() const { return recipe().model.empty() ? recipe().network : recipe().model; }
    /// Differs for blobs of different contents: the embedder's name and both blobs' checksums.
    const std::string& fingerprint() const;
    /// All faces, from left to right.
    std::vector<facenet::Face> detect(const facenet::Image& photo) const;
    facenet::Embedding embed(const facenet::Image& photo, const facenet::Face& face) const;
    /// The embedding of an image that is a face's crop already.
    facenet::Embedding embed_crop(const facenet::Image& crop) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Remembers where the program lies; main() calls it first.
void set_program_path(const char* argv0);

}  // namespace program

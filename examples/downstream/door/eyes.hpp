// SPDX-License-Identifier: MIT
/// What the door sees with: two functions, so that nothing but main.cpp compiles a network, and tests put in what they
/// like.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include <facenet/data/embedding.hpp>
#include <facenet/data/face.hpp>
#include <facenet/image/image.hpp>

namespace door {

/// Both throw facenet::Error.
struct Eyes {
    std::function<std::vector<facenet::Face>(const facenet::ImageView& frame)> detect;
    std::function<facenet::Embedding(const facenet::ImageView& frame, const facenet::Face& face)> embed;
};

/// The eyes of a detector and an embedder, real or scripted, which outlive them. For one thread.
template <class Detector, class Embedder>
Eyes eyes(const Detector& detector, const Embedder& embedder) {
    const auto workspace = std::make_shared<decltype(embedder.workspace())>(embedder.workspace());
    return {[&detector](const facenet::ImageView& frame) { return detector.detect(frame); },
            [&embedder, workspace](const facenet::ImageView& frame, const facenet::Face& face) {
                return embedder.embed(frame, face, *workspace);
            }};
}

}  // namespace door

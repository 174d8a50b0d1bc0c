// SPDX-License-Identifier: MIT
/// Small pictures for pages.
#pragma once

#include <facenet/data/face.hpp>
#include <facenet/image/image.hpp>

namespace program {

/// A square of side x side pixels around a face, with a margin of a quarter of the face; as far as the photo reaches.
facenet::Image face_picture(const facenet::Image& photo, const facenet::Face& face, int side);

/// A copy whose longer side is at most `side` pixels.
facenet::Image shrunk_to(const facenet::Image& photo, int side);

}  // namespace program

// SPDX-License-Identifier: MIT
/// A face found in a photo.
#pragma once

#include "geometry.hpp"

FACENET_NAMESPACE_BEGIN

struct Face {
    /// Pixels of the photo; may reach over its border.
    Box box;
    /// The detector's probability that this is a face, 0..1.
    float score = 0;
    Landmarks landmarks{};
};

FACENET_NAMESPACE_END

// SPDX-License-Identifier: MIT
/// Points, landmarks and boxes in a photo.
///
/// Coordinates are pixels: x to the right, y down, whole numbers at the centres of pixels.
#pragma once

#include <algorithm>
#include <array>

#include "../core/config.hpp"

FACENET_NAMESPACE_BEGIN

struct Point {
    float x = 0;
    float y = 0;
};

/// Five points of a face as the image shows it: the eye on the left, the eye on the right, the tip of the nose, the
/// corner of the mouth on the left, that on the right.
using Landmarks = std::array<Point, 5>;

/// A rectangle from (left, top) to (right, bottom).
struct Box {
    float left = 0;
    float top = 0;
    float right = 0;
    float bottom = 0;

    float width() const { return right - left; }
    float height() const { return bottom - top; }
    /// 0 for a box turned inside out.
    float area() const { return std::max(width(), 0.0f) * std::max(height(), 0.0f); }
};

/// Common area of two boxes over the area that they cover together, 0 to 1; 0 where both are empty.
inline float intersection_over_union(const Box& a, const Box& b) {
    const Box common{std::max(a.left, b.left), std::max(a.top, b.top), std::min(a.right, b.right),
                     std::min(a.bottom, b.bottom)};
    const float shared = common.area();
    const float covered = a.area() + b.area() - shared;
    return covered > 0 ? shared / covered : 0.0f;
}

FACENET_NAMESPACE_END

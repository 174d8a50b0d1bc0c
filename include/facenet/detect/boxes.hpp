// SPDX-License-Identifier: MIT
/// Arithmetic on candidates: regression, squares, and the pixels that a network looks at.
///
/// All of it in single precision and with the +1 of pixels counted where the public repository timesler/facenet-pytorch
/// counts them (models/utils/detect_face.py), so that faces come out the same.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>

#include "../data/geometry.hpp"
#include "../image/image.hpp"

FACENET_NAMESPACE_BEGIN
namespace detect {

/// A box that may hold a face: what the last network made of it. `offsets`: how far its left, top, right and bottom
/// should move, in widths and heights of the box.
struct Candidate {
    Box box;
    float score = 0;
    std::array<float, 4> offsets{};
};

/// Moves the four sides by the offsets. `pixel` is what counts as one pixel in a box's width and height: 0 for P-Net's
/// boxes, 1 for those of the other two networks.
inline Box regress(const Box& box, const std::array<float, 4>& offsets, float pixel) {
    const float width = box.right - box.left + pixel, height = box.bottom - box.top + pixel;
    return {box.left + offsets[0] * width, box.top + offsets[1] * height, box.right + offsets[2] * width,
            box.bottom + offsets[3] * height};
}

/// The square about the same centre whose side is the longer side of the box.
inline Box square(const Box& box) {
    const float width = box.right - box.left, height = box.bottom - box.top;
    const float side = std::max(width, height);
    const float left = box.left + width * 0.5f - side * 0.5f, top = box.top + height * 0.5f - side * 0.5f;
    return {left, top, left + side, top + side};
}

/// False for a coordinate that is far beyond any photo, infinite or not a number: what damaged weights may give, and
/// what no whole number can hold.
inline bool plausible(float coordinate) {
    constexpr float kMost = 1e7f;
    return coordinate > -kMost && coordinate < kMost;
}
inline bool plausible(const Box& box) {
    return plausible(box.left) && plausible(box.top) && plausible(box.right) && plausible(box.bottom);
}
inline bool plausible(const Landmarks& landmarks) {
    return std::all_of(landmarks.begin(), landmarks.end(),
                       [](const Point& p) { return plausible(p.x) && plausible(p.y); });
}

/// The pixels of a plausible box, as far as the photo has them; possibly none. The box counts its pixels from 1 and
/// includes its last, as the networks were trained.
inline ImageView pixels_of(const ImageView& photo, const Box& box) {
    return crop(photo, static_cast<int>(box.left) - 1, static_cast<int>(box.top) - 1, static_cast<int>(box.right),
                static_cast<int>(box.bottom));
}

}  // namespace detect
FACENET_NAMESPACE_END

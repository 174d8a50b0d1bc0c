// SPDX-License-Identifier: MIT
#include "face_picture.hpp"

#include <algorithm>
#include <cmath>
#include <facenet/image/resize.hpp>

namespace program {

facenet::Image face_picture(const facenet::Image& photo, const facenet::Face& face, int side) {
    const facenet::Box& box = face.box;
    const float shorter = static_cast<float>(std::min(photo.width(), photo.height()));
    const float size = std::min(1.25f * std::max(box.width(), box.height()), shorter);
    // Beside the border the square is moved inside.
    const auto start = [&](float low, float high, int whole) {
        return static_cast<int>(std::clamp((low + high - size) / 2, 0.0f, static_cast<float>(whole) - size));
    };
    const int left = start(box.left, box.right, photo.width()), top = start(box.top, box.bottom, photo.height());
    const int pixels = std::max(static_cast<int>(size), 1);
    return facenet::resize(facenet::crop(photo, left, top, left + pixels, top + pixels), side, side);
}

facenet::Image shrunk_to(const facenet::Image& photo, int side) {
    const int longest = std::max(photo.width(), photo.height());
    if (longest <= side) return photo;
    const auto scaled = [&](int pixels) {
        return std::max(static_cast<int>(std::lround(static_cast<double>(pixels) * side / longest)), 1);
    };
    return facenet::resize(photo, scaled(photo.width()), scaled(photo.height()));
}

}  // namespace program

// SPDX-License-Identifier: MIT
/// Where the kernels are in a batch of maps.
#pragma once

#include "../core/view.hpp"

FACENET_NAMESPACE_BEGIN
namespace kernels {

/// Walks the pixels of a batch's maps in order without divisions.
struct Cursor {
    int image, y, x, height, width;

    Cursor(int pixel, const Dims& map)
        : image(pixel / (map.height * map.width)), y(pixel / map.width % map.height), x(pixel % map.width),
          height(map.height), width(map.width) {}
    void next() {
        if (++x < width) return;
        x = 0;
        if (++y < height) return;
        y = 0;
        ++image;
    }
};

}  // namespace kernels
FACENET_NAMESPACE_END

// SPDX-License-Identifier: MIT
/// Images from three channels anywhere in memory, bytes or floats: planar (CHW), interleaved (HWC), any order.
#pragma once

#include <cstddef>
#include <cstdint>

#include "image.hpp"

FACENET_NAMESPACE_BEGIN

/// Three channels; strides are counted in elements.
template <class T>
struct PlanesView {
    const T* red = nullptr;
    const T* green = nullptr;
    const T* blue = nullptr;
    int width = 0;
    int height = 0;
    std::ptrdiff_t row_stride = 0;
    std::ptrdiff_t pixel_stride = 1;
};

/// Channel after channel without gaps: red, green, blue ([3][height][width]).
template <class T>
PlanesView<T> planar_view(const T* data, int width, int height) {
    if (data == nullptr) return {};
    const std::ptrdiff_t plane = static_cast<std::ptrdiff_t>(width) * height;
    return {data, data + plane, data + 2 * plane, width, height, width, 1};
}

/// Pixel after pixel without gaps: red, green, blue ([height][width][3]).
template <class T>
PlanesView<T> interleaved_view(const T* data, int width, int height) {
    if (data == nullptr) return {};
    return {data, data + 1, data + 2, width, height, static_cast<std::ptrdiff_t>(width) * 3, 3};
}

namespace detail {

template <class T, class ToByte>
Result<Image> image_from_planes(const PlanesView<T>& view, ToByte to_byte) {
    if (view.red == nullptr || view.green == nullptr || view.blue == nullptr)
        return mismatch_error("image", "three channels", "a null pointer");
    Result<Image> image = Image::try_make(view.width, view.height);
    if (!image) return image;
    for (int y = 0; y < view.height; ++y) {
        std::uint8_t* out = image->pixel(0, y);
        std::ptrdiff_t at = y * view.row_stride;
        for (int x = 0; x < view.width; ++x, at += view.pixel_stride, out += 3) {
            out[0] = to_byte(view.red[at]);
            out[1] = to_byte(view.green[at]);
            out[2] = to_byte(view.blue[at]);
        }
    }
    return image;
}

}  // namespace detail

/// Copies bytes. Error: a null channel, or a size that check_image_size() refuses.
inline Result<Image> try_image_from(const PlanesView<std::uint8_t>& view) {
    return detail::image_from_planes(view, [](std::uint8_t value) { return value; });
}
inline Outcome<Image> image_from(const PlanesView<std::uint8_t>& view) {
    return deliver(try_image_from(view));
}

/// Copies floats, of which `black` becomes 0 and `white` 255, rounded; what lies outside is clipped, not a number is 0.
/// Error: as above, or black equal to white.
inline Result<Image> try_image_from(const PlanesView<float>& view, float black = 0.0f, float white = 1.0f) {
    const float scale = 255.0f / (white - black);
    if (!(scale - scale == 0.0f)) return Error("image: expected black and white to differ");
    return detail::image_from_planes(view, [=](float value) {
        const float scaled = (value - black) * scale + 0.5f;
        return static_cast<std::uint8_t>(scaled >= 255.0f ? 255.0f : scaled > 0.0f ? scaled : 0.0f);
    });
}
inline Outcome<Image> image_from(const PlanesView<float>& view, float black = 0.0f, float white = 1.0f) {
    return deliver(try_image_from(view, black, white));
}

FACENET_NAMESPACE_END

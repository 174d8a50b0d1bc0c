// SPDX-License-Identifier: MIT
/// Images from the layouts of cameras: full-size luma and chroma at half its width and height (YUV 4:2:0).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "image.hpp"

FACENET_NAMESPACE_BEGIN

/// How the planes lie in one block: luma, then u and v alternating (nv12), v and u alternating (nv21, Android), u and
/// then v (i420), or v and then u (yv12).
enum class YuvFormat : std::uint8_t { nv12, nv21, i420, yv12 };

/// Which luma is black and white: 16 and 235 (video; what OpenCV's conversions assume), or 0 and 255 (JPEG; what the
/// cameras of phones mostly deliver).
enum class YuvRange : std::uint8_t { limited, full };

/// Three planes with strides in bytes, as AVFoundation and Android's YUV_420_888 describe them. Chroma has
/// (width + 1) / 2 columns and (height + 1) / 2 rows; chroma_step is 2 where u and v alternate, else 1.
struct YuvView {
    const std::uint8_t* y = nullptr;
    const std::uint8_t* u = nullptr;
    const std::uint8_t* v = nullptr;
    int width = 0;
    int height = 0;
    std::ptrdiff_t y_stride = 0;
    std::ptrdiff_t chroma_stride = 0;
    std::ptrdiff_t chroma_step = 1;
};

/// One block without gaps: width * height bytes of luma, 2 * ((width + 1) / 2) * ((height + 1) / 2) bytes of chroma.
inline YuvView yuv_view(YuvFormat format, const std::uint8_t* data, int width, int height) {
    if (data == nullptr) return {};
    const std::ptrdiff_t columns = (static_cast<std::ptrdiff_t>(width) + 1) / 2;
    const std::ptrdiff_t rows = (static_cast<std::ptrdiff_t>(height) + 1) / 2;
    const bool alternating = format == YuvFormat::nv12 || format == YuvFormat::nv21;
    const bool v_first = format == YuvFormat::nv21 || format == YuvFormat::yv12;
    const std::uint8_t* first = data + static_cast<std::ptrdiff_t>(width) * height;
    const std::uint8_t* second = first + (alternating ? 1 : columns * rows);
    const std::ptrdiff_t step = alternating ? 2 : 1;
    return {data, v_first ? second : first, v_first ? first : second, width, height, width, columns * step, step};
}

/// Converts by ITU-R BT.601, each channel within 1 of the exact value; each chroma sample serves its 2 x 2 pixels.
/// Error: a null plane, or a size that check_image_size() refuses.
inline Result<Image> try_image_from(const YuvView& view, YuvRange range = YuvRange::limited) {
    if (view.y == nullptr || view.u == nullptr || view.v == nullptr)
        return mismatch_error("image", "three planes", "a null pointer");
    Result<Image> image = Image::try_make(view.width, view.height);
    if (!image) return image;
    // The factors of BT.601 as multiples of 1/65536. Full: 1, 1.402, 0.344136, 0.714136, 1.772; limited: those of luma
    // times 255/219, those of chroma times 255/224.
    const bool full = range == YuvRange::full;
    const int black = full ? 0 : 16, luma = full ? 65536 : 76309;
    const int v_red = full ? 91881 : 104597, u_green = full ? 22553 : 25675;
    const int v_green = full ? 46802 : 53279, u_blue = full ? 116130 : 132201;
    const auto byte = [](int value) { return static_cast<std::uint8_t>(std::clamp(value, 0, 255 << 16) >> 16); };
    for (int y = 0; y < view.height; ++y) {
        const std::uint8_t* in = view.y + y * view.y_stride;
        const std::uint8_t* u = view.u + y / 2 * view.chroma_stride;
        const std::uint8_t* v = view.v + y / 2 * view.chroma_stride;
        std::uint8_t* out = image->pixel(0, y);
        for (int x = 0; x < view.width; ++x, out += 3) {
            const std::ptrdiff_t chroma = x / 2 * view.chroma_step;
            const int bright = (in[x] - black) * luma + 32768;
            const int du = u[chroma] - 128, dv = v[chroma] - 128;
            out[0] = byte(bright + v_red * dv);
            out[1] = byte(bright - u_green * du - v_green * dv);
            out[2] = byte(bright + u_blue * du);
        }
    }
    return image;
}
inline Outcome<Image> image_from(const YuvView& view, YuvRange range = YuvRange::limited) {
    return deliver(try_image_from(view, range));
}

FACENET_NAMESPACE_END

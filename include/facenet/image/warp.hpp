// SPDX-License-Identifier: MIT
/// Sampling a turned and scaled rectangle (a chip) out of a photo.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "image.hpp"
#include "resize.hpp"
#include "similarity.hpp"

FACENET_NAMESPACE_BEGIN

/// Memory that warping wants where it shrinks by 2 or more; grows to what the largest chip needed (about 30 times the
/// bytes of a chip at most) and is kept from call to call. One for each thread.
struct WarpScratch {
    std::vector<std::uint8_t> pixels;
};

namespace detail {

/// Adds weight * pixel (x, y), or nothing outside, where the photo counts as black.
inline void add_pixel(const ImageView& in, ChannelOffsets at, int x, int y, float weight, float rgb[3]) {
    if (x < 0 || y < 0 || x >= in.width || y >= in.height) return;
    const std::uint8_t* p = in.pixel(x, y);
    rgb[0] += weight * static_cast<float>(p[at.red]);
    rgb[1] += weight * static_cast<float>(p[at.green]);
    rgb[2] += weight * static_cast<float>(p[at.blue]);
}

/// Pixel (x, y) of `out` is the photo, bilinear, at chip_to_photo of (x, y), which must stay within +-1e9.
inline void sample_bilinear(const ImageView& in, const Similarity& chip_to_photo, int width, int height,
                            std::uint8_t* out) {
    const ChannelOffsets at = channel_offsets(in.format);
    const std::ptrdiff_t step = bytes_per_pixel(in.format);
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x, out += 3) {
            const double u = chip_to_photo.a * x - chip_to_photo.b * y + chip_to_photo.shift_x;
            const double v = chip_to_photo.b * x + chip_to_photo.a * y + chip_to_photo.shift_y;
            const double left = std::floor(u), top = std::floor(v);
            const int column = static_cast<int>(left), line = static_cast<int>(top);
            const float fx = static_cast<float>(u - left), fy = static_cast<float>(v - top);
            const float weights[4] = {(1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy};
            if (column >= 0 && line >= 0 && column + 1 < in.width && line + 1 < in.height) {
                const std::uint8_t* p = in.pixel(column, line);
                const std::uint8_t* q = p + in.stride;
                const int channels[3] = {at.red, at.green, at.blue};
                for (int c = 0; c < 3; ++c) {
                    const int k = channels[c];
                    store_value(weights[0] * static_cast<float>(p[k]) + weights[1] * static_cast<float>(p[step + k]) +
                                    weights[2] * static_cast<float>(q[k]) +
                                    weights[3] * static_cast<float>(q[step + k]),
                                out + c);
                }
            } else {
                float rgb[3] = {};
                for (int i = 0; i < 4; ++i)
                    add_pixel(in, at, column + (i & 1), line + (i >> 1), weights[i], rgb);
                for (int c = 0; c < 3; ++c)
                    store_value(rgb[c], out + c);
            }
        }
    }
}

}  // namespace detail

/// Fills `out` ([height][width][3] bytes, RGB) so that its pixel (x, y) is the photo at chip_to_photo of (x, y); whole
/// numbers are centres of pixels. Bilinear; outside, the photo counts as black. Where the chip shrinks the photo k
/// times (k >= 2), blocks of floor(k) x floor(k) pixels are averaged first. Allocates only where it shrinks and scratch
/// is too small. Errors: an empty photo, a side outside 1..kMaxImageSide, a transform that is not finite or of
/// extraordinary scale or shift, no memory.
inline Result<void> try_warp(const ImageView& photo, const Similarity& chip_to_photo, int width, int height,
                             std::uint8_t* out, WarpScratch& scratch) {
    if (photo.data == nullptr || photo.empty()) return mismatch_error("warp", "a photo", "an empty one");
    if (const auto size = check_image_size(width, height, "warp"); !size) return size;
    const double scale = chip_to_photo.scale();
    const double limit = 4.0 * kMaxImageSide;
    if (!(scale >= 1e-6 && scale <= limit && std::abs(chip_to_photo.shift_x) <= 1e8 &&
          std::abs(chip_to_photo.shift_y) <= 1e8) ||
        scale * (static_cast<double>(width) + height) > 1e8)
        return mismatch_error("warp", "a transform that leads into or near the photo",
                                 "scale " + std::to_string(scale) + ", shift " + std::to_string(chip_to_photo.shift_x) +
                                     ", " + std::to_string(chip_to_photo.shift_y));
    const int shrink = std::min({static_cast<int>(scale), photo.width, photo.height});
    if (shrink < 2) {
        detail::sample_bilinear(photo, chip_to_photo, width, height, out);
        return {};
    }

    // The part of the photo under the chip, in whole blocks.
    const double wide = width - 1, high = height - 1;
    const double a = chip_to_photo.a, b = chip_to_photo.b;
    const double left = chip_to_photo.shift_x + std::min(a * wide, 0.0) + std::min(-b * high, 0.0);
    const double right = chip_to_photo.shift_x + std::max(a * wide, 0.0) + std::max(-b * high, 0.0);
    const double top = chip_to_photo.shift_y + std::min(b * wide, 0.0) + std::min(a * high, 0.0);
    const double bottom = chip_to_photo.shift_y + std::max(b * wide, 0.0) + std::max(a * high, 0.0);
    struct Blocks {
        int begin, count;
    };
    const auto blocks = [shrink](double low, double high_end, int side) -> Blocks {
        // Two blocks beyond, so that all four neighbours of every sample are there.
        const int begin = static_cast<int>(std::clamp(std::floor(low) - 2.0 * shrink, 0.0, static_cast<double>(side)));
        const int end =
            static_cast<int>(std::clamp(std::ceil(high_end) + 2.0 * shrink, 0.0, static_cast<double>(side)));
        if (begin >= end) return {0, 0};
        const int count = std::min((end - begin + shrink - 1) / shrink, side / shrink);
        return {std::min(begin, side - count * shrink), count};
    };
    const Blocks columns = blocks(left, right, photo.width), rows = blocks(top, bottom, photo.height);
    if (columns.count == 0 || rows.count == 0) {
        std::fill_n(out, static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3, std::uint8_t{0});
        return {};
    }
    const std::size_t size = static_cast<std::size_t>(columns.count) * static_cast<std::size_t>(rows.count) * 3;
    const auto grown = guarded<bool>("warp", [&]() -> Result<bool> {
        if (scratch.pixels.size() < size) scratch.pixels.resize(size);
        return true;
    });
    if (!grown) return grown.error();
    const ImageView under = crop(photo, columns.begin, rows.begin, columns.begin + columns.count * shrink,
                                 rows.begin + rows.count * shrink);
    resize_area(under, columns.count, rows.count, scratch.pixels.data());
    const ImageView shrunk{scratch.pixels.data(), columns.count, rows.count, std::ptrdiff_t{3} * columns.count,
                           PixelFormat::rgb};
    // A block's centre lies half a block, less half a pixel, after its first pixel.
    const double offset = 0.5 * (shrink - 1);
    const Similarity chip_to_shrunk{a / shrink, b / shrink, (chip_to_photo.shift_x - columns.begin - offset) / shrink,
                                    (chip_to_photo.shift_y - rows.begin - offset) / shrink};
    detail::sample_bilinear(shrunk, chip_to_shrunk, width, height, out);
    return {};
}

/// As above, with memory of its own.
inline Result<Image> try_warp(const ImageView& photo, const Similarity& chip_to_photo, int width, int height) {
    Result<Image> chip = Image::try_make(width, height);
    if (!chip) return chip;
    WarpScratch scratch;
    if (const auto done = try_warp(photo, chip_to_photo, width, height, chip->data(), scratch); !done)
        return done.error();
    return chip;
}
inline Outcome<Image> warp(const ImageView& photo, const Similarity& chip_to_photo, int width, int height) {
    return deliver(try_warp(photo, chip_to_photo, width, height));
}

FACENET_NAMESPACE_END

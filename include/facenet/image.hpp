// SPDX-License-Identifier: MIT
/// Pixels: views of the caller's, and owned RGB images.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/error.hpp"

FACENET_NAMESPACE_BEGIN

/// How one pixel lies in memory, 8 bits a channel.
enum class PixelFormat : std::uint8_t { rgb, bgr, rgba, bgra, gray };

/// Bytes from one pixel to the next.
constexpr int bytes_per_pixel(PixelFormat format) {
    return format == PixelFormat::gray ? 1 : format == PixelFormat::rgb || format == PixelFormat::bgr ? 3 : 4;
}

/// Somebody else's pixels: `height` rows of `width` pixels, `stride` bytes from row to row.
/// A view may be narrower than its rows (a crop) or run upwards (negative stride).
struct ImageView {
    const std::uint8_t* data = nullptr;
    int width = 0;
    int height = 0;
    std::ptrdiff_t stride = 0;
    PixelFormat format = PixelFormat::rgb;

    const std::uint8_t* row(int y) const { return data + y * stride; }
    bool empty() const { return width <= 0 || height <= 0; }
};

/// Largest width or height of an Image; larger ones are refused before anything is allocated.
inline constexpr int kMaxImageSide = 32768;

/// An owned RGB image, 3 bytes a pixel, rows without gaps.
class Image {
public:
    Image() = default;
    /// A black image of width x height pixels; sides are those of a valid image (1..kMaxImageSide).
    Image(int width, int height)
        : width_(width), height_(height),
          pixels_(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3) {}

    /// Copies and converts pixels of any format. Error: empty or oversized view.
    static Outcome<Image> from(const ImageView& view) { return deliver(try_from(view)); }
    /// As from(), never throwing.
    static Result<Image> try_from(const ImageView& view);

    int width() const { return width_; }
    int height() const { return height_; }
    bool empty() const { return pixels_.empty(); }
    std::uint8_t* pixel(int x, int y) { return pixels_.data() + offset(x, y); }
    const std::uint8_t* pixel(int x, int y) const { return pixels_.data() + offset(x, y); }
    std::uint8_t* data() { return pixels_.data(); }
    const std::uint8_t* data() const { return pixels_.data(); }

    ImageView view() const { return {pixels_.data(), width_, height_, std::ptrdiff_t{3} * width_, PixelFormat::rgb}; }
    operator ImageView() const { return view(); }

private:
    std::size_t offset(int x, int y) const {
        return (static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) + static_cast<std::size_t>(x)) * 3;
    }
    int width_ = 0;
    int height_ = 0;
    std::vector<std::uint8_t> pixels_;
};

/// Converts one pixel of any format to RGB.
inline void read_rgb(const std::uint8_t* p, PixelFormat format, std::uint8_t rgb[3]) {
    switch (format) {
    case PixelFormat::rgb:
    case PixelFormat::rgba: rgb[0] = p[0], rgb[1] = p[1], rgb[2] = p[2]; return;
    case PixelFormat::bgr:
    case PixelFormat::bgra: rgb[0] = p[2], rgb[1] = p[1], rgb[2] = p[0]; return;
    case PixelFormat::gray: rgb[0] = rgb[1] = rgb[2] = p[0]; return;
    }
}

inline Result<Image> Image::try_from(const ImageView& view) {
    if (view.data == nullptr || view.empty() || view.width > kMaxImageSide || view.height > kMaxImageSide)
        return mismatch("image", "1 to " + std::to_string(kMaxImageSide) + " pixels a side",
                        std::to_string(view.width) + " x " + std::to_string(view.height));
    return guarded<Image>("image", [&]() -> Result<Image> {
        Image image(view.width, view.height);
        const int step = bytes_per_pixel(view.format);
        for (int y = 0; y < view.height; ++y)
            for (int x = 0; x < view.width; ++x)
                read_rgb(view.row(y) + static_cast<std::ptrdiff_t>(x) * step, view.format, image.pixel(x, y));
        return image;
    });
}

FACENET_NAMESPACE_END

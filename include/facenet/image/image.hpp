// SPDX-License-Identifier: MIT
/// Pixels: views of the caller's, and owned RGB images.
///
/// Other layouts: image/planes.hpp (planar, floats), image/yuv.hpp (cameras), image_file.hpp (JPEG, PNG, BMP).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "../core/error.hpp"

FACENET_NAMESPACE_BEGIN

/// How one pixel lies in memory, 8 bits a channel. The fourth channel of rgba and bgra is never looked at.
enum class PixelFormat : std::uint8_t { rgb, bgr, rgba, bgra, gray };

/// Bytes from one pixel to the next.
constexpr int bytes_per_pixel(PixelFormat format) {
    return format == PixelFormat::gray ? 1 : format == PixelFormat::rgb || format == PixelFormat::bgr ? 3 : 4;
}

/// Which byte of a pixel is its red, green and blue.
struct ChannelOffsets {
    int red, green, blue;
};
constexpr ChannelOffsets channel_offsets(PixelFormat format) {
    if (format == PixelFormat::gray) return {0, 0, 0};
    if (format == PixelFormat::bgr || format == PixelFormat::bgra) return {2, 1, 0};
    return {0, 1, 2};
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
    const std::uint8_t* pixel(int x, int y) const {
        return row(y) + static_cast<std::ptrdiff_t>(x) * bytes_per_pixel(format);
    }
    bool empty() const { return width <= 0 || height <= 0; }
};

/// The part of `image` from (left, top) up to, not including, (right, bottom), as far as it lies inside; possibly
/// empty.
inline ImageView crop(const ImageView& image, int left, int top, int right, int bottom) {
    left = std::max(left, 0);
    top = std::max(top, 0);
    right = std::min(right, image.width);
    bottom = std::min(bottom, image.height);
    if (left >= right || top >= bottom) return {};
    return {image.pixel(left, top), right - left, bottom - top, image.stride, image.format};
}

/// Largest width or height of an Image; larger ones are refused before anything is allocated.
inline constexpr int kMaxImageSide = 32768;
/// Most pixels of an Image (16384 x 16384; the largest phone cameras give 200 million), for the same reason.
inline constexpr std::int64_t kMaxImagePixels = std::int64_t{1} << 28;

/// An Error of `where` unless width and height are those of a valid Image.
inline Result<void> check_image_size(std::int64_t width, std::int64_t height, std::string_view where = "image") {
    if (width < 1 || height < 1 || width > kMaxImageSide || height > kMaxImageSide)
        return mismatch({where}, {"1 to ", kMaxImageSide, " pixels a side"}, {width, " x ", height});
    if (width * height > kMaxImagePixels)
        return mismatch({where}, {"at most ", kMaxImagePixels, " pixels"}, {width, " x ", height});
    return {};
}

/// An owned RGB image, 3 bytes a pixel, rows without gaps.
class Image {
public:
    Image() = default;
    /// A black image of width x height pixels, which must pass check_image_size().
    Image(int width, int height)
        : width_(width),
          height_(height),
          pixels_(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3) {}

    /// Copies and converts pixels of any format. Error: empty or oversized view.
    static Outcome<Image> from(const ImageView& view) { return deliver(try_from(view)); }
    /// As from(), never throwing.
    static Result<Image> try_from(const ImageView& view);
    /// A black image. Error: a size that check_image_size() refuses, or no memory.
    static Result<Image> try_make(int width, int height);

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
    const ChannelOffsets at = channel_offsets(format);
    rgb[0] = p[at.red];
    rgb[1] = p[at.green];
    rgb[2] = p[at.blue];
}

inline Result<Image> Image::try_make(int width, int height) {
    if (const auto size = check_image_size(width, height); !size) return size.error();
    return guarded<Image>("image", [&]() -> Result<Image> { return Image(width, height); });
}

inline Result<Image> Image::try_from(const ImageView& view) {
    if (view.data == nullptr) return mismatch({"image"}, {"pixels"}, {"a null pointer"});
    Result<Image> image = try_make(view.width, view.height);
    if (!image) return image;
    const std::ptrdiff_t step = bytes_per_pixel(view.format);
    const ChannelOffsets at = channel_offsets(view.format);
    for (int y = 0; y < view.height; ++y) {
        const std::uint8_t* in = view.row(y);
        std::uint8_t* out = image->pixel(0, y);
        for (int x = 0; x < view.width; ++x, in += step, out += 3) {
            out[0] = in[at.red];
            out[1] = in[at.green];
            out[2] = in[at.blue];
        }
    }
    return image;
}

FACENET_NAMESPACE_END

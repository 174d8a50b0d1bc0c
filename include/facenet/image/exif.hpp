// SPDX-License-Identifier: MIT
/// The orientation that cameras note in EXIF, and turning pixels upright by it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "../core/memory.hpp"
#include "image.hpp"

FACENET_NAMESPACE_BEGIN

namespace detail {

/// Reads of a few bytes in either order; whatever lies outside reads as 0.
struct BoundedReader {
    ByteView bytes;
    bool big_endian = true;

    std::uint32_t u8(std::size_t at) const { return at < bytes.size ? bytes.data[at] : 0u; }
    std::uint32_t u16(std::size_t at) const { return big_endian ? u8(at) << 8 | u8(at + 1) : u8(at + 1) << 8 | u8(at); }
    std::uint32_t u32(std::size_t at) const {
        return big_endian ? u16(at) << 16 | u16(at + 2) : u16(at + 2) << 16 | u16(at);
    }
};

inline bool starts_with(ByteView bytes, const char* text, std::size_t size) {
    return bytes.size >= size && std::memcmp(bytes.data, text, size) == 0;
}

}  // namespace detail

/// Orientation (1 to 8) from a TIFF structure, as the payload of JPEG's "Exif\0\0" segment and PNG's eXIf chunk is one;
/// 1, upright, where there is none or it makes no sense. Only the first directory is looked at, so nothing can loop.
inline int exif_orientation(ByteView tiff) {
    constexpr std::uint32_t kOrientation = 0x0112, kShort = 3, kLong = 4;
    detail::BoundedReader read{tiff};
    if (detail::starts_with(tiff, "II*\0", 4)) read.big_endian = false;
    else if (!detail::starts_with(tiff, "MM\0*", 4)) return 1;
    const std::size_t directory = read.u32(4);
    if (directory < 8 || directory >= tiff.size) return 1;
    const std::uint32_t entries = read.u16(directory);
    for (std::size_t i = 0; i < entries; ++i) {
        const std::size_t entry = directory + 2 + i * 12;  // tag, type, count, value
        if (entry + 12 > tiff.size) return 1;
        if (read.u16(entry) != kOrientation) continue;
        const std::uint32_t type = read.u16(entry + 2);
        const std::uint32_t value = type == kShort ? read.u16(entry + 8) : type == kLong ? read.u32(entry + 8) : 0;
        return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
    }
    return 1;
}

/// Copies `in` to RGB as it is meant to be seen. Orientations 5 to 8 exchange width and height; what is not 1 to 8
/// counts as 1. Error: as Image::try_from().
inline Result<Image> try_upright(const ImageView& in, int orientation) {
    if (orientation < 2 || orientation > 8) return Image::try_from(in);
    if (in.data == nullptr) return mismatch_error("image", "pixels", "a null pointer");
    // By their definition: 2, 3, 6 and 7 have mirrored columns, 3, 4, 7 and 8 mirrored rows, and 5 to 8 are transposed.
    const bool transposed = orientation >= 5;
    const bool mirror_x = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    const bool mirror_y = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    Result<Image> image = Image::try_make(transposed ? in.height : in.width, transposed ? in.width : in.height);
    if (!image) return image;
    // Walking along a row of the output walks along x or y of the input, forwards or backwards.
    const std::ptrdiff_t along_x = (mirror_x ? -1 : 1) * static_cast<std::ptrdiff_t>(bytes_per_pixel(in.format));
    const std::ptrdiff_t along_y = (mirror_y ? -1 : 1) * in.stride;
    const std::uint8_t* start = in.pixel(mirror_x ? in.width - 1 : 0, mirror_y ? in.height - 1 : 0);
    const std::ptrdiff_t step = transposed ? along_y : along_x;
    const std::ptrdiff_t row_step = transposed ? along_x : along_y;
    const ChannelOffsets at = channel_offsets(in.format);
    for (int y = 0; y < image->height(); ++y) {
        std::uint8_t* out = image->pixel(0, y);
        for (int x = 0; x < image->width(); ++x, out += 3) {
            const std::uint8_t* p = start + y * row_step + x * step;
            out[0] = p[at.red];
            out[1] = p[at.green];
            out[2] = p[at.blue];
        }
    }
    return image;
}

FACENET_NAMESPACE_END

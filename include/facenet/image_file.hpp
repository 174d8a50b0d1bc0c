// SPDX-License-Identifier: MIT
/// Photos from JPEG, PNG and BMP files or bytes, turned upright. The one part of the library that needs stb_image
/// (<stb_image.h> or <stb/stb_image.h>), compiled into each translation unit that includes this.
///
/// Colour: grey becomes R = G = B, palettes and CMYK are converted, 16 bits are cut to 8, alpha is dropped. The EXIF
/// orientation of JPEG and PNG is applied.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/memory.hpp"
#include "image/image.hpp"
#include "image/exif.hpp"
#include "image/stb.hpp"
#include "image/survey.hpp"

#if !defined(FACENET_NO_FILES)
#include <cerrno>
#include <cstdio>
#endif

FACENET_NAMESPACE_BEGIN

/// Longest file that is read: 512 MiB.
inline constexpr std::size_t kMaxImageFileBytes = std::size_t{512} << 20;

struct DecodeOptions {
    /// Larger images are refused from their header on; nothing is allocated for them. A server may want less.
    std::int64_t max_pixels = kMaxImagePixels;
    /// Apply the EXIF orientation.
    bool upright = true;
};

namespace detail {

/// No format packs more pixels into a byte (PNG of one bit: 8,256), so a header that claims more is refused.
inline constexpr std::int64_t kMaxPixelsPerByte = 10000;
/// A progressive JPEG may go over its pixels again and again at ten bytes a time: bounds the work that a file can ask.
inline constexpr std::int64_t kMaxScannedPixels = std::int64_t{1} << 32;

struct FreeBlock {
    void operator()(std::uint8_t* block) const { std::free(block); }
};

inline std::string decoder_reason() {
    const char* reason = stb::stbi_failure_reason();
    if (reason == nullptr || *reason == '\0') return "damage";
    return std::strcmp(reason, "outofmem") == 0 ? "a need of more memory than an image of its size may have" : reason;
}

/// stb_image leaves the colours that a BMP's palette lacks uninitialised, and shows them: a copy of the file with a
/// full palette, or nothing where there is no need. Error: pixels that begin inside the header.
inline Result<std::vector<std::uint8_t>> complete_bmp_palette(ByteView bytes, const std::string& where) {
    constexpr std::uint64_t kOldHeader = 14 + 12;
    BoundedReader read{bytes};
    read.big_endian = false;
    const std::uint64_t pixels = read.u32(10), header = std::uint64_t{14} + read.u32(14);
    const std::uint32_t bits = read.u16(header == kOldHeader ? 24 : 28);
    std::vector<std::uint8_t> full;
    if (bits == 0 || bits > 8 || pixels > bytes.size) return full;
    if (pixels < header)
        return mismatch_error(where, "a BMP image with its pixels after the header",
                                 "them at byte " + std::to_string(pixels));
    // Of the old kind of header, stb_image takes the palette for four colours shorter than it is.
    const std::uint64_t colours = std::uint64_t{1} << bits;
    const std::uint64_t wanted = header + (header == kOldHeader ? (colours + 4) * 3 : colours * 4);
    if (pixels >= wanted) return full;
    full.assign(bytes.data, bytes.data + pixels);
    full.resize(static_cast<std::size_t>(wanted));
    for (int i = 0; i < 4; ++i)
        full[static_cast<std::size_t>(10 + i)] = static_cast<std::uint8_t>(wanted >> (8 * i));
    full.insert(full.end(), bytes.data + pixels, bytes.data + bytes.size);
    return full;
}

inline Result<Image> decode_image_bytes(ByteView bytes, const DecodeOptions& options, const std::string& where) {
    if (bytes.size > kMaxImageFileBytes)
        return mismatch_error(where, "at most " + std::to_string(kMaxImageFileBytes) + " bytes", std::to_string(bytes.size));
    const Result<Survey> survey = survey_image(bytes, where);
    if (!survey) return survey.error();
    ByteView file = survey->image;
    std::vector<std::uint8_t> completed;
    if (survey->kind == FileKind::bmp) {
        auto copy = complete_bmp_palette(file, where);
        if (!copy) return copy.error();
        completed = std::move(*copy);
    }
    if (!completed.empty()) file = {completed.data(), completed.size()};

    const char* kinds[] = {"JPEG", "PNG", "BMP"};
    const std::string kind = kinds[static_cast<int>(survey->kind)];
    if (const auto valid = check_image_size(survey->width, survey->height, where); !valid) return valid.error();
    const std::int64_t pixels = survey->width * survey->height;
    const std::string shape = std::to_string(survey->width) + " x " + std::to_string(survey->height);
    if (pixels > options.max_pixels)
        return mismatch_error(where, "at most " + std::to_string(options.max_pixels) + " pixels", shape);
    if (pixels / kMaxPixelsPerByte > static_cast<std::int64_t>(file.size))
        return mismatch_error(where, "data for " + shape + " pixels", std::to_string(file.size) + " bytes");
    if (survey->scans > kMaxScannedPixels / pixels)
        return mismatch_error(where,
                        "at most " + std::to_string(kMaxScannedPixels / pixels) + " scans of " + shape + " pixels",
                        std::to_string(survey->scans));

    // The largest block is 16-bit RGBA, or the coefficients of a JPEG, whose blocks stand out over the edges; or the
    // compressed data, gathered in a block that doubles.
    const auto blocks = static_cast<std::uint64_t>((survey->width + 64) * (survey->height + 64)) * 16;
    const std::uint64_t limit = std::max<std::uint64_t>(blocks, std::uint64_t{file.size} * 2 + 65536);
    stb::block_limit() = static_cast<std::size_t>(std::min<std::uint64_t>(limit, SIZE_MAX / 2));
    int width = 0, height = 0, channels = 0;
    const std::unique_ptr<std::uint8_t, FreeBlock> decoded(
        stb::stbi_load_from_memory(file.data, static_cast<int>(file.size), &width, &height, &channels, 3));
    const bool as_claimed = width == survey->width && height == survey->height;
    if (decoded == nullptr || !as_claimed)
        return mismatch_error(where, "an undamaged " + kind + " image of " + shape + " pixels",
                        decoded == nullptr ? decoder_reason() : std::to_string(width) + " x " + std::to_string(height));
    const ImageView view{decoded.get(), width, height, std::ptrdiff_t{3} * width, PixelFormat::rgb};
    return try_upright(view, options.upright ? exif_orientation(survey->exif) : 1);
}

#if !defined(FACENET_NO_FILES)
inline Result<std::vector<std::uint8_t>> read_image_file(const std::string& path) {
    struct Close {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    const std::unique_ptr<std::FILE, Close> file(std::fopen(path.c_str(), "rb"));
    if (file == nullptr) return mismatch_error(path, "a readable file", std::strerror(errno));
    std::vector<std::uint8_t> bytes;
    std::uint8_t buffer[16384];
    // In pieces, since pipes and devices do not tell their size.
    while (const std::size_t count = std::fread(buffer, 1, sizeof buffer, file.get())) {
        if (count > kMaxImageFileBytes - bytes.size())
            return mismatch_error(path, "at most " + std::to_string(kMaxImageFileBytes) + " bytes", "more");
        bytes.insert(bytes.end(), buffer, buffer + count);
    }
    if (std::ferror(file.get()) != 0) return mismatch_error(path, "a readable file", std::strerror(errno));
    return bytes;
}
#endif

}  // namespace detail

/// Decodes a JPEG, PNG or BMP file in memory. Errors: another format, damage that leaves no image, a size that
/// check_image_size() or the options refuse, work or memory out of proportion to the file. A truncated JPEG or BMP may
/// give the image as far as it goes.
inline Result<Image> try_decode_image(ByteView bytes, const DecodeOptions& options = {}) {
    return guarded<Image>("image", [&] { return detail::decode_image_bytes(bytes, options, "image"); });
}
inline Outcome<Image> decode_image(ByteView bytes, const DecodeOptions& options = {}) {
    return deliver(try_decode_image(bytes, options));
}

#if !defined(FACENET_NO_FILES)
/// Reads and decodes a file. Errors: as try_decode_image(), and a file that cannot be read; all name the path.
inline Result<Image> try_load_image(const std::string& path, const DecodeOptions& options = {}) {
    return guarded<Image>(path.c_str(), [&]() -> Result<Image> {
        const auto bytes = detail::read_image_file(path);
        if (!bytes) return bytes.error();
        return detail::decode_image_bytes({bytes->data(), bytes->size()}, options, path);
    });
}
inline Outcome<Image> load_image(const std::string& path, const DecodeOptions& options = {}) {
    return deliver(try_load_image(path, options));
}
#endif

FACENET_NAMESPACE_END

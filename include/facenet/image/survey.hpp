// SPDX-License-Identifier: MIT
/// A look at an image file before it is decoded: what it is, its EXIF block, and the faults that decoders are known to
/// be harmed by.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "../core/memory.hpp"
#include "exif.hpp"

FACENET_NAMESPACE_BEGIN

namespace detail {

enum class FileKind : std::uint8_t { jpeg, png, bmp };

struct Survey {
    FileKind kind = FileKind::jpeg;
    /// As the header claims; 0 where it says nothing.
    std::int64_t width = 0, height = 0;
    /// Up to the end of the image; what follows it (the film of a "motion photo") is not for the decoder.
    ByteView image;
    /// TIFF structure with the EXIF tags; empty if there is none.
    ByteView exif;
    /// JPEG: how often the decoder will go over the pixels.
    std::int64_t scans = 1;
};

/// What a file that we cannot decode seems to be, for the message.
inline std::string describe_bytes(ByteView bytes) {
    if (bytes.size == 0) return "0 bytes";
    if (starts_with(bytes, "GIF8", 4)) return "a GIF file";
    if (starts_with(bytes, "II*\0", 4) || starts_with(bytes, "MM\0*", 4)) return "a TIFF file";
    if (starts_with(bytes, "%PDF", 4)) return "a PDF file";
    if (starts_with(bytes, "RIFF", 4) && bytes.size >= 12 && std::memcmp(bytes.data + 8, "WEBP", 4) == 0)
        return "a WebP file";
    if (bytes.size >= 12 && std::memcmp(bytes.data + 4, "ftyp", 4) == 0) {
        const std::string brand(reinterpret_cast<const char*>(bytes.data) + 8, 4);
        return brand == "avif"                                         ? "an AVIF file"
               : brand == "heic" || brand == "heix" || brand == "mif1" ? "a HEIC file"
                                                                       : "an MP4 file";
    }
    std::string text = std::to_string(bytes.size) + " bytes that begin with";
    for (std::size_t i = 0; i < std::min<std::size_t>(bytes.size, 4); ++i) {
        const char* digits = "0123456789abcdef";
        text += {' ', digits[bytes.data[i] >> 4], digits[bytes.data[i] & 15]};
    }
    return text;
}

/// Huffman tables from `at` on: stb_image (before 2.29) writes past its tables when one lists more than 256 symbols,
/// and reads on past the segment's end.
inline bool huffman_tables_fit(const BoundedReader& read, std::size_t at, std::size_t end) {
    while (at < end) {
        std::uint32_t symbols = 0;
        for (std::size_t i = 1; i <= 16; ++i)
            symbols += read.u8(at + i);
        if (symbols > 256) return false;
        at += 17 + symbols;
    }
    return true;
}

inline Result<Survey> survey_jpeg(ByteView bytes, const std::string& where) {
    Survey survey;
    survey.scans = 0;
    survey.image = bytes;
    const BoundedReader read{bytes};
    for (std::size_t at = 2; at < bytes.size;) {
        if (bytes.data[at++] != 0xFF) continue;  // the data of a scan, or padding
        while (read.u8(at) == 0xFF)
            ++at;
        const std::uint32_t marker = read.u8(at++);
        if (marker == 0xD9) {  // end of image
            survey.image.size = std::min(at, bytes.size);
            break;
        }
        // Not markers of a segment: a stuffed 0, restarts, start of image.
        if (marker <= 0x01 || (marker >= 0xD0 && marker <= 0xD8)) continue;
        const std::size_t length = read.u16(at);
        const std::size_t end = at + std::max<std::size_t>(length, 2);
        if (marker == 0xC4 && !huffman_tables_fit(read, at + 2, end))
            return mismatch_error(where, "a JPEG image with Huffman tables of at most 256 symbols",
                            "more in the table at byte " + std::to_string(at));
        if (marker == 0xDA) ++survey.scans;
        // Frames are C0 to CF, but for Huffman tables, an extension and the conditions of arithmetic coding.
        if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) {
            if (marker > 0xC2)
                return mismatch_error(where, "a baseline or progressive JPEG image with Huffman coding",
                                "a frame of type " + std::to_string(marker - 0xC0));
            if (survey.width == 0) survey.height = read.u16(at + 3), survey.width = read.u16(at + 5);
        }
        if (end > bytes.size) break;
        const ByteView payload{bytes.data + at + 2, end - at - 2};
        if (marker == 0xE1 && survey.exif.size == 0 && starts_with(payload, "Exif\0\0", 6))
            survey.exif = {payload.data + 6, payload.size - 6};
        at = end;
    }
    return survey;
}

/// PNG: also refuses what would make stb_image write its message into memory that threads share.
inline Result<Survey> survey_png(ByteView bytes, const std::string& where) {
    Survey survey;
    survey.kind = FileKind::png;
    survey.image = bytes;
    const BoundedReader read{bytes};
    survey.width = read.u32(16);  // of IHDR, which comes first
    survey.height = read.u32(20);
    for (std::size_t at = 8; at + 12 <= bytes.size;) {  // length, name, data, checksum
        const std::uint64_t end = std::uint64_t{at} + 12 + read.u32(at);
        const ByteView chunk{bytes.data + at + 4, bytes.size - at - 4};
        if (end > bytes.size) break;
        if (starts_with(chunk, "IEND", 4)) {
            survey.image.size = static_cast<std::size_t>(end);
            return survey;
        }
        const bool critical = (chunk.data[0] & 0x20) == 0;
        if (critical && !starts_with(chunk, "IHDR", 4) && !starts_with(chunk, "PLTE", 4) &&
            !starts_with(chunk, "IDAT", 4))
            return mismatch_error(where, "a PNG image of IHDR, PLTE, IDAT, IEND and optional chunks",
                            "another necessary one at byte " + std::to_string(at));
        if (starts_with(chunk, "eXIf", 4) && survey.exif.size == 0)
            survey.exif = {bytes.data + at + 8, static_cast<std::size_t>(end) - at - 12};
        at = static_cast<std::size_t>(end);
    }
    return mismatch_error(where, "a whole PNG image", "its end missing after " + std::to_string(bytes.size) + " bytes");
}

inline Survey survey_bmp(ByteView bytes) {
    Survey survey;
    survey.kind = FileKind::bmp;
    survey.image = bytes;
    BoundedReader read{bytes};
    read.big_endian = false;
    const bool short_header = read.u32(14) == 12;
    survey.width = short_header ? read.u16(18) : read.u32(18);
    survey.height = short_header ? read.u16(20) : read.u32(22);
    if (survey.height > INT32_MAX) survey.height = (std::int64_t{1} << 32) - survey.height;  // negative: from the top
    return survey;
}

inline Result<Survey> survey_image(ByteView bytes, const std::string& where) {
    if (bytes.data == nullptr) bytes.size = 0;
    if (starts_with(bytes, "\xFF\xD8", 2)) return survey_jpeg(bytes, where);
    if (starts_with(bytes, "\x89PNG\r\n\x1A\n", 8)) return survey_png(bytes, where);
    if (starts_with(bytes, "BM", 2)) return survey_bmp(bytes);
    return mismatch_error(where, "a JPEG, PNG or BMP image", describe_bytes(bytes));
}

}  // namespace detail

FACENET_NAMESPACE_END

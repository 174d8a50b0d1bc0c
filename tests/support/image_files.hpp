// SPDX-License-Identifier: MIT
/// Image files made in memory: by stb_image_write, and by hand where it cannot (EXIF, CMYK, 16 bits, faults).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include <facenet/core/memory.hpp>
#include <facenet/image/image.hpp>

#if defined(__GNUC__) || defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wpedantic"
#endif
#if defined(__clang__)  // its JPEG writer shifts negative numbers, which stops a sanitizer's build
#pragma clang attribute push(__attribute__((no_sanitize("shift"))), apply_to = function)
#elif defined(__GNUC__)
#pragma GCC push_options
#pragma GCC optimize("wrapv")
#endif
#define STB_IMAGE_WRITE_STATIC
#define STB_IMAGE_WRITE_IMPLEMENTATION
#if __has_include(<stb_image_write.h>)
#include <stb_image_write.h>
#else
#include <stb/stb_image_write.h>
#endif
#if defined(__clang__)
#pragma clang attribute pop
#elif defined(__GNUC__)
#pragma GCC pop_options
#endif
#if defined(__GNUC__) || defined(__clang__)
#pragma GCC diagnostic pop
#endif

namespace image_files {

using Bytes = std::vector<std::uint8_t>;

inline facenet::ByteView view_of(const Bytes& bytes) {
    return {bytes.data(), bytes.size()};
}

inline void append(Bytes& to, const Bytes& more) {
    to.insert(to.end(), more.begin(), more.end());
}

/// Pixels without pattern.
inline facenet::Image noise_image(int width, int height, std::uint32_t seed) {
    std::mt19937 random(seed);
    facenet::Image image(width, height);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width * 3; ++x)
            image.pixel(0, y)[x] = static_cast<std::uint8_t>(random() >> 24);
    return image;
}

/// Pixels that change slowly, so that lossy files keep them.
inline facenet::Image smooth_image(int width, int height) {
    facenet::Image image(width, height);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            image.pixel(x, y)[0] = static_cast<std::uint8_t>(x * 255 / width);
            image.pixel(x, y)[1] = static_cast<std::uint8_t>(y * 255 / height);
            image.pixel(x, y)[2] = static_cast<std::uint8_t>((x + y) * 255 / (width + height));
        }
    return image;
}

inline void append_to(void* bytes, void* data, int size) {
    const auto* first = static_cast<const std::uint8_t*>(data);
    static_cast<Bytes*>(bytes)->insert(static_cast<Bytes*>(bytes)->end(), first, first + size);
}

inline Bytes encode_jpeg(const facenet::Image& image, int quality = 95) {
    Bytes bytes;
    stbi_write_jpg_to_func(append_to, &bytes, image.width(), image.height(), 3, image.data(), quality);
    return bytes;
}

inline Bytes encode_png(const facenet::Image& image) {
    Bytes bytes;
    stbi_write_png_to_func(append_to, &bytes, image.width(), image.height(), 3, image.data(), image.width() * 3);
    return bytes;
}

inline Bytes encode_bmp(const facenet::Image& image) {
    Bytes bytes;
    stbi_write_bmp_to_func(append_to, &bytes, image.width(), image.height(), 3, image.data());
    return bytes;
}

/// `value` in `count` bytes, most significant first or last.
inline Bytes number(std::uint64_t value, int count, bool big_endian = true) {
    Bytes bytes;
    for (int i = 0; i < count; ++i)
        bytes.push_back(static_cast<std::uint8_t>(value >> (8 * (big_endian ? count - 1 - i : i))));
    return bytes;
}

/// A TIFF structure with a few tags, among them an orientation as a camera writes it.
inline Bytes tiff_with_orientation(int orientation, bool big_endian) {
    const auto n = [&](std::uint64_t value, int count) { return number(value, count, big_endian); };
    Bytes tiff = big_endian ? Bytes{'M', 'M', 0, 42} : Bytes{'I', 'I', 42, 0};
    append(tiff, n(8, 4));
    append(tiff, n(3, 2));
    const auto entry = [&](int tag, int type, const Bytes& value) {
        append(tiff, n(static_cast<std::uint64_t>(tag), 2));
        append(tiff, n(static_cast<std::uint64_t>(type), 2));
        append(tiff, n(1, 4));
        append(tiff, value);
    };
    entry(0x0100, 4, n(640, 4));
    Bytes value = n(static_cast<std::uint64_t>(orientation), 2);
    append(value, {0xAB, 0xCD});  // the unused half of the field
    entry(0x0112, 3, value);
    entry(0x8769, 4, n(8, 4));  // a directory that points back at this one
    append(tiff, n(8, 4));      // as does the next one
    return tiff;
}

/// A JPEG file with one more segment after its first marker.
inline Bytes with_segment(const Bytes& jpeg, int marker, const Bytes& payload) {
    Bytes bytes(jpeg.begin(), jpeg.begin() + 2);
    append(bytes, {0xFF, static_cast<std::uint8_t>(marker)});
    append(bytes, number(payload.size() + 2, 2));
    append(bytes, payload);
    bytes.insert(bytes.end(), jpeg.begin() + 2, jpeg.end());
    return bytes;
}

inline Bytes with_exif(const Bytes& jpeg, const Bytes& tiff) {
    Bytes payload = {'E', 'x', 'i', 'f', 0, 0};
    append(payload, tiff);
    return with_segment(jpeg, 0xE1, payload);
}

/// A PNG chunk; the checksum is right.
inline Bytes chunk(const std::string& name, const Bytes& data) {
    Bytes named(name.begin(), name.end());
    append(named, data);
    std::uint32_t crc = 0xFFFFFFFFu;
    for (const std::uint8_t byte : named) {
        crc ^= byte;
        for (int i = 0; i < 8; ++i)
            crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320u : 0u);
    }
    Bytes bytes = number(data.size(), 4);
    append(bytes, named);
    append(bytes, number(~crc & 0xFFFFFFFFu, 4));
    return bytes;
}

inline const Bytes& png_signature() {
    static const Bytes signature = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    return signature;
}

/// A whole PNG file: header, optional chunks, compressed data.
inline Bytes make_png(int width, int height, int bits, int colour_type, const Bytes& extra_chunks, const Bytes& zlib) {
    Bytes header = number(static_cast<std::uint64_t>(width), 4);
    append(header, number(static_cast<std::uint64_t>(height), 4));
    append(header, {static_cast<std::uint8_t>(bits), static_cast<std::uint8_t>(colour_type), 0, 0, 0});
    Bytes png = png_signature();
    append(png, chunk("IHDR", header));
    append(png, extra_chunks);
    append(png, chunk("IDAT", zlib));
    append(png, chunk("IEND", {}));
    return png;
}

/// A zlib stream that stores its data as they are.
inline Bytes stored(const Bytes& data) {
    Bytes zlib = {0x78, 0x01};
    for (std::size_t at = 0;; at += 65535) {
        const std::size_t size = std::min<std::size_t>(65535, data.size() - at);
        const bool last = at + size == data.size();
        zlib.push_back(last ? 1 : 0);
        append(zlib, number(size, 2, false));
        append(zlib, number(size ^ 0xFFFF, 2, false));
        zlib.insert(zlib.end(), data.begin() + static_cast<std::ptrdiff_t>(at),
                    data.begin() + static_cast<std::ptrdiff_t>(at + size));
        if (last) break;
    }
    append(zlib, {0, 0, 0, 0});  // checksum, which stb_image does not look at
    return zlib;
}

/// A zlib stream of about `size` zeros in size / 158 bytes: runs of 258 in 13 bits each.
inline Bytes zlib_bomb(std::size_t size) {
    Bytes zlib = {0x78, 0x01};
    std::uint32_t buffer = 0;
    int count = 0;
    const auto put = [&](std::uint32_t bits, int length) {  // least significant bit first
        buffer |= bits << count;
        for (count += length; count >= 8; count -= 8, buffer >>= 8)
            zlib.push_back(static_cast<std::uint8_t>(buffer));
    };
    put(3, 3);     // last block, fixed codes
    put(0x0C, 8);  // literal 0, code 00110000 backwards
    for (std::size_t done = 0; done < size; done += 258) {
        put(0xA3, 8);  // length 258, code 11000101 backwards
        put(0, 5);     // distance 1
    }
    put(0, 7);  // end of block
    put(0, 32 - 8);
    return zlib;
}

/// A JPEG file of one colour, `values` one a component; with four of them Adobe's CMYK (stored inverted). It has
/// `scans` scans with the same data; progressive ones hold the mean of each block.
inline Bytes flat_jpeg(int width, int height, const Bytes& values, bool progressive = false, int scans = 1) {
    const auto components = static_cast<std::uint8_t>(values.size());
    Bytes jpeg = {0xFF, 0xD8};
    const auto segment = [&](int marker, const Bytes& payload) {
        append(jpeg, {0xFF, static_cast<std::uint8_t>(marker)});
        append(jpeg, number(payload.size() + 2, 2));
        append(jpeg, payload);
    };
    if (components == 4) segment(0xEE, {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0});
    Bytes table = {0};
    table.resize(65, 1);
    table[1] = 8;  // the mean of a block is its first coefficient / 8
    segment(0xDB, table);
    Bytes frame = {8};
    append(frame, number(static_cast<std::uint64_t>(height), 2));
    append(frame, number(static_cast<std::uint64_t>(width), 2));
    frame.push_back(components);
    for (std::uint8_t i = 0; i < components; ++i)
        append(frame, {static_cast<std::uint8_t>(i + 1), 0x11, 0});
    segment(progressive ? 0xC2 : 0xC0, frame);
    // Sixteen lengths: for means, the nine sizes 0 to 8 in codes of four bits; for the rest, "end of block" in one bit.
    Bytes means = {0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    for (std::uint8_t i = 0; i < 9; ++i)
        means.push_back(i);
    segment(0xC4, means);
    Bytes rest = {0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    segment(0xC4, rest);
    for (int scan = 0; scan < scans; ++scan) {
        Bytes header = {components};
        for (std::uint8_t i = 0; i < components; ++i)
            append(header, {static_cast<std::uint8_t>(i + 1), 0});
        append(header, {0, static_cast<std::uint8_t>(progressive ? 0 : 63), 0});
        segment(0xDA, header);
        std::uint32_t buffer = 0;
        int count = 0;
        const auto put = [&](int bits, int length) {
            buffer = buffer << length | static_cast<std::uint32_t>(bits);
            for (count += length; count >= 8; count -= 8) {
                const auto byte = static_cast<std::uint8_t>(buffer >> (count - 8));
                jpeg.push_back(byte);
                if (byte == 0xFF) jpeg.push_back(0);
            }
        };
        Bytes before(components, 128);
        for (int block = 0; block < ((width + 7) / 8) * ((height + 7) / 8); ++block)
            for (std::size_t i = 0; i < components; ++i) {
                const int change = values[i] - before[i];
                before[i] = values[i];
                int size = 0;
                while ((std::abs(change) >> size) != 0)
                    ++size;
                put(size, 4);
                if (size > 0) put(change > 0 ? change : change + (1 << size) - 1, size);
                if (!progressive) put(0, 1);
            }
        put(0x7F, 7);
    }
    append(jpeg, {0xFF, 0xD9});
    return jpeg;
}

}  // namespace image_files

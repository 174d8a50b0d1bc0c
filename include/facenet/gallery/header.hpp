// SPDX-License-Identifier: MIT
/// The header of a gallery's file as bytes and back (FORMAT.md).
#pragma once

#include <array>
#include <random>
#include <vector>

#include "../blob/checksum.hpp"
#include "shots.hpp"

FACENET_NAMESPACE_BEGIN
namespace gallery {

inline constexpr std::uint8_t kMagic[8] = {0x89, 'F', 'N', 'G', '\r', '\n', 0x1a, '\n'};
inline constexpr std::uint32_t kVersion = 1;
inline constexpr std::size_t kFixedSize = 64, kKeyCheckSizeAt = 44, kChecksumAt = 56, kMaxPart = 65536;

struct Header {
    std::array<std::uint8_t, 16> id{};  ///< random: no record of another file is one of this
    Storage storage = Storage::floats;
    std::uint32_t method = 0;  ///< of sealing; 0: none
    Stamp stamp;
    std::vector<std::uint8_t> parameters;  ///< of sealing
    std::vector<std::uint8_t> key_check;   ///< nothing, sealed in the context of key_context()

    ByteView id_view() const { return {id.data(), id.size()}; }
    std::uint64_t seed() const { return blob::xxh64(id_view()); }
};

inline std::array<std::uint8_t, 16> new_file_id() {
    std::random_device random;
    std::array<std::uint8_t, 16> id{};
    for (std::uint8_t& byte : id)
        byte = static_cast<std::uint8_t>(random());
    return id;
}

/// The header up to the key check, without its checksum: what the key check binds the key to.
inline std::vector<std::uint8_t> key_context(const Header& h) {
    ByteWriter stamp, to;
    write_stamp(h.stamp, stamp);
    to.array(kMagic, sizeof kMagic);
    to.number(kVersion);
    to.number(static_cast<std::uint32_t>(h.storage));
    to.array(h.id.data(), h.id.size());
    to.number(h.method);
    to.number(static_cast<std::uint32_t>(stamp.bytes.size()));
    to.number(static_cast<std::uint32_t>(h.parameters.size()));
    to.bytes.resize(kFixedSize);
    to.array(stamp.bytes.data(), stamp.bytes.size());
    to.array(h.parameters.data(), h.parameters.size());
    return std::move(to.bytes);
}

/// XXH64 of all behind the checksum, seeded with that of all before it: a blob's way.
inline std::uint64_t header_checksum(ByteView header) {
    return blob::xxh64({header.data + kFixedSize, header.size - kFixedSize}, blob::xxh64({header.data, kChecksumAt}));
}

inline std::vector<std::uint8_t> encode_header(const Header& h) {
    std::vector<std::uint8_t> bytes = key_context(h);
    const auto check_size = static_cast<std::uint32_t>(h.key_check.size());
    std::memcpy(bytes.data() + kKeyCheckSizeAt, &check_size, sizeof check_size);
    bytes.insert(bytes.end(), h.key_check.begin(), h.key_check.end());
    const std::uint64_t checksum = header_checksum({bytes.data(), bytes.size()});
    std::memcpy(bytes.data() + kChecksumAt, &checksum, sizeof checksum);
    return bytes;
}

/// Sizes of the three parts behind a header's first 64 bytes, in order.
struct HeaderParts {
    std::size_t stamp = 0, parameters = 0, key_check = 0;
    std::size_t size() const { return kFixedSize + stamp + parameters + key_check; }
};

/// Error: these are not the first 64 bytes of a gallery.
FACENET_COLD inline Result<HeaderParts> read_header_parts(ByteView fixed) {
    if (std::memcmp(fixed.data, kMagic, sizeof kMagic) != 0)
        return mismatch_error("byte 0", "the magic of a facenet gallery (\\x89FNG)", "another kind of file");
    ByteReader from({fixed.data + sizeof kMagic, kFixedSize - sizeof kMagic});
    const auto version = from.number<std::uint32_t>();
    if (version != kVersion)
        return mismatch_error("byte 8, version", std::to_string(kVersion), std::to_string(version));
    from.take(4 + 16 + 4);
    HeaderParts parts;
    for (std::size_t* size : {&parts.stamp, &parts.parameters, &parts.key_check}) {
        *size = from.number<std::uint32_t>();
        if (*size > kMaxPart) return mismatch_error("header", "parts of at most 65536 bytes", std::to_string(*size));
    }
    return parts;
}

/// `bytes` are parts.size() bytes. Error: they are damaged, or break the format.
FACENET_COLD inline Result<Header> read_header(ByteView bytes, const HeaderParts& parts) {
    if (header_checksum(bytes) != blob::detail::load<std::uint64_t>(bytes.data + kChecksumAt))
        return mismatch_error("byte 56", "the checksum of the header", "another: the file is damaged");
    ByteReader from(bytes);
    Header h;
    from.take(12);
    const auto storage = from.number<std::uint32_t>();
    from.array(h.id.data(), h.id.size());
    h.method = from.number<std::uint32_t>();
    from.take(kFixedSize - 36);
    const ByteView stamp = from.take(parts.stamp), parameters = from.take(parts.parameters),
                   key_check = from.take(parts.key_check);
    if (storage > 1) return mismatch_error("byte 12, storage", "0 (floats) or 1 (bytes)", std::to_string(storage));
    h.storage = static_cast<Storage>(storage);
    h.parameters.assign(parameters.data, parameters.data + parameters.size);
    h.key_check.assign(key_check.data, key_check.data + key_check.size);
    Result<Stamp> read = read_stamp(stamp);
    if (!read) return read.error();
    h.stamp = std::move(*read);
    if (encode_header(h) != std::vector<std::uint8_t>(bytes.data, bytes.data + bytes.size))
        return mismatch_error("header", "zeros in its unused bytes", "others");
    return h;
}

}  // namespace gallery
FACENET_NAMESPACE_END

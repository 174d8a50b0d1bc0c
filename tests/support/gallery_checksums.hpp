// SPDX-License-Identifier: MIT
/// The checksums of a gallery's file (gallery/FORMAT.md), made right in one that was changed.
#pragma once

#include <cstdint>
#include <cstring>
#include <vector>

#include "facenet/gallery/header.hpp"
#include "facenet/gallery/record.hpp"

namespace support {

/// Where the record ends that begins at `at`, or beyond the file's end.
inline std::size_t next_record(const std::vector<std::uint8_t>& bytes, std::size_t at) {
    using facenet::gallery::kRecordHead;
    if (bytes.size() - at < kRecordHead) return SIZE_MAX;
    const auto body = facenet::blob::detail::load<std::uint64_t>(bytes.data() + at + 16);
    return body <= bytes.size() - at - kRecordHead ? at + kRecordHead + static_cast<std::size_t>(body) : SIZE_MAX;
}

/// 0 where there is no whole header.
inline std::size_t gallery_header_size(const std::vector<std::uint8_t>& bytes) {
    if (bytes.size() < 64) return 0;
    std::size_t size = 64;
    for (const std::size_t at : {36u, 40u, 44u})
        size += facenet::blob::detail::load<std::uint32_t>(bytes.data() + at);
    return size <= bytes.size() ? size : 0;
}

/// The file with all checksums made right, as far as its sizes let find them.
inline std::vector<std::uint8_t> with_checksums(std::vector<std::uint8_t> bytes) {
    using facenet::blob::xxh64;
    using facenet::gallery::kRecordHead;
    const auto put = [&](std::size_t at, std::uint64_t value) { std::memcpy(bytes.data() + at, &value, sizeof value); };
    const std::size_t header = gallery_header_size(bytes);
    if (header == 0) return bytes;
    put(56, facenet::gallery::header_checksum({bytes.data(), header}));
    const std::uint64_t seed = xxh64({bytes.data() + 16, 16});
    for (std::size_t at = header, end; (end = next_record(bytes, at)) <= bytes.size(); at = end) {
        put(at + 24, xxh64({bytes.data() + at + kRecordHead, end - at - kRecordHead}, seed));
        put(at + 32, xxh64({bytes.data() + at, 32}, seed));
    }
    return bytes;
}

}  // namespace support

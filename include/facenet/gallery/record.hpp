// SPDX-License-Identifier: MIT
/// Records, of which a gallery's file consists behind its header (FORMAT.md).
#pragma once

#include <cstring>
#include <vector>

#include "../blob/checksum.hpp"
#include "bytes.hpp"
#include "shots.hpp"

FACENET_NAMESPACE_BEGIN
namespace gallery {

inline constexpr std::uint8_t kRecordMark[8] = {0x89, 'F', 'N', 'R', 'e', 'c', '\r', '\n'};
inline constexpr std::size_t kRecordHead = 40;
/// No change takes more, sealed or not.
inline constexpr std::uint64_t kMaxBody = std::uint64_t{kMaxShots} * kMaxEmbeddingSize * 4 + (1u << 20);

/// What stands before every record's body.
struct RecordHead {
    std::uint64_t sequence = 0, body_size = 0, body_checksum = 0;
};

inline std::vector<std::uint8_t> encode_record(std::uint64_t seed, std::uint64_t sequence, ByteView body) {
    ByteWriter to;
    to.bytes.reserve(kRecordHead + body.size);
    to.array(kRecordMark, sizeof kRecordMark);
    to.number(sequence);
    to.number(std::uint64_t{body.size});
    to.number(blob::xxh64(body, seed));
    to.number(blob::xxh64({to.bytes.data(), to.bytes.size()}, seed));
    to.array(body.data, body.size);
    return std::move(to.bytes);
}

/// Whether these kRecordHead bytes are the head of a record of the file with that seed.
inline bool read_record_head(std::uint64_t seed, const std::uint8_t* bytes, RecordHead& head) {
    if (std::memcmp(bytes, kRecordMark, sizeof kRecordMark) != 0) return false;
    ByteReader from({bytes + sizeof kRecordMark, kRecordHead - sizeof kRecordMark});
    head.sequence = from.number<std::uint64_t>();
    head.body_size = from.number<std::uint64_t>();
    head.body_checksum = from.number<std::uint64_t>();
    return from.number<std::uint64_t>() == blob::xxh64({bytes, kRecordHead - 8}, seed) && head.body_size <= kMaxBody;
}

}  // namespace gallery
FACENET_NAMESPACE_END

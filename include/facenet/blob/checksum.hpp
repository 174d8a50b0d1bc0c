// SPDX-License-Identifier: MIT
/// XXH64 (Yann Collet; public specification 'xxHash fast digest algorithm', 0.1.1).
#pragma once

#include <cstring>

#include "../core/memory.hpp"

FACENET_NAMESPACE_BEGIN
namespace blob {

namespace detail {
inline constexpr std::uint64_t kPrime1 = 0x9E3779B185EBCA87u, kPrime2 = 0xC2B2AE3D27D4EB4Fu,
                               kPrime3 = 0x165667B19E3779F9u, kPrime4 = 0x85EBCA77C2B2AE63u,
                               kPrime5 = 0x27D4EB2F165667C5u;

template <class T>
T load(const std::uint8_t* p) {
    T value;
    std::memcpy(&value, p, sizeof value);
    return value;
}
inline std::uint64_t rotate(std::uint64_t x, int bits) { return (x << bits) | (x >> (64 - bits)); }
inline std::uint64_t absorb(std::uint64_t lane, std::uint64_t input) {
    return rotate(lane + input * kPrime2, 31) * kPrime1;
}
inline std::uint64_t merge(std::uint64_t hash, std::uint64_t lane) {
    return (hash ^ absorb(0, lane)) * kPrime1 + kPrime4;
}
}  // namespace detail

inline std::uint64_t xxh64(ByteView bytes, std::uint64_t seed = 0) {
    using namespace detail;
    const std::uint8_t* p = bytes.data;
    std::size_t left = bytes.size;
    std::uint64_t hash = seed + kPrime5;
    if (left >= 32) {
        std::uint64_t lanes[4] = {seed + kPrime1 + kPrime2, seed + kPrime2, seed, seed - kPrime1};
        for (; left >= 32; left -= 32)
            for (std::uint64_t& lane : lanes) {
                lane = absorb(lane, load<std::uint64_t>(p));
                p += 8;
            }
        hash = rotate(lanes[0], 1) + rotate(lanes[1], 7) + rotate(lanes[2], 12) + rotate(lanes[3], 18);
        for (std::uint64_t lane : lanes) hash = merge(hash, lane);
    }
    hash += bytes.size;
    for (; left >= 8; left -= 8, p += 8)
        hash = rotate(hash ^ absorb(0, load<std::uint64_t>(p)), 27) * kPrime1 + kPrime4;
    for (; left >= 4; left -= 4, p += 4)
        hash = rotate(hash ^ (load<std::uint32_t>(p) * kPrime1), 23) * kPrime2 + kPrime3;
    for (; left > 0; --left, ++p) hash = rotate(hash ^ (*p * kPrime5), 11) * kPrime1;
    hash = (hash ^ (hash >> 33)) * kPrime2;
    hash = (hash ^ (hash >> 29)) * kPrime3;
    return hash ^ (hash >> 32);
}

}  // namespace blob
FACENET_NAMESPACE_END

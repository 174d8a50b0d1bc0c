// SPDX-License-Identifier: MIT
/// Random numbers that are the same on every machine and in every order of asking.
#pragma once

#include <cstdint>

#include "config.hpp"

FACENET_NAMESPACE_BEGIN
/// The i-th number of a stream is a function of the stream's key and i (SplitMix64: Steele, Lea, Flood 2014).
struct RandomStream {
    std::uint64_t key = 0;

    constexpr std::uint64_t bits(std::uint64_t i) const {
        std::uint64_t z = key + (i + 1) * 0x9E3779B97F4A7C15u;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
        return z ^ (z >> 31);
    }
    /// Evenly spread over [-1, 1); a multiple of 2^-23, exact in single precision.
    constexpr float unit(std::uint64_t i) const {
        return static_cast<float>(static_cast<std::int64_t>(bits(i) >> 40) - (std::int64_t{1} << 23)) / 8388608.0f;
    }
    /// Another stream, for something that has numbers of its own.
    constexpr RandomStream child(std::uint64_t i) const { return {bits(i)}; }
};

FACENET_NAMESPACE_END

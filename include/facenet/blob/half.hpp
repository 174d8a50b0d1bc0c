// SPDX-License-Identifier: MIT
/// IEEE 754 half precision: how fp16 blobs store weights. They are computed with in single precision.
#pragma once

#include <cstdint>
#include <cstring>

#include "../core/config.hpp"

FACENET_NAMESPACE_BEGIN
namespace blob {

inline float half_to_float(std::uint16_t half) {
    const std::uint32_t sign = static_cast<std::uint32_t>(half & 0x8000u) << 16;
    const std::uint32_t exponent = (half >> 10) & 0x1fu, mantissa = half & 0x3ffu;
    std::uint32_t bits = sign;
    if (exponent == 0x1f) bits |= 0x7f800000u | (mantissa << 13);
    else if (exponent != 0) bits |= ((exponent + 112) << 23) | (mantissa << 13);
    else {  // subnormal: mantissa * 2^-24, exact in single precision
        const float magnitude = static_cast<float>(mantissa) * 5.9604644775390625e-8f;
        return sign != 0 ? -magnitude : magnitude;
    }
    float value;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}

/// Rounds to nearest, ties to even; overflows to infinity.
inline std::uint16_t float_to_half(float value) {
    std::uint32_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    const std::uint32_t sign = (bits >> 16) & 0x8000u;
    const std::uint32_t magnitude = bits & 0x7fffffffu;
    if (magnitude > 0x7f800000u) return static_cast<std::uint16_t>(sign | 0x7e00u);   // NaN
    if (magnitude >= 0x477ff000u) return static_cast<std::uint16_t>(sign | 0x7c00u);  // rounds to 2^16 or more
    const std::uint32_t exponent = magnitude >> 23;
    if (exponent < 102) return static_cast<std::uint16_t>(sign);  // below half of the smallest subnormal
    // Normal halves drop 13 bits of the mantissa, subnormal ones more.
    const std::uint32_t dropped = exponent < 113 ? 126 - exponent : 13;
    const std::uint32_t mantissa = (magnitude & 0x7fffffu) | 0x800000u;
    const std::uint32_t kept = mantissa >> dropped, rest = mantissa & ((1u << dropped) - 1), tie = 1u << (dropped - 1);
    std::uint32_t half = exponent < 113 ? kept : ((exponent - 113) << 10) + kept;
    if (rest > tie || (rest == tie && (half & 1u))) ++half;
    return static_cast<std::uint16_t>(sign | half);
}

}  // namespace blob
FACENET_NAMESPACE_END

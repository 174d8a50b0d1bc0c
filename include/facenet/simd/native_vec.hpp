// SPDX-License-Identifier: MIT
/// The vector of the build's architecture: the only file that includes xsimd, and the only one that
/// knows the differences between its releases (8.1 of Debian 12 to current ones).
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "../core/config.hpp"

#if defined(__wasm_simd128__) && !defined(FACENET_SCALAR)
#include <wasm_simd128.h>
#elif !defined(FACENET_SCALAR)
#include <xsimd/xsimd.hpp>
#endif

FACENET_NAMESPACE_BEGIN
namespace kernels::native {

// The three numbers every vector file gives: lanes of `vec`, rows of the register tile, vectors of a
// tile's row. The tile and two vectors of weights must fit the register file.
#if defined(__wasm_simd128__) && !defined(FACENET_SCALAR)
#include "wasm_vec.inl"
#elif defined(FACENET_SCALAR) || defined(XSIMD_NO_SUPPORTED_ARCHITECTURE)
struct vec {
    float v;
};
inline constexpr int kLanes = 1;
inline constexpr int kTileRows = 4;
inline constexpr int kTileVectors = 4;
inline vec zero() { return {0.0f}; }
inline vec load(const float* p) { return {*p}; }
inline void store(float* p, vec a) { *p = a.v; }
inline vec broadcast(float x) { return {x}; }
inline vec add(vec a, vec b) { return {a.v + b.v}; }
inline vec sub(vec a, vec b) { return {a.v - b.v}; }
inline vec mul(vec a, vec b) { return {a.v * b.v}; }
inline vec max(vec a, vec b) { return {std::max(a.v, b.v)}; }
inline vec min(vec a, vec b) { return {std::min(a.v, b.v)}; }
inline vec fma(vec a, vec b, vec c) { return {a.v * b.v + c.v}; }
inline vec sqrt(vec a) { return {std::sqrt(a.v)}; }
inline vec inverse_sqrt_estimate(vec a) { return {1.0f / std::sqrt(a.v)}; }
/// a > b in every lane; false where one is not a number.
inline bool all_above(vec a, vec b) { return a.v > b.v; }
inline float sum(vec a) { return a.v; }

// 32-bit integers beside it, with their operators; floats are rounded to the nearest, halves to even.
using Ints = std::int32_t;
inline Ints load_ints(const std::int32_t* p) { return *p; }
inline void store_ints(std::int32_t* p, Ints a) { *p = a; }
inline Ints max_ints(Ints a, Ints b) { return std::max(a, b); }
inline vec ints_to_float(Ints a) { return {static_cast<float>(a)}; }
inline Ints floats_to_ints(vec a) { return static_cast<Ints>(std::nearbyint(a.v)); }
#else
using vec = xsimd::batch<float>;
inline constexpr int kLanes = static_cast<int>(vec::size);
#if defined(__AVX512F__)
inline constexpr int kTileRows = 12;
#elif defined(__aarch64__)
inline constexpr int kTileRows = 8;
#else
inline constexpr int kTileRows = 6;
#endif
inline constexpr int kTileVectors = 2;
inline vec zero() { return vec(0.0f); }
inline vec load(const float* p) { return vec::load_unaligned(p); }
inline void store(float* p, vec a) { a.store_unaligned(p); }
inline vec broadcast(float x) { return vec(x); }
inline vec add(vec a, vec b) { return a + b; }
inline vec sub(vec a, vec b) { return a - b; }
inline vec mul(vec a, vec b) { return a * b; }
inline vec max(vec a, vec b) { return xsimd::max(a, b); }
inline vec min(vec a, vec b) { return xsimd::min(a, b); }
inline vec fma(vec a, vec b, vec c) { return xsimd::fma(a, b, c); }
inline vec sqrt(vec a) { return xsimd::sqrt(a); }
inline vec inverse_sqrt_estimate(vec a) { return vec(1.0f) / xsimd::sqrt(a); }
inline bool all_above(vec a, vec b) { return xsimd::all(a > b); }
#if XSIMD_VERSION_MAJOR >= 9
inline float sum(vec a) { return xsimd::reduce_add(a); }
#else
inline float sum(vec a) { return xsimd::hadd(a); }
#endif

using Ints = xsimd::batch<std::int32_t>;
inline Ints load_ints(const std::int32_t* p) { return Ints::load_unaligned(p); }
inline void store_ints(std::int32_t* p, const Ints& a) { a.store_unaligned(p); }
inline Ints max_ints(const Ints& a, const Ints& b) { return xsimd::max(a, b); }
inline vec ints_to_float(const Ints& a) { return xsimd::to_float(a); }
inline Ints floats_to_ints(const vec& a) { return xsimd::to_int(xsimd::nearbyint(a)); }
#endif

}  // namespace kernels::native
FACENET_NAMESPACE_END

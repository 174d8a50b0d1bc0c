// SPDX-License-Identifier: MIT
/// In place of the compiler's <immintrin.h>: AVX2's and AVX-512's intrinsics as plain code, by SIMD Everywhere.
#pragma once

#define SIMDE_ENABLE_NATIVE_ALIASES
#include <simde/x86/avx2.h>
#include <simde/x86/avx512.h>
#include <simde/x86/fma.h>

// What the release 0.7.4 of Debian 12 lacks.
typedef simde__mmask8 __mmask8;
typedef simde__mmask16 __mmask16;
typedef simde__mmask32 __mmask32;
typedef simde__mmask64 __mmask64;
#if !defined(_mm512_maskz_sqrt_ps)
#define _mm512_maskz_sqrt_ps(mask, a) simde_mm512_maskz_mov_ps(mask, simde_mm512_sqrt_ps(a))
#endif
// An estimate of 14 bits on the processor; here the quotient itself.
#if !defined(_mm512_maskz_rsqrt14_ps)
#define _mm512_maskz_rsqrt14_ps(mask, a) \
    simde_mm512_maskz_mov_ps(mask, simde_mm512_div_ps(simde_mm512_set1_ps(1.0f), simde_mm512_sqrt_ps(a)))
#endif
#if !defined(_mm512_maskz_cvtepi8_epi16)
#define _mm512_maskz_cvtepi8_epi16(mask, a) simde_mm512_maskz_mov_epi16(mask, simde_mm512_cvtepi8_epi16(a))
#endif

// Lanes of 32 bits, one after the other; masks are full.
namespace cross {
template <class To, class From, class Fn>
To lanes(const From& from, Fn fn) {
    To to;
    for (int i = 0; i < 16; ++i) fn(to, from, i);
    return to;
}
}  // namespace cross
#define CROSS_LANES(To, from, ...) simde__##To##_from_private(cross::lanes<simde__##To##_private>(from, [](auto& y, const auto& x, int i) { __VA_ARGS__; }))
#if !defined(_mm512_maskz_cvtepi32_ps)
#define _mm512_maskz_cvtepi32_ps(mask, a) CROSS_LANES(m512, simde__m512i_to_private(a), y.f32[i] = static_cast<float>(x.i32[i]))
#endif
#if !defined(_mm512_maskz_cvtps_epi32)
#define _mm512_maskz_cvtps_epi32(mask, a) \
    CROSS_LANES(m512i, simde__m512_to_private(a), y.i32[i] = static_cast<int>(__builtin_nearbyintf(x.f32[i])))
#endif
#if !defined(_mm512_maskz_slli_epi32)
#define _mm512_maskz_slli_epi32(mask, a, bits) \
    CROSS_LANES(m512i, simde__m512i_to_private(a), y.i32[i] = static_cast<int>(static_cast<unsigned>(x.i32[i]) << (bits)))
#endif
#if !defined(_mm512_maskz_srai_epi32)
#define _mm512_maskz_srai_epi32(mask, a, bits) CROSS_LANES(m512i, simde__m512i_to_private(a), y.i32[i] = x.i32[i] >> bits)
#endif
#if !defined(_mm512_maskz_cvtepu8_epi32)
#define _mm512_maskz_cvtepu8_epi32(mask, a) CROSS_LANES(m512i, simde__m128i_to_private(a), y.i32[i] = x.u8[i])
#endif
#if !defined(_mm512_maskz_cvtusepi32_epi8)
#define _mm512_maskz_cvtusepi32_epi8(mask, a) \
    CROSS_LANES(m128i, simde__m512i_to_private(a), y.u8[i] = static_cast<unsigned char>(x.u32[i] < 255 ? x.u32[i] : 255))
#endif
#if !defined(_mm512_cvtepu8_epi16)
#define _mm512_cvtepu8_epi16(a) _mm512_and_si512(_mm512_cvtepi8_epi16(a), _mm512_set1_epi16(0xff))
#endif
#if !defined(_mm256_dpbusd_avx_epi32)
#define _mm256_dpbusd_avx_epi32(sums, a, b) simde_mm256_dpbusd_epi32(sums, a, b)
#endif
// Its alias there has the operands of another.
#undef _mm512_madd_epi16
#define _mm512_madd_epi16(a, b) simde_mm512_madd_epi16(a, b)

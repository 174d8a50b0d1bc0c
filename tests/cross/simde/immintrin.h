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
#undef _mm512_madd_epi16  // its alias wants a mask
#define _mm512_madd_epi16(a, b) simde_mm512_madd_epi16(a, b)
// AVX-VNNI is AVX-512 VNNI with another encoding.
#if !defined(_mm256_dpbusd_avx_epi32)
#define _mm256_dpbusd_avx_epi32(sum, a, b) simde_mm256_dpbusd_epi32(sum, a, b)
#endif

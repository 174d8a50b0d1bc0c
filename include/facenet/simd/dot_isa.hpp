// SPDX-License-Identifier: MIT
/// The ways to multiply and add 8-bit integers that kernels exist for, and which of them the processor at hand has.
///
/// Beside Isa, not inside it: dot products of bytes are extensions (VNNI, dotprod) that some processors of one
/// floating-point instruction set have and others lack.
#pragma once

#include "isa.hpp"

#if defined(__aarch64__) && defined(__linux__)
#include <sys/auxv.h>
#endif

// Compilers that know AVX-VNNI. AVX-512 VNNI came long before it.
#if defined(FACENET_DISPATCH_X86)
#if defined(__clang__)
#if __clang_major__ >= 13
#define FACENET_DISPATCH_AVX_VNNI 1
#endif
#elif defined(__GNUC__)
#if __GNUC__ >= 11
#define FACENET_DISPATCH_AVX_VNNI 1
#endif
#elif defined(_MSC_VER) && _MSC_VER >= 1930
#define FACENET_DISPATCH_AVX_VNNI 1
#endif
#endif

// NEON's dot products in a target region of a program for any 64-bit ARM. Clang before 16 hides the intrinsics from it,
// and elsewhere than on Linux the build's flags decide (Apple's always have it).
#if defined(__aarch64__) && defined(__linux__) && !defined(FACENET_NATIVE_ONLY)
#if defined(__clang__)
#if __clang_major__ >= 16
#define FACENET_DISPATCH_DOTPROD 1
#endif
#elif defined(__GNUC__) && __GNUC__ >= 8
#define FACENET_DISPATCH_DOTPROD 1
#endif
#endif

FACENET_NAMESPACE_BEGIN

/// In ascending order of speed within one architecture. reference: plain loops, one product after the other; portable:
/// SSE2 on x86, elsewhere the vectors of the build's architecture through xsimd; the others by hand.
enum class DotIsa : std::uint8_t {
    reference,
    portable,
    avx2,          ///< products of 16 bits, summed in pairs
    avx_vnni,      ///< VNNI in 256 bits, of processors without AVX-512
    avx512,        ///< as avx2, in 512 bits (AVX-512BW)
    avx512_vnni,   ///< vpdpbusd in 512 bits
    neon,          ///< products of 16 bits, summed in pairs
    neon_dotprod,  ///< sdot of ARMv8.2
};
inline constexpr DotIsa kAllDotIsas[] = {DotIsa::reference, DotIsa::portable,    DotIsa::avx2, DotIsa::avx_vnni,
                                         DotIsa::avx512,    DotIsa::avx512_vnni, DotIsa::neon, DotIsa::neon_dotprod};

constexpr const char* dot_isa_name(DotIsa isa) {
    switch (isa) {
    case DotIsa::reference: return "reference";
    case DotIsa::portable: return "portable";
    case DotIsa::avx2: return "avx2";
    case DotIsa::avx_vnni: return "avx_vnni";
    case DotIsa::avx512: return "avx512";
    case DotIsa::avx512_vnni: return "avx512_vnni";
    case DotIsa::neon: return "neon";
    case DotIsa::neon_dotprod: return "neon_dotprod";
    }
    return "unknown";
}

/// What the flags of the build allow, whatever the processor: the only one where a program wants one
/// instruction set (FACENET_NATIVE_ONLY).
#if defined(__AVX512VNNI__) && defined(__AVX512BW__) && defined(__AVX512VL__)
#define FACENET_BUILD_DOT_AVX512_VNNI 1
inline constexpr DotIsa kBuildDotIsa = DotIsa::avx512_vnni;
#elif defined(__AVX512BW__) && defined(__AVX512VL__)
#define FACENET_BUILD_DOT_AVX512 1
inline constexpr DotIsa kBuildDotIsa = DotIsa::avx512;
#elif defined(__AVXVNNI__)
#define FACENET_BUILD_DOT_AVX_VNNI 1
inline constexpr DotIsa kBuildDotIsa = DotIsa::avx_vnni;
#elif defined(__AVX2__)
#define FACENET_BUILD_DOT_AVX2 1
inline constexpr DotIsa kBuildDotIsa = DotIsa::avx2;
#elif defined(__aarch64__) && defined(__ARM_FEATURE_DOTPROD)
#define FACENET_BUILD_DOT_NEON 1
#define FACENET_BUILD_DOT_NEON_DOTPROD 1
inline constexpr DotIsa kBuildDotIsa = DotIsa::neon_dotprod;
#elif defined(__aarch64__)
#define FACENET_BUILD_DOT_NEON 1
inline constexpr DotIsa kBuildDotIsa = DotIsa::neon;
#else
#define FACENET_BUILD_DOT_PORTABLE 1
inline constexpr DotIsa kBuildDotIsa = DotIsa::portable;
#endif

// Which kernels a program holds: all that its compiler can make, or that of its flags alone.
#if defined(FACENET_DISPATCH_X86) || defined(FACENET_BUILD_DOT_AVX2)
#define FACENET_DOT_AVX2 1
#endif
#if defined(FACENET_DISPATCH_AVX_VNNI) || defined(FACENET_BUILD_DOT_AVX_VNNI)
#define FACENET_DOT_AVX_VNNI 1
#endif
#if defined(FACENET_DISPATCH_X86) || defined(FACENET_BUILD_DOT_AVX512)
#define FACENET_DOT_AVX512 1
#endif
#if defined(FACENET_DISPATCH_X86) || defined(FACENET_BUILD_DOT_AVX512_VNNI)
#define FACENET_DOT_AVX512_VNNI 1
#endif
#if defined(FACENET_BUILD_DOT_NEON) && (!defined(FACENET_NATIVE_ONLY) || !defined(FACENET_BUILD_DOT_NEON_DOTPROD))
#define FACENET_DOT_NEON 1
#endif
#if defined(FACENET_DISPATCH_DOTPROD) || defined(FACENET_BUILD_DOT_NEON_DOTPROD)
#define FACENET_DOT_NEON_DOTPROD 1
#endif
#if !defined(FACENET_NATIVE_ONLY) || defined(FACENET_BUILD_DOT_PORTABLE)
#define FACENET_DOT_PORTABLE 1
#endif

namespace detail {

/// What a processor has beyond Isa's floating point.
struct DotExtensions {
    bool avx_vnni = false, avx512_vnni = false, dotprod = false;
};

inline DotExtensions detect_dot_extensions() {
    DotExtensions found;
#if defined(FACENET_DISPATCH_X86)
    constexpr unsigned kAvx512Vnni = 1u << 11, kAvxVnni = 1u << 4;  // leaf 7: ECX of part 0, EAX of part 1
    if (cpuid(0, 0).a < 7) return found;
    const CpuidRegisters extended = cpuid(7, 0);
    found.avx512_vnni = (extended.c & kAvx512Vnni) != 0;
    found.avx_vnni = extended.a >= 1 && (cpuid(7, 1).a & kAvxVnni) != 0;
#elif defined(FACENET_DISPATCH_DOTPROD)
    constexpr unsigned long kAsimdDotprod = 1ul << 20;  // HWCAP_ASIMDDP of Linux' <asm/hwcap.h>
    found.dotprod = (getauxval(AT_HWCAP) & kAsimdDotprod) != 0;
#endif
    return found;
}

/// True where this program holds kernels of `isa`.
constexpr bool holds_dot_isa(DotIsa isa) {
    switch (isa) {
    case DotIsa::reference: return true;
#if defined(FACENET_DOT_PORTABLE)
    case DotIsa::portable: return true;
#endif
#if defined(FACENET_DOT_AVX2)
    case DotIsa::avx2: return true;
#endif
#if defined(FACENET_DOT_AVX_VNNI)
    case DotIsa::avx_vnni: return true;
#endif
#if defined(FACENET_DOT_AVX512)
    case DotIsa::avx512: return true;
#endif
#if defined(FACENET_DOT_AVX512_VNNI)
    case DotIsa::avx512_vnni: return true;
#endif
#if defined(FACENET_DOT_NEON)
    case DotIsa::neon: return true;
#endif
#if defined(FACENET_DOT_NEON_DOTPROD)
    case DotIsa::neon_dotprod: return true;
#endif
    default: return false;
    }
}

}  // namespace detail

#if defined(FACENET_NATIVE_ONLY)
constexpr bool dot_isa_available(DotIsa isa) { return isa == kBuildDotIsa; }
constexpr DotIsa best_dot_isa() { return kBuildDotIsa; }
#else
/// True where this program holds kernels of `isa` and this processor runs them. What the build's flags ask for is taken
/// for granted: the whole program needs it. Registers that the operating system must save are Isa's to check.
inline bool dot_isa_available(DotIsa isa) {
    if (!detail::holds_dot_isa(isa)) return false;
    if (isa <= DotIsa::portable || isa == kBuildDotIsa) return true;
    static const detail::DotExtensions found = detail::detect_dot_extensions();
    switch (isa) {
    case DotIsa::avx2: return isa_available(Isa::avx2);
    case DotIsa::avx_vnni: return found.avx_vnni && isa_available(Isa::avx2);
    case DotIsa::avx512: return isa_available(Isa::avx512);
    case DotIsa::avx512_vnni: return found.avx512_vnni && isa_available(Isa::avx512);
    case DotIsa::neon: return true;
    case DotIsa::neon_dotprod: return found.dotprod;
    default: return false;
    }
}

/// The fastest available one, or the one that the environment variable FACENET_ISA names where that is available. It
/// takes DotIsa's names (avx2 and avx512 are those without VNNI) and `native`, what the build's flags allow.
inline DotIsa best_dot_isa() {
    const char* wish = std::getenv("FACENET_ISA");
    if (wish != nullptr && std::strcmp(wish, "native") == 0) return kBuildDotIsa;
    DotIsa best = DotIsa::reference;
    for (DotIsa isa : kAllDotIsas) {
        if (!dot_isa_available(isa)) continue;
        if (wish != nullptr && std::strcmp(wish, dot_isa_name(isa)) == 0) return isa;
        best = isa;
    }
    return best;
}
#endif

FACENET_NAMESPACE_END

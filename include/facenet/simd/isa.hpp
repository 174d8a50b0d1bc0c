// SPDX-License-Identifier: MIT
/// The instruction sets kernels exist for, and what the processor at hand has.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "../core/config.hpp"

#if defined(__x86_64__) || defined(__i386__) || defined(_M_X64) || defined(_M_IX86)
#define FACENET_X86 1
#if defined(_MSC_VER)
#include <intrin.h>
#else
#include <cpuid.h>
#endif
#endif

// AVX2 and AVX-512 kernels are compiled into every x86-64 program, in target regions, unless it wants
// one instruction set only: FACENET_NATIVE_ONLY leaves what the -m flags of the build allow.
#if defined(FACENET_X86) && (defined(__x86_64__) || defined(_M_X64)) && !defined(FACENET_NATIVE_ONLY)
#define FACENET_DISPATCH_X86 1
#endif

FACENET_NAMESPACE_BEGIN

/// reference: plain loops; native: xsimd for the architecture of the build; the others by hand.
enum class Isa : std::uint8_t { reference, native, avx2, avx512 };
inline constexpr Isa kAllIsas[] = {Isa::reference, Isa::native, Isa::avx2, Isa::avx512};

constexpr const char* isa_name(Isa isa) {
    switch (isa) {
    case Isa::reference: return "reference";
    case Isa::native: return "native";
    case Isa::avx2: return "avx2";
    case Isa::avx512: return "avx512";
    }
    return "unknown";
}

namespace detail {

#if defined(FACENET_DISPATCH_X86)
struct CpuidRegisters {
    unsigned a = 0, b = 0, c = 0, d = 0;
};

inline CpuidRegisters cpuid(unsigned leaf, unsigned subleaf) {
    CpuidRegisters r;
#if defined(_MSC_VER)
    int v[4];
    __cpuidex(v, static_cast<int>(leaf), static_cast<int>(subleaf));
    r = {static_cast<unsigned>(v[0]), static_cast<unsigned>(v[1]), static_cast<unsigned>(v[2]),
         static_cast<unsigned>(v[3])};
#else
    __cpuid_count(leaf, subleaf, r.a, r.b, r.c, r.d);
#endif
    return r;
}

/// The register files that the operating system saves (XCR0); the processor's word alone is not enough.
inline std::uint64_t saved_registers() {
#if defined(_MSC_VER)
    return _xgetbv(0);
#else
    unsigned low = 0, high = 0;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return (std::uint64_t{high} << 32) | low;
#endif
}

inline Isa detect_isa() {
    constexpr unsigned kFma = 1u << 12, kOsxsave = 1u << 27;
    constexpr unsigned kAvx2 = 1u << 5;
    constexpr unsigned kAvx512 = (1u << 16) | (1u << 17) | (1u << 30) | (1u << 31);  // F, DQ, BW, VL
    constexpr std::uint64_t kYmm = 0x6, kZmm = 0xe6;
    if (cpuid(0, 0).a < 7) return Isa::native;
    const CpuidRegisters basic = cpuid(1, 0), extended = cpuid(7, 0);
    if (!(basic.c & kOsxsave)) return Isa::native;
    const std::uint64_t saved = saved_registers();
    const bool avx2 = (basic.c & kFma) && (extended.b & kAvx2) && (saved & kYmm) == kYmm;
    const bool avx512 = avx2 && (extended.b & kAvx512) == kAvx512 && (saved & kZmm) == kZmm;
    return avx512 ? Isa::avx512 : avx2 ? Isa::avx2 : Isa::native;
}
#else
inline Isa detect_isa() { return Isa::native; }
#endif

}  // namespace detail

#if defined(FACENET_NATIVE_ONLY)
constexpr bool isa_available(Isa isa) { return isa == Isa::native; }
constexpr Isa best_isa() { return Isa::native; }
#else
/// True where this program holds kernels of `isa` and this processor runs them.
inline bool isa_available(Isa isa) {
    static const Isa best = detail::detect_isa();
    return isa <= Isa::native || isa <= best;
}

/// The fastest available instruction set, or the one that the environment variable FACENET_ISA names
/// (reference, native, avx2, avx512) where that is available.
inline Isa best_isa() {
    const char* wish = std::getenv("FACENET_ISA");
    for (Isa isa : kAllIsas)
        if (wish != nullptr && std::strcmp(wish, isa_name(isa)) == 0 && isa_available(isa)) return isa;
    return isa_available(Isa::avx512) ? Isa::avx512 : isa_available(Isa::avx2) ? Isa::avx2 : Isa::native;
}
#endif

FACENET_NAMESPACE_END

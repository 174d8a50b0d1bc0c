// SPDX-License-Identifier: MIT
/// Version, options and the namespace of the library.
///
/// Options (define before the first include, alike in all units that exchange facenet types):
///   FACENET_NO_EXCEPTIONS   errors come back in a Result instead of being thrown
///   FACENET_NATIVE_ONLY     only the instruction set of the build, no choice at run time
///   FACENET_SCALAR          no vectors of floats, and no xsimd; so it is on Cortex-M
///   FACENET_NO_THREADS      one thread works on a face (a workspace of more is an Error); nothing of <thread> is used
///   FACENET_NO_FILES        blobs and images come from memory only: no BlobFile, no load_image
///   FACENET_NO_HEAP         all memory is the caller's (fixed_embedder.hpp); messages are cut at 255 bytes. Implies
///                           FACENET_NO_EXCEPTIONS, FACENET_NO_THREADS and FACENET_NO_FILES
#pragma once

#define FACENET_VERSION_MAJOR 0
#define FACENET_VERSION_MINOR 1
#define FACENET_VERSION_PATCH 0
#define FACENET_VERSION "0.1.0"

#if defined(FACENET_NO_HEAP)
#if !defined(FACENET_NO_EXCEPTIONS)
#define FACENET_NO_EXCEPTIONS
#endif
#if !defined(FACENET_NO_THREADS)
#define FACENET_NO_THREADS
#endif
#if !defined(FACENET_NO_FILES)
#define FACENET_NO_FILES
#endif
#endif
#if !defined(FACENET_NO_EXCEPTIONS) && !defined(__cpp_exceptions) && !defined(_CPPUNWIND)
#define FACENET_NO_EXCEPTIONS
#endif

// xsimd knows no vectors of Cortex-M, and its headers ask for more than a C library without an operating system has.
#if defined(__ARM_ARCH_PROFILE) && __ARM_ARCH_PROFILE == 'M' && !defined(FACENET_SCALAR)
#define FACENET_SCALAR
#endif

// The instruction set of the build is part of the namespace: inline functions of two units compiled
// with different -m flags must not be merged by the linker, or a baseline program would run AVX code.
// (The standard library's still are, as in any program: name the units for the oldest processors first when linking.)
#if defined(FACENET_SCALAR)
#define FACENET_BUILD_ISA scalar
#elif defined(__wasm_simd128__)
#define FACENET_BUILD_ISA wasm_simd128
#elif defined(__AVX512BW__) && defined(__AVX512DQ__) && defined(__AVX512VL__) && defined(__AVX512VNNI__)
#define FACENET_BUILD_ISA avx512_vnni
#elif defined(__AVX512BW__) && defined(__AVX512DQ__) && defined(__AVX512VL__)
#define FACENET_BUILD_ISA avx512
#elif defined(__AVX2__) && defined(__FMA__) && defined(__AVXVNNI__)
#define FACENET_BUILD_ISA avx2_vnni
#elif defined(__AVX2__) && defined(__FMA__)
#define FACENET_BUILD_ISA avx2
#elif defined(__AVX__)
#define FACENET_BUILD_ISA avx
#elif defined(__SSE4_1__)
#define FACENET_BUILD_ISA sse4
#elif defined(__SSE2__) || defined(_M_X64)
#define FACENET_BUILD_ISA sse2
#elif defined(__aarch64__) && defined(__ARM_FEATURE_DOTPROD)
#define FACENET_BUILD_ISA neon64_dotprod
#elif defined(__aarch64__) || defined(_M_ARM64)
#define FACENET_BUILD_ISA neon64
#elif defined(__ARM_NEON)
#define FACENET_BUILD_ISA neon
#else
#define FACENET_BUILD_ISA scalar
#endif

#if defined(FACENET_NO_HEAP)
#define FACENET_ERROR_MODE no_heap
#elif defined(FACENET_NO_EXCEPTIONS)
#define FACENET_ERROR_MODE result
#else
#define FACENET_ERROR_MODE throw
#endif

#if defined(FACENET_NATIVE_ONLY)
#define FACENET_DISPATCH_MODE static
#else
#define FACENET_DISPATCH_MODE dispatch
#endif

#if defined(FACENET_NO_THREADS)
#define FACENET_THREAD_MODE alone
#else
#define FACENET_THREAD_MODE threads
#endif

// -ffast-math: there, checks for numbers that are not finite are compiled away.
#if defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__
#define FACENET_MATH_MODE finite
#else
#define FACENET_MATH_MODE full
#endif

#define FACENET_JOIN_(a, b, c, d, e, f) a##_##b##_##c##_##d##_##e##_##f
#define FACENET_JOIN(a, b, c, d, e, f) FACENET_JOIN_(a, b, c, d, e, f)
#define FACENET_ABI \
    FACENET_JOIN(v0, FACENET_BUILD_ISA, FACENET_ERROR_MODE, FACENET_DISPATCH_MODE, FACENET_THREAD_MODE, FACENET_MATH_MODE)

/// Before a short loop of constant length whose array must end up in registers, at every optimisation level.
#if defined(__clang__)
#define FACENET_UNROLL _Pragma("clang loop unroll(full)")
#elif defined(__GNUC__)
#define FACENET_UNROLL _Pragma("GCC unroll 32")
#else
#define FACENET_UNROLL
#endif

/// On inner loops that need all registers for themselves.
#if defined(__GNUC__)
#define FACENET_NOINLINE __attribute__((noinline))
#else
#define FACENET_NOINLINE
#endif

/// On functions that read files, check and report: compiled small, out of the way of the code that runs.
#if defined(__clang__)
#define FACENET_COLD __attribute__((cold, noinline, minsize))  // GCC takes `cold` for that
#elif defined(__GNUC__)
#define FACENET_COLD __attribute__((cold, noinline))
#else
#define FACENET_COLD
#endif

#define FACENET_NAMESPACE_BEGIN \
    namespace facenet {         \
    inline namespace FACENET_ABI {
#define FACENET_NAMESPACE_END \
    }                         \
    }

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "facenet: blobs are little-endian and are read in place; big-endian machines are not supported"
#endif

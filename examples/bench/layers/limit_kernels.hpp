// SPDX-License-Identifier: MIT
/// What the processor can do at best: kernels that only multiply and add, or only read, one set for each instruction set.
#pragma once

#include <cstdlib>
#include <memory>
#include <new>

#include "facenet/simd/isa.hpp"
#include "facenet/simd/native_vec.hpp"

#if defined(FACENET_DISPATCH_X86)
#include <immintrin.h>
#endif
#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace bench {

struct LimitKernels {
    int products_per_round;
    float (*multiply_adds)(long rounds, float a, float b);
    float (*read[2])(const float* p, std::size_t n, std::size_t step);
};

/// Floats between what is read and what is asked for.
inline constexpr std::size_t kPrefetchAhead = 256;

namespace native {
using facenet::kernels::native::add;
using facenet::kernels::native::broadcast;
using facenet::kernels::native::fma;
using facenet::kernels::native::kLanes;
using facenet::kernels::native::load;
using facenet::kernels::native::sum;
using facenet::kernels::native::vec;
using facenet::kernels::native::zero;
#include "limits_bodies.inl"
}  // namespace native

#if defined(FACENET_DISPATCH_X86)
#define FACENET_REGION_TARGET "avx2,fma"
#include "facenet/simd/region_begin.inl"
namespace avx2 {
#include "facenet/simd/avx2_vec.inl"
#include "limits_bodies.inl"
}  // namespace avx2
#include "facenet/simd/region_end.inl"

#define FACENET_REGION_TARGET "avx512f,avx512dq,avx512bw,avx512vl,avx2,fma"
#include "facenet/simd/region_begin.inl"
namespace avx512 {
#include "facenet/simd/avx512_vec.inl"
#include "limits_bodies.inl"
}  // namespace avx512
#include "facenet/simd/region_end.inl"
#endif

/// The kernels of an instruction set; the native ones where there are none of `isa`.
inline const LimitKernels& kernels(facenet::Isa isa) {
#if defined(FACENET_DISPATCH_X86)
    if (isa == facenet::Isa::avx2) return avx2::kKernels;
    if (isa == facenet::Isa::avx512) return avx512::kKernels;
#else
    (void)isa;
#endif
    return native::kKernels;
}

struct Free {
    void operator()(void* block) const { std::free(block); }
};

/// Touched memory in huge pages where the system has them, so that the limit is the memory's and not the page tables'.
inline std::unique_ptr<float, Free> make_buffer(std::size_t floats) {
    constexpr std::size_t kHugePage = std::size_t{2} << 20;
    const std::size_t bytes = (floats * sizeof(float) + kHugePage - 1) / kHugePage * kHugePage;
    std::unique_ptr<float, Free> buffer(static_cast<float*>(std::aligned_alloc(kHugePage, bytes)));
    if (buffer == nullptr) throw std::bad_alloc();
#if defined(__linux__) && defined(MADV_HUGEPAGE)
    madvise(buffer.get(), bytes, MADV_HUGEPAGE);
#endif
    for (std::size_t i = 0; i < floats; ++i)
        buffer.get()[i] = 1.0f;
    return buffer;
}

}  // namespace bench

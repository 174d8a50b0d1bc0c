// SPDX-License-Identifier: MIT
/// The kernels of bytes for every way to multiply them that this program holds, and the choice among them.
#pragma once

#include <cstring>

#include "../four_rows.hpp"
#include "reference.hpp"
#include "table.hpp"

#if defined(FACENET_DOT_AVX2) || defined(FACENET_DOT_AVX_VNNI) || defined(FACENET_DOT_AVX512) || \
    defined(FACENET_DOT_AVX512_VNNI)
#include <immintrin.h>
#endif
#if defined(FACENET_DOT_NEON) || defined(FACENET_DOT_NEON_DOTPROD)
#include <arm_neon.h>
#endif

FACENET_NAMESPACE_BEGIN
namespace kernels::bytes {

#if defined(FACENET_DOT_AVX2)
#define FACENET_REGION_TARGET "avx2"
#include "../../simd/region_begin.inl"
namespace avx2 {
#define FACENET_TABLE_ISA avx2
#include "../../simd/rows/x86_four.inl"
#include "../../simd/rows/avx2_sums.inl"
#include "../../simd/rows/avx2_bytes.inl"
#include "rows.inl"
}  // namespace avx2
#include "../../simd/region_end.inl"
#endif

#if defined(FACENET_DOT_AVX_VNNI)
#define FACENET_REGION_TARGET "avx2,avxvnni"
#include "../../simd/region_begin.inl"
namespace avx_vnni {
#define FACENET_TABLE_ISA avx_vnni
#include "../../simd/rows/x86_four.inl"
#include "../../simd/rows/avx2_sums.inl"
#include "../../simd/rows/avx_vnni_bytes.inl"
#include "rows.inl"
}  // namespace avx_vnni
#include "../../simd/region_end.inl"
#endif

#if defined(FACENET_DOT_AVX512)
#define FACENET_REGION_TARGET "avx512f,avx512bw,avx512vl,avx2"
#include "../../simd/region_begin.inl"
namespace avx512 {
#define FACENET_TABLE_ISA avx512
#include "../../simd/rows/x86_four.inl"
#include "../../simd/rows/avx512_sums.inl"
#include "../../simd/rows/avx512_bytes.inl"
#include "rows.inl"
}  // namespace avx512
#include "../../simd/region_end.inl"
#endif

#if defined(FACENET_DOT_AVX512_VNNI)
#define FACENET_REGION_TARGET "avx512f,avx512bw,avx512vl,avx512vnni,avx2"
#include "../../simd/region_begin.inl"
namespace avx512_vnni {
#define FACENET_TABLE_ISA avx512_vnni
#include "../../simd/rows/x86_four.inl"
#include "../../simd/rows/avx512_sums.inl"
#include "../../simd/rows/avx512_vnni_bytes.inl"
#include "rows.inl"
}  // namespace avx512_vnni
#include "../../simd/region_end.inl"
#endif

#if defined(FACENET_DOT_NEON)
namespace neon {
#define FACENET_TABLE_ISA neon
#include "../../simd/rows/neon_four.inl"
#include "../../simd/rows/neon_bytes.inl"
#include "rows.inl"
}  // namespace neon
#endif

#if defined(FACENET_DOT_NEON_DOTPROD)
#if defined(FACENET_DISPATCH_DOTPROD) && !defined(FACENET_BUILD_DOT_NEON_DOTPROD)
#if defined(__clang__)
#define FACENET_REGION_TARGET "dotprod"
#else
#define FACENET_REGION_TARGET "arch=armv8.2-a+dotprod"
#endif
#include "../../simd/region_begin.inl"
#endif
namespace neon_dotprod {
#define FACENET_TABLE_ISA neon_dotprod
#include "../../simd/rows/neon_four.inl"
#include "../../simd/rows/neon_dotprod_bytes.inl"
#include "rows.inl"
}  // namespace neon_dotprod
#if defined(FACENET_REGION_TARGET)
#include "../../simd/region_end.inl"
#endif
#endif

/// The table of a way to multiply bytes; the plain loops' where this program holds no kernels of `isa`.
inline const ByteKernels& table(DotIsa isa) {
    switch (isa) {
#if defined(FACENET_DOT_PORTABLE)
    case DotIsa::portable: return portable::kTable;
#endif
#if defined(FACENET_DOT_AVX2)
    case DotIsa::avx2: return avx2::kTable;
#endif
#if defined(FACENET_DOT_AVX_VNNI)
    case DotIsa::avx_vnni: return avx_vnni::kTable;
#endif
#if defined(FACENET_DOT_AVX512)
    case DotIsa::avx512: return avx512::kTable;
#endif
#if defined(FACENET_DOT_AVX512_VNNI)
    case DotIsa::avx512_vnni: return avx512_vnni::kTable;
#endif
#if defined(FACENET_DOT_NEON)
    case DotIsa::neon: return neon::kTable;
#endif
#if defined(FACENET_DOT_NEON_DOTPROD)
    case DotIsa::neon_dotprod: return neon_dotprod::kTable;
#endif
    default: return reference::kTable;
    }
}

/// The fastest table, chosen at the first call.
inline const ByteKernels& best_table() {
    static const ByteKernels& best = table(best_dot_isa());
    return best;
}

}  // namespace kernels::bytes
FACENET_NAMESPACE_END

// SPDX-License-Identifier: MIT
/// The int8 kernels that this program holds, and the choice among them.
#pragma once

#include <cstring>
#include <type_traits>

#include "../cursor.hpp"
#include "../select.hpp"
#include "../tile_rows.hpp"
#include "blocking.hpp"
#include "reference.hpp"
#include "table.hpp"

#if defined(FACENET_DOT_AVX2) || defined(FACENET_DOT_AVX_VNNI) || defined(FACENET_DOT_AVX512) || defined(FACENET_DOT_AVX512_VNNI)
#include <immintrin.h>
#elif defined(FACENET_DOT_NEON) || defined(FACENET_DOT_NEON_DOTPROD)
#include <arm_neon.h>
#endif
// Where the portable way may take it for granted. (Emscripten has SSE2's names too, but some of them compute lane by lane.)
#if (defined(__SSE2__) || defined(_M_X64)) && !defined(__wasm_simd128__)
#include <emmintrin.h>
#define FACENET_HAS_SSE2 1
#endif

FACENET_NAMESPACE_BEGIN
namespace kernels {

#if defined(FACENET_DOT_PORTABLE)
namespace int8_portable {
#define FACENET_TABLE_DOT_ISA portable
#if defined(FACENET_HAS_SSE2)
#include "../../simd/dot/x86_bytes.inl"
#include "../../simd/dot/sse2_dot.inl"
#elif defined(__wasm_simd128__) && !defined(FACENET_SCALAR)
#include "../../simd/dot/wasm_dot.inl"
#else
#include "../../simd/dot/native_dot.inl"
#endif
#include "bodies/all.inl"
}  // namespace int8_portable
#endif

#if defined(FACENET_DOT_AVX2)
#define FACENET_REGION_TARGET "avx2,fma"
#include "../../simd/region_begin.inl"
namespace int8_avx2 {
#define FACENET_TABLE_DOT_ISA avx2
#include "../../simd/avx2_vec.inl"
#include "../../simd/dot/x86_bytes.inl"
#include "../../simd/dot/avx2_bytes.inl"
#include "../../simd/dot/avx2_words.inl"
#include "../../simd/dot/avx2_dot.inl"
#define FACENET_HAS_NARROW 1
#include "bodies/all.inl"
}  // namespace int8_avx2
#include "../../simd/region_end.inl"
#endif

#if defined(FACENET_DOT_AVX_VNNI)
#define FACENET_REGION_TARGET "avxvnni,avx2,fma"
#include "../../simd/region_begin.inl"
namespace int8_avx_vnni {
#define FACENET_TABLE_DOT_ISA avx_vnni
#include "../../simd/avx2_vec.inl"
#include "../../simd/dot/x86_bytes.inl"
#include "../../simd/dot/avx2_bytes.inl"
#include "../../simd/dot/byte_cells.inl"
#include "../../simd/dot/avx_vnni_dot.inl"
#include "bodies/all.inl"
}  // namespace int8_avx_vnni
#include "../../simd/region_end.inl"
#endif

#if defined(FACENET_DOT_AVX512)
#define FACENET_REGION_TARGET "avx512f,avx512dq,avx512bw,avx512vl,avx2,fma"
#include "../../simd/region_begin.inl"
namespace int8_avx512 {
#define FACENET_TABLE_DOT_ISA avx512
#include "../../simd/avx512_vec.inl"
#include "../../simd/dot/x86_bytes.inl"
#include "../../simd/dot/avx512_bytes.inl"
#include "../../simd/dot/avx2_words.inl"
#include "../../simd/dot/avx512_dot.inl"
#include "bodies/all.inl"
}  // namespace int8_avx512
#include "../../simd/region_end.inl"
#endif

#if defined(FACENET_DOT_AVX512_VNNI)
#define FACENET_REGION_TARGET "avx512vnni,avx512f,avx512dq,avx512bw,avx512vl,avx2,fma"
#include "../../simd/region_begin.inl"
namespace int8_avx512_vnni {
#define FACENET_TABLE_DOT_ISA avx512_vnni
#include "../../simd/avx512_vec.inl"
#include "../../simd/dot/x86_bytes.inl"
#include "../../simd/dot/avx512_bytes.inl"
#include "../../simd/dot/byte_cells.inl"
#include "../../simd/dot/avx512_vnni_dot.inl"
#include "../../simd/dot/avx512_vnni_pairs.inl"
#include "bodies/all.inl"
}  // namespace int8_avx512_vnni
#include "../../simd/region_end.inl"
#endif

#if defined(FACENET_DOT_NEON)
namespace int8_neon {
#define FACENET_TABLE_DOT_ISA neon
#include "../../simd/dot/neon_bytes.inl"
#include "../../simd/dot/neon_dot.inl"
#include "bodies/all.inl"
}  // namespace int8_neon
#endif

// A region must not take away what the flags of the build give.
#if defined(FACENET_DOT_NEON_DOTPROD)
#if !defined(FACENET_BUILD_DOT_NEON_DOTPROD)
#define FACENET_REGION_TARGET "arch=armv8.2-a+dotprod"
#include "../../simd/region_begin.inl"
#endif
namespace int8_neon_dotprod {
#define FACENET_TABLE_DOT_ISA neon_dotprod
#include "../../simd/dot/neon_bytes.inl"
#include "../../simd/dot/neon_dotprod_dot.inl"
#include "bodies/all.inl"
}  // namespace int8_neon_dotprod
#if !defined(FACENET_BUILD_DOT_NEON_DOTPROD)
#include "../../simd/region_end.inl"
#endif
#endif

/// The table of a way to multiply bytes; where this program holds no kernels of it the reference, or with FACENET_NATIVE_ONLY the
/// only ones.
constexpr const Int8Kernels& int8_table(DotIsa isa) {
    switch (isa) {
    case DotIsa::reference: break;
#if defined(FACENET_DOT_PORTABLE)
    case DotIsa::portable: return int8_portable::kTable;
#endif
#if defined(FACENET_DOT_AVX2)
    case DotIsa::avx2: return int8_avx2::kTable;
#endif
#if defined(FACENET_DOT_AVX_VNNI)
    case DotIsa::avx_vnni: return int8_avx_vnni::kTable;
#endif
#if defined(FACENET_DOT_AVX512)
    case DotIsa::avx512: return int8_avx512::kTable;
#endif
#if defined(FACENET_DOT_AVX512_VNNI)
    case DotIsa::avx512_vnni: return int8_avx512_vnni::kTable;
#endif
#if defined(FACENET_DOT_NEON)
    case DotIsa::neon: return int8_neon::kTable;
#endif
#if defined(FACENET_DOT_NEON_DOTPROD)
    case DotIsa::neon_dotprod: return int8_neon_dotprod::kTable;
#endif
    default: break;
    }
#if defined(FACENET_NATIVE_ONLY)
    return int8_table(kBuildDotIsa);
#else
    return int8_reference::kTable;
#endif
}

}  // namespace kernels
FACENET_NAMESPACE_END

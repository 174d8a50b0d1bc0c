// SPDX-License-Identifier: MIT
/// The kernels of every instruction set this program holds, and the choice among them.
#pragma once

#include <cmath>
#include <cstring>

#include "../core/view.hpp"
#include "../simd/native_vec.hpp"
#include "algorithm.hpp"
#include "cook_toom.hpp"
#include "cursor.hpp"
#include "reference.hpp"
#include "table.hpp"
#include "tile_rows.hpp"

#if defined(FACENET_DISPATCH_X86)
#include <immintrin.h>
#endif

FACENET_NAMESPACE_BEGIN
namespace kernels {

namespace native {
#define FACENET_TABLE_ISA native
#include "bodies/tile.inl"
#include "bodies/gemm.inl"
#include "bodies/rows.inl"
#include "bodies/winograd.inl"
#include "bodies/pixelwise.inl"
#include "bodies/table.inl"
}  // namespace native

#if defined(FACENET_DISPATCH_X86)

#define FACENET_REGION_TARGET "avx2,fma"
#include "../simd/region_begin.inl"
namespace avx2 {
#define FACENET_TABLE_ISA avx2
#include "../simd/avx2_vec.inl"
#include "bodies/tile.inl"
#include "bodies/gemm.inl"
#include "bodies/rows.inl"
#include "bodies/winograd.inl"
#include "bodies/pixelwise.inl"
#include "bodies/table.inl"
}  // namespace avx2
#include "../simd/region_end.inl"

#define FACENET_REGION_TARGET "avx512f,avx512dq,avx512bw,avx512vl,avx2,fma"
#include "../simd/region_begin.inl"
namespace avx512 {
#define FACENET_TABLE_ISA avx512
#include "../simd/avx512_vec.inl"
#include "bodies/tile.inl"
#include "bodies/gemm.inl"
#include "bodies/rows.inl"
#include "bodies/winograd.inl"
#include "bodies/pixelwise.inl"
#include "bodies/table.inl"
}  // namespace avx512
#include "../simd/region_end.inl"

#endif

/// The table of an instruction set; the native one where this program holds no kernels of `isa`.
inline const Kernels& table(Isa isa) {
    switch (isa) {
#if !defined(FACENET_NATIVE_ONLY)
    case Isa::reference: return reference::kTable;
#else
    case Isa::reference: break;
#endif
    case Isa::native: break;
#if defined(FACENET_DISPATCH_X86)
    case Isa::avx2: return avx2::kTable;
    case Isa::avx512: return avx512::kTable;
#else
    case Isa::avx2:
    case Isa::avx512: break;
#endif
    }
    return native::kTable;
}

}  // namespace kernels
FACENET_NAMESPACE_END

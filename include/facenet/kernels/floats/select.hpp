// SPDX-License-Identifier: MIT
/// The kernels of floats for every instruction set that this program holds, and the choice among them.
#pragma once

#include <cmath>
#include <cstring>

#include "../../simd/native_vec.hpp"
#include "../blocking.hpp"
#include "../four_rows.hpp"
#include "../tile_rows.hpp"
#include "reference.hpp"
#include "table.hpp"

#if defined(FACENET_DISPATCH_X86)
#include <immintrin.h>
#endif

FACENET_NAMESPACE_BEGIN
namespace kernels::floats {

namespace native {
using namespace kernels::native;
#define FACENET_TABLE_ISA native
#include "../bodies/tile.inl"
#include "rows.inl"
#include "products.inl"
}  // namespace native

#if defined(FACENET_DISPATCH_X86)

#define FACENET_REGION_TARGET "avx2,fma"
#include "../../simd/region_begin.inl"
namespace avx2 {
#define FACENET_TABLE_ISA avx2
#include "../../simd/avx2_vec.inl"
#include "../bodies/tile.inl"
#include "rows.inl"
#include "products.inl"
}  // namespace avx2
#include "../../simd/region_end.inl"

#define FACENET_REGION_TARGET "avx512f,avx512dq,avx512bw,avx512vl,avx2,fma"
#include "../../simd/region_begin.inl"
namespace avx512 {
#define FACENET_TABLE_ISA avx512
#include "../../simd/avx512_vec.inl"
#include "../bodies/tile.inl"
#include "rows.inl"
#include "products.inl"
}  // namespace avx512
#include "../../simd/region_end.inl"

#endif

/// The table of an instruction set; the native one where this program holds no kernels of `isa`.
inline const FloatKernels& table(Isa isa) {
    if (isa == Isa::reference) return reference::kTable;
#if defined(FACENET_DISPATCH_X86)
    if (isa == Isa::avx2) return avx2::kTable;
    if (isa == Isa::avx512) return avx512::kTable;
#endif
    return native::kTable;
}

/// The fastest table, chosen at the first call.
inline const FloatKernels& best_table() {
    static const FloatKernels& best = table(best_isa());
    return best;
}

}  // namespace kernels::floats
FACENET_NAMESPACE_END

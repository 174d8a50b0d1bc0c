// SPDX-License-Identifier: MIT
/// The int8 kernels that this program holds, and the choice among them.
#pragma once

#include <cstring>

#include "../cursor.hpp"
#include "../select.hpp"
#include "blocking.hpp"
#include "reference.hpp"
#include "table.hpp"

FACENET_NAMESPACE_BEGIN
namespace kernels {

#if defined(FACENET_DOT_AVX2)
#define FACENET_REGION_TARGET "avx2,fma"
#include "../../simd/region_begin.inl"
namespace int8_avx2 {
#define FACENET_TABLE_DOT_ISA avx2
#include "../../simd/avx2_vec.inl"
#include "../../simd/dot/avx2_bytes.inl"
#include "../../simd/dot/avx2_dot.inl"
#include "bodies/all.inl"
}  // namespace int8_avx2
#include "../../simd/region_end.inl"
#endif

/// The table of a way to multiply bytes; the reference where this program holds no kernels of it.
inline const Int8Kernels& int8_table(DotIsa isa) {
    switch (isa) {
#if defined(FACENET_DOT_AVX2)
    case DotIsa::avx2: return int8_avx2::kTable;
#endif
    default: return int8_reference::kTable;
    }
}

}  // namespace kernels
FACENET_NAMESPACE_END

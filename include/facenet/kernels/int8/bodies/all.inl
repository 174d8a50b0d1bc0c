// Everything of one way to multiply bytes, in its order.
#include "epilogue.inl"
#if defined(FACENET_HAS_NARROW)
namespace narrow {
#include "../../../simd/dot/avx2_narrow_dot.inl"
#include "dot.inl"
}  // namespace narrow
#endif
#include "dot.inl"
#if defined(FACENET_HAS_PAIRS)
#include "winograd.inl"
#endif
#include "maps.inl"
#include "table.inl"

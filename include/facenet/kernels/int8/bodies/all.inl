// Everything of one way to multiply bytes, in its order.
#include "epilogue.inl"
#if defined(FACENET_NARROW_DOT)
namespace narrow {
#include FACENET_NARROW_DOT
#include "dot.inl"
}  // namespace narrow
#endif
#include "dot.inl"
#if defined(FACENET_HAS_PAIRS)
#include "winograd.inl"
#endif
#include "maps.inl"
#include "table.inl"

// Everything of one way to multiply bytes, in its order.
#include "epilogue.inl"
#include "tile.inl"
#include "direct.inl"
#include "rows.inl"
#if defined(FACENET_HAS_PAIRS)
#include "winograd.inl"
#endif
#include "maps.inl"
#include "table.inl"

// Opens a target region: code up to region_end.inl is compiled for FACENET_REGION_TARGET, whatever the
// flags of the build. Standard headers must be included before it: their inline functions must stay
// baseline code. No include guard: one region per instruction set.
#define FACENET_PRAGMA_(text) _Pragma(#text)
#define FACENET_PRAGMA(text) FACENET_PRAGMA_(text)
#if defined(__clang__)
FACENET_PRAGMA(clang attribute push(__attribute__((target(FACENET_REGION_TARGET))), apply_to = function))
#elif defined(__GNUC__)
#pragma GCC push_options
FACENET_PRAGMA(GCC target(FACENET_REGION_TARGET))
#endif

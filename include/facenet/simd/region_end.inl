// Closes the target region that region_begin.inl opened.
#if defined(__clang__)
#pragma clang attribute pop
#elif defined(__GNUC__)
#pragma GCC pop_options
#endif
#undef FACENET_REGION_TARGET
#undef FACENET_PRAGMA
#undef FACENET_PRAGMA_

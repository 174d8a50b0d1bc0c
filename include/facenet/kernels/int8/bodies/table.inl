inline void conv(const Int8ConvArgs& a) {
#if defined(FACENET_HAS_PAIRS)
    switch (a.weights.algorithm) {
    case Algorithm::winograd_2x2: return conv_winograd<2, 3>(a);
    case Algorithm::winograd_4x4: return conv_winograd<4, 3>(a);
    case Algorithm::winograd_5x5: return conv_winograd<2, 5>(a);
    case Algorithm::winograd_line:
    case Algorithm::direct: break;
    }
#endif
#if defined(FACENET_HAS_NARROW)
    if (a.weights.narrow) return narrow::conv_dot(a);
#endif
    return conv_dot(a);
}

#if defined(FACENET_HAS_NARROW)
inline constexpr bool kNarrowPays = true;
#else
inline constexpr bool kNarrowPays = false;
#endif

#if !defined(FACENET_HAS_PAIRS)
inline constexpr FilteringPays kFilteringPays{0, 0};
#endif

// The table of one way to multiply bytes; FACENET_TABLE_DOT_ISA names it.
inline constexpr Int8Kernels kTable{DotIsa::FACENET_TABLE_DOT_ISA, kFilteringPays, kNarrowPays, kSignedCells,
                                    conv, dense, max_pool, quantise, dequantise};
#undef FACENET_TABLE_DOT_ISA
#undef FACENET_HAS_PAIRS
#undef FACENET_HAS_NARROW
#undef FACENET_HAS_FOUR_STORES

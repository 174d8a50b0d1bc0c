inline void conv(const Int8ConvArgs& a) {
#if defined(FACENET_HAS_PAIRS)
    switch (a.weights.algorithm) {
    case Algorithm::winograd_2x2: return conv_winograd<2, 3>(a);
    case Algorithm::winograd_4x4: return conv_winograd<4, 3>(a);
    case Algorithm::winograd_5x5: return conv_winograd<2, 5>(a);
    case Algorithm::winograd_line:
    case Algorithm::direct: break;
    }
    constexpr bool kPairs = true;
#else
    constexpr bool kPairs = false;
#endif
    static_assert(kPairs == kMinimalFiltering, "a table says what it has");
    return rows_pay(a) ? conv_rows(a) : conv_cells(a);
}

// The table of one way to multiply bytes; FACENET_TABLE_DOT_ISA names it.
inline constexpr Int8Kernels kTable{DotIsa::FACENET_TABLE_DOT_ISA, kMinimalFiltering, kSignedCells, conv, max_pool, quantise, dequantise};
#undef FACENET_TABLE_DOT_ISA
#undef FACENET_HAS_PAIRS

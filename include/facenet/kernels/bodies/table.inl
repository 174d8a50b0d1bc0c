inline void conv(const ConvArgs& a) {
    switch (a.weights.algorithm) {
    case Algorithm::direct: return rows_pay(a) ? conv_rows(a) : conv_direct(a);
    case Algorithm::winograd_2x2: return conv_winograd<Square<2, 3>>(a);
    case Algorithm::winograd_4x4: return conv_winograd<Square<4, 3>>(a);
    case Algorithm::winograd_5x5: return conv_winograd<Square<2, 5>>(a);
    case Algorithm::winograd_line: return conv_winograd<Line>(a);
    }
}

// The table of one instruction set; FACENET_TABLE_ISA names it. Maxout and softmax work on a handful of
// values: the reference loops serve every instruction set.
inline constexpr Kernels kTable{Isa::FACENET_TABLE_ISA, kPanel, conv,         pool,             lrn,
                                reference::maxout,      reference::softmax, l2_normalise, squared_distance, dot};
#undef FACENET_TABLE_ISA

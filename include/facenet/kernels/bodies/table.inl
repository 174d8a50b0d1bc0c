// The table of one instruction set; FACENET_TABLE_ISA names it. Maxout and softmax work on a handful of
// values: the reference loops serve every instruction set.
inline constexpr Kernels kTable{Isa::FACENET_TABLE_ISA, kPanel, conv,         pool,             lrn,
                                reference::maxout,      reference::softmax, l2_normalise, squared_distance, dot};
#undef FACENET_TABLE_ISA

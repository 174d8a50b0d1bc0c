// One probe against rows of bytes. Written once; included in the namespace of each way to multiply bytes, after its
// vector (simd/rows/*_bytes.inl), which gives:
//   kStep                     bytes of a vector
//   bytes load(p)             kStep bytes
//   sums                      32-bit sums, any number of them
//   sums multiply_add(s, a, b)   s + a * b, or where kOffset s + (a + 128) * b: VNNI's first factor has no sign
//   sums offset(s, b)            s + 128 * b, where kOffset
//   sums sub(a, b), ints4 totals(a, b, c, d): four rows' totals
// and, in simd/rows/*_four.inl, arithmetic of four numbers.

/// Bytes between what is read and what is asked for: the time that memory takes to answer.
inline constexpr std::size_t kReadAhead = 2048;

/// The last bytes of a vector that does not end with a step, and zeros, which change no sum.
struct Tail {
    alignas(64) std::int8_t values[kStep] = {};
    Tail(const std::int8_t* p, int n) {
        if (n > 0) std::memcpy(values, p, static_cast<std::size_t>(n));
    }
    bytes load() const { return FACENET_TABLE_ISA::load(values); }
};

/// What the sums of four rows have grown to.
struct RowSums {
    sums dot[kRows], squares[kRows], offsets[kRows];

    RowSums() {
        FACENET_UNROLL
        for (int r = 0; r < kRows; ++r)
            dot[r] = squares[r] = offsets[r] = zero_sums();
    }
    void add(int r, bytes row, bytes probe) {
        dot[r] = multiply_add(dot[r], row, probe);
        squares[r] = multiply_add(squares[r], row, row);
        if constexpr (kOffset) offsets[r] = offset(offsets[r], row);
    }
    ints4 dots() const { return totals(dot[0], dot[1], dot[2], dot[3]); }
    ints4 all_squares() const {
        if constexpr (kOffset)
            return totals(sub(squares[0], offsets[0]), sub(squares[1], offsets[1]), sub(squares[2], offsets[2]),
                          sub(squares[3], offsets[3]));
        else return totals(squares[0], squares[1], squares[2], squares[3]);
    }
};

inline std::int32_t dot(const std::int8_t* a, const std::int8_t* b, int n) {
    sums sum = zero_sums(), offsets = zero_sums();
    const auto add = [&](bytes x, bytes y) {
        sum = multiply_add(sum, x, y);
        if constexpr (kOffset) offsets = offset(offsets, y);
    };
    int i = 0;
    for (; i + kStep <= n; i += kStep)
        add(load(a + i), load(b + i));
    if (i < n) add(Tail(a + i, n - i).load(), Tail(b + i, n - i).load());
    std::int32_t out[kRows];
    store(out, totals(kOffset ? sub(sum, offsets) : sum, zero_sums(), zero_sums(), zero_sums()));
    return out[0];
}

/// The probe's last bytes, and what the offset adds to its dot product with any row.
struct Probe {
    Probe(const std::int8_t* p, int size)
        : values(p), whole(size / kStep * kStep), rest(size - whole), tail(p + whole, rest) {
        if constexpr (kOffset) {
            sums s = offset(zero_sums(), tail.load());
            for (int i = 0; i < whole; i += kStep)
                s = offset(s, load(values + i));
            added = totals(s, s, s, s);
        }
    }
    const std::int8_t* values;
    int whole, rest;
    Tail tail;
    ints4 added = broadcast_ints(0);
};

// The totals of kRows rows are added up together, four for the price of one.

template <class T, class Four>
inline void store_to(T* to, const FourRows& rows, Four four) {
    T values[kRows];
    store(values, four);
    for (int r = 0; r < kRows; ++r)
        to[rows.row(r)] = values[r];
}
inline floats4 load_from(const float* from, const FourRows& rows) {
    const float values[kRows] = {from[rows.row(0)], from[rows.row(1)], from[rows.row(2)], from[rows.row(3)]};
    return load_floats(values);
}

/// Products of four rows with the probe and with themselves.
struct Products {
    ints4 dots, squares;
};

inline Products multiply(const RowArgs& a, const Probe& probe, const FourRows& four) {
    const std::size_t size = static_cast<std::size_t>(a.size);
    const std::int8_t* const rows[kRows] = {a.rows + four.row(0) * size, a.rows + four.row(1) * size,
                                            a.rows + four.row(2) * size, a.rows + four.row(3) * size};
#if defined(__GNUC__)
    for (std::size_t line = 0; line < size; line += 64) {
        FACENET_UNROLL
        for (int r = 0; r < kRows; ++r)
            __builtin_prefetch(rows[r] + kReadAhead + line);
    }
#endif
    RowSums s;
    for (int k = 0; k < probe.whole; k += kStep) {
        const bytes p = load(probe.values + k);
        FACENET_UNROLL
        for (int r = 0; r < kRows; ++r)
            s.add(r, load(rows[r] + k), p);
    }
    if (probe.rest > 0) {
        FACENET_UNROLL
        for (int r = 0; r < kRows; ++r)
            s.add(r, Tail(rows[r] + probe.whole, probe.rest).load(), probe.tail.load());
    }
    return {sub(s.dots(), probe.added), s.all_squares()};
}

/// Calls finish(rows, dots, squares) for all rows, four at a time. Products come first for many of them: the roots and
/// quotients of one would keep the processor from reading on.
template <class Finish>
inline void for_rows(const RowArgs& a, const Finish finish) {
    constexpr std::size_t kMany = 32;
    Products products[kMany];
    const Probe probe(a.probe, a.size);
    const std::size_t fours = count_of_fours(a.count);
    for (std::size_t begin = 0; begin < fours; begin += kMany) {
        const std::size_t end = fours - begin < kMany ? fours : begin + kMany;
        for (std::size_t i = begin; i < end; ++i)
            products[i - begin] = multiply(a, probe, four_rows(i, a.count));
        for (std::size_t i = begin; i < end; ++i)
            finish(four_rows(i, a.count), products[i - begin].dots, products[i - begin].squares);
    }
}

inline void products(const RowArgs& a, std::int32_t* dots, std::int32_t* squares) {
    for_rows(a, [&](const FourRows& rows, ints4 dots_of, ints4 squares_of) {
        store_to(dots, rows, dots_of);
        store_to(squares, rows, squares_of);
    });
}

// The arithmetic of reference.hpp, for four rows at a time.
inline void distances(const DistanceArgs& a) {
    const floats4 zero4 = broadcast_floats(0.0f), two = broadcast_floats(2.0f);
    const floats4 probe_squares = broadcast_floats(static_cast<float>(dot(a.in.probe, a.in.probe, a.in.size)));
    if (a.scales == nullptr) {
        for_rows(a.in, [&](const FourRows& rows, ints4 dots, ints4 squares) {
            const floats4 cosine = div(to_floats(dots), sqrt(mul(probe_squares, to_floats(squares))));
            const floats4 squared = max(zero4, sub(two, mul(two, cosine)));
            store_to(a.out, rows, a.root ? sqrt(squared) : squared);
        });
    } else {
        const floats4 probe_scale = broadcast_floats(a.probe_scale);
        for_rows(a.in, [&](const FourRows& rows, ints4 dots, ints4 squares) {
            const floats4 scale = load_from(a.scales, rows), ratio = div(probe_scale, scale);
            const floats4 cross = mul(ratio, sub(mul(ratio, probe_squares), mul(two, to_floats(dots))));
            const floats4 squared = mul(mul(scale, scale), max(zero4, add(to_floats(squares), cross)));
            store_to(a.out, rows, a.root ? sqrt(squared) : squared);
        });
    }
}

inline constexpr ByteKernels kTable{DotIsa::FACENET_TABLE_ISA, dot, products, distances};
#undef FACENET_TABLE_ISA

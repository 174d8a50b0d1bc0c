// One probe against rows of bytes. Written once; included in the namespace of each way to multiply bytes, after its vector
// (simd/*_bytes.inl), which gives:
//   kStep                     bytes of a vector
//   bytes load(p)             kStep bytes
//   sums                      32-bit sums, any number of them
//   sums multiply_add(s, a, b)   s + a * b, or where kOffset s + (a + 128) * b: VNNI's first factor has no sign
//   sums offset(s, b)            s + 128 * b, where kOffset
//   sums sub(a, b), ints4 totals(a, b, c, d): four rows' totals
// and, in simd/*_four.inl, arithmetic of four numbers.

/// Rows that are read at one time. Their totals are added up together, four for the price of one.
inline constexpr int kRows = 4;

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
        for (int r = 0; r < kRows; ++r) dot[r] = squares[r] = offsets[r] = zero_sums();
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
    for (; i + kStep <= n; i += kStep) add(load(a + i), load(b + i));
    if (i < n) add(Tail(a + i, n - i).load(), Tail(b + i, n - i).load());
    std::int32_t out[kRows];
    store(out, totals(kOffset ? sub(sum, offsets) : sum, zero_sums(), zero_sums(), zero_sums()));
    return out[0];
}

/// Calls finish(i, n, dots, squares) for every four rows: n of them, from row i on, are there.
template <class Finish>
inline void for_rows(const RowArgs& a, Finish finish) {
    const int whole = a.size / kStep * kStep, rest = a.size - whole;
    const Tail probe_tail(a.probe + whole, rest);
    const std::size_t size = static_cast<std::size_t>(a.size);
    ints4 probe_offset = broadcast_ints(0);
    if constexpr (kOffset) {
        sums s = offset(zero_sums(), probe_tail.load());
        for (int i = 0; i < whole; i += kStep) s = offset(s, load(a.probe + i));
        probe_offset = totals(s, s, s, s);
    }
    for (std::size_t i = 0; i < a.count; i += kRows) {
        const std::size_t left = a.count - i;
        const std::int8_t* row = a.rows + i * size;
        // Of the last rows the last one stands in for those that are missing.
        const std::size_t last = left < kRows ? left - 1 : kRows - 1;
        const std::int8_t* const rows[kRows] = {row, row + (last < 1 ? last : 1) * size, row + (last < 2 ? last : 2) * size,
                                                row + last * size};
#if defined(__GNUC__)
        for (std::size_t line = 0; line < kRows * size; line += 64) __builtin_prefetch(row + kReadAhead + line);
#endif
        RowSums s;
        for (int k = 0; k < whole; k += kStep) {
            const bytes probe = load(a.probe + k);
            FACENET_UNROLL
            for (int r = 0; r < kRows; ++r) s.add(r, load(rows[r] + k), probe);
        }
        if (rest > 0) {
            FACENET_UNROLL
            for (int r = 0; r < kRows; ++r) s.add(r, Tail(rows[r] + whole, rest).load(), probe_tail.load());
        }
        finish(i, static_cast<int>(last) + 1, sub(s.dots(), probe_offset), s.all_squares());
    }
}

/// Stores the first n of four numbers.
template <class T, class Four>
inline void store_first(T* to, Four four, int n) {
    if (n == kRows) return store(to, four);
    T values[kRows];
    store(values, four);
    for (int r = 0; r < n; ++r) to[r] = values[r];
}

inline void products(const RowArgs& a, std::int32_t* dots, std::int32_t* squares) {
    for_rows(a, [&](std::size_t i, int n, ints4 dot_of, ints4 squares_of) {
        store_first(dots + i, dot_of, n);
        store_first(squares + i, squares_of, n);
    });
}

inline floats4 load_first(const float* from, int n) {
    if (n == kRows) return load_floats(from);
    float values[kRows] = {1, 1, 1, 1};
    for (int r = 0; r < n; ++r) values[r] = from[r];
    return load_floats(values);
}

// The arithmetic of reference.hpp, for four rows at a time.
inline void distances(const DistanceArgs& a) {
    const floats4 zero4 = broadcast_floats(0.0f), two = broadcast_floats(2.0f);
    const floats4 probe_squares = broadcast_floats(static_cast<float>(dot(a.in.probe, a.in.probe, a.in.size)));
    const auto finish = [&](std::size_t i, int n, floats4 squared) {
        store_first(a.out + i, a.root ? sqrt(squared) : squared, n);
    };
    if (a.scales == nullptr) {
        for_rows(a.in, [&](std::size_t i, int n, ints4 dots, ints4 squares) {
            const floats4 cosine = div(to_floats(dots), sqrt(mul(probe_squares, to_floats(squares))));
            finish(i, n, max(zero4, sub(two, mul(two, cosine))));
        });
    } else {
        const floats4 probe_scale = broadcast_floats(a.probe_scale);
        for_rows(a.in, [&](std::size_t i, int n, ints4 dots, ints4 squares) {
            const floats4 scale = load_first(a.scales + i, n), ratio = div(probe_scale, scale);
            const floats4 cross = mul(ratio, sub(mul(ratio, probe_squares), mul(two, to_floats(dots))));
            finish(i, n, mul(mul(scale, scale), max(zero4, add(to_floats(squares), cross))));
        });
    }
}

inline constexpr ByteKernels kTable{DotIsa::FACENET_TABLE_ISA, dot, products, distances};
#undef FACENET_TABLE_ISA

// One probe against many rows, at the speed of memory. Written once; included in the namespace of each instruction set,
// after ../bodies/tile.inl, whose partial vectors it uses.

/// Floats between what is read and what is asked for: the time that memory takes to answer.
inline constexpr std::size_t kReadAhead = 512;

/// Sums over the vectors of some rows: sum = add_to(sum, row's, probe's). A row's sum is made alike whatever rows it is
/// made with.
template <int Rows, class Add>
inline void sum_rows(const float* const* rows, int size, const float* probe, const Add add_to, float* out) {
    const int whole = size / kLanes * kLanes, rest = size - whole;
    vec sums[Rows];
    FACENET_UNROLL
    for (int r = 0; r < Rows; ++r)
        sums[r] = zero();
    for (int k = 0; k < whole; k += kLanes) {
        const vec p = load(probe + k);
        FACENET_UNROLL
        for (int r = 0; r < Rows; ++r)
            sums[r] = add_to(sums[r], load(rows[r] + k), p);
    }
    if (rest > 0) {
        const vec p = load_part(probe + whole, rest);
        FACENET_UNROLL
        for (int r = 0; r < Rows; ++r)
            sums[r] = add_to(sums[r], load_part(rows[r] + whole, rest), p);
    }
    FACENET_UNROLL
    for (int r = 0; r < Rows; ++r)
        out[r] = sum(sums[r]);
}

/// Calls finish(row, sum) for all rows, of which four are read at one time.
template <class Add, class Finish>
inline void for_rows(const RowArgs& a, const float* probe, const Add add_to, const Finish finish) {
    const std::size_t size = static_cast<std::size_t>(a.size);
    float sums[kRows];
    if (a.count < kRows) {
        for (std::size_t i = 0; i < a.count; ++i) {
            const float* const row = a.rows + i * size;
            sum_rows<1>(&row, a.size, probe, add_to, sums);
            finish(i, sums[0]);
        }
        return;
    }
    for (std::size_t i = 0; i < count_of_fours(a.count); ++i) {
        const FourRows four = four_rows(i, a.count);
        const float* const rows[kRows] = {a.rows + four.row(0) * size, a.rows + four.row(1) * size,
                                          a.rows + four.row(2) * size, a.rows + four.row(3) * size};
#if defined(__GNUC__)
        constexpr std::size_t kLine = 64 / sizeof(float);
        for (std::size_t line = 0; line < size; line += kLine) {
            FACENET_UNROLL
            for (int r = 0; r < kRows; ++r)
                __builtin_prefetch(rows[r] + kReadAhead + line);
        }
#endif
        sum_rows<kRows>(rows, a.size, probe, add_to, sums);
        for (int r = 0; r < kRows; ++r)
            finish(four.row(r), sums[r]);
    }
}

inline void distances(const RowArgs& a, const float* probe, bool root, float* out) {
    const auto add_square = [](vec s, vec row, vec p) {
        const vec difference = sub(row, p);
        return fma(difference, difference, s);
    };
    for_rows(a, probe, add_square, [=](std::size_t row, float squared) { out[row] = root ? std::sqrt(squared) : squared; });
}

inline void squares(const RowArgs& a, float* out) {
    // Any row will do as a probe that is not looked at.
    for_rows(a, a.rows, [](vec s, vec row, vec) { return fma(row, row, s); }, [=](std::size_t row, float sum) { out[row] = sum; });
}

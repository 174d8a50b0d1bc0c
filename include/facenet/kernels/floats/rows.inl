// One probe against many rows, at the speed of memory. Written once; included in the namespace of each instruction set,
// after ../bodies/tile.inl, whose partial vectors it uses.

/// Floats between what is read and what is asked for: the time that memory takes to answer.
inline constexpr std::size_t kReadAhead = 512;

/// Calls finish(rows, sums) for four rows at a time: of every row the sum over its vectors of
/// sum = add(sum, row's, probe's), `probe` being one more row. A row's sum is made alike wherever the row lies.
template <class Add, class Finish>
inline void for_rows(const RowArgs& a, const float* probe, const Add add_to, const Finish finish) {
    const std::size_t size = static_cast<std::size_t>(a.size), fours = count_of_fours(a.count);
    const int whole = a.size / kLanes * kLanes, rest = a.size - whole;
    for (std::size_t i = 0; i < fours; ++i) {
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
        vec sums[kRows];
        FACENET_UNROLL
        for (int r = 0; r < kRows; ++r)
            sums[r] = zero();
        for (int k = 0; k < whole; k += kLanes) {
            const vec p = load(probe + k);
            FACENET_UNROLL
            for (int r = 0; r < kRows; ++r)
                sums[r] = add_to(sums[r], load(rows[r] + k), p);
        }
        if (rest > 0) {
            const vec p = load_part(probe + whole, rest);
            FACENET_UNROLL
            for (int r = 0; r < kRows; ++r)
                sums[r] = add_to(sums[r], load_part(rows[r] + whole, rest), p);
        }
        FACENET_UNROLL
        for (int r = 0; r < kRows; ++r)
            finish(four.row(r), sum(sums[r]));
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

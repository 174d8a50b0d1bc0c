// The register tile of bytes: some output pixels times kDotColumns columns of a panel, over all of the depth. Included after
// epilogue.inl.

inline constexpr int kStepBytes = kInt8Panel * kQuad;

struct DotTile {
    const cell* rows;             // first activation of the first row
    std::ptrdiff_t row_step;      // cells between rows
    const std::int8_t* panel;     // at the tile's first column
    const std::int8_t* next;      // weights that come after these: asked for while these are used
    std::ptrdiff_t next_step;     // bytes of `next` to a step
    int quads;
    int segments = 1;             // the depth is that many runs of `quads`
    std::ptrdiff_t segment_step;  // from one run of the activations to the next, in cells
    const Int8Pixel* pixels;      // per row
    int column;                   // first of the tile
};

inline void prefetch_weights(const std::int8_t* p) {
#if defined(__GNUC__)
    __builtin_prefetch(p);
#else
    (void)p;
#endif
}

/// Spreads the request for the panel `next` evenly over the passes that use the one before it.
inline void ask_ahead(DotTile& t, const std::int8_t* next, int bytes, int pass, int passes) {
    t.next_step = passes < kStepBytes ? kStepBytes / passes : 0;
    t.next = t.next_step == 0 ? t.panel : next + std::ptrdiff_t{bytes / kStepBytes} * t.next_step * pass;
}

template <int Rows>
FACENET_NOINLINE void run_dot_tile(const Int8ConvArgs& a, const DotTile& t) {
    ivec sums[Rows][kDotVectors];
    FACENET_UNROLL
    for (int r = 0; r < Rows; ++r)
        FACENET_UNROLL
        for (int v = 0; v < kDotVectors; ++v) sums[r][v] = izero();
    const std::int8_t* panel = t.panel;
    const std::int8_t* next = t.next;
    const cell* rows = t.rows;
    const std::ptrdiff_t step = t.row_step, next_step = t.next_step;
    for (int s = 0; s < t.segments; ++s, rows += t.segment_step) {
        int q = 0;
        if constexpr (kDotSteps == 2)
            for (; q + 2 <= t.quads; q += 2, panel += 2 * kStepBytes, next += 2 * next_step) {
                prefetch_weights(next);
                prefetch_weights(next + next_step);
                weight_vec w[kDotVectors], w2[kDotVectors];
                FACENET_UNROLL
                for (int v = 0; v < kDotVectors; ++v) w[v] = load_weights(panel, v), w2[v] = load_weights(panel + kStepBytes, v);
                FACENET_UNROLL
                for (int r = 0; r < Rows; ++r) {
                    const cell_vec x = broadcast_quad(rows + r * step + q * kQuad), x2 = broadcast_quad(rows + r * step + (q + 1) * kQuad);
                    FACENET_UNROLL
                    for (int v = 0; v < kDotVectors; ++v) sums[r][v] = dot(sums[r][v], x, w[v], x2, w2[v]);
                }
            }
        for (; q < t.quads; ++q, panel += kStepBytes, next += next_step) {
            prefetch_weights(next);
            weight_vec w[kDotVectors];
            FACENET_UNROLL
            for (int v = 0; v < kDotVectors; ++v) w[v] = load_weights(panel, v);
            FACENET_UNROLL
            for (int r = 0; r < Rows; ++r) {
                const cell_vec x = broadcast_quad(rows + r * step + q * kQuad);
                FACENET_UNROLL
                for (int v = 0; v < kDotVectors; ++v) sums[r][v] = dot(sums[r][v], x, w[v]);
            }
        }
    }
    // In an array of their own: the sums' must not be indexed by a variable, or it would lie in memory during the loop above.
    // (In parentheses: of this way alone, where another shares its integers.)
    ivec columns[kDotColumns / kLanes][Rows];
    FACENET_UNROLL
    for (int i = 0; i < kDotColumns / kLanes; ++i)
        FACENET_UNROLL
        for (int r = 0; r < Rows; ++r) columns[i][r] = (column_sums)(sums[r], i);
    for (int i = 0; i < kDotColumns / kLanes; ++i) {
        const int column = t.column + i * kLanes;
        if (column >= a.out.dims.channels) return;
        const Int8Epilogue epilogue(a, column);
        FACENET_UNROLL
        for (int r = 0; r < Rows; ++r) epilogue.finish(columns[i][r], t.pixels[r]);
    }
}

/// How rows are cut into tiles: evenly where there is a tile of every height, as of floats (kernels/bodies/tile.inl).
struct DotRows {
    static constexpr bool kEveryHeight = kDotRows <= 6;
    int rows, count, each, larger;

    explicit DotRows(int all)
        : rows(all), count((all + kDotRows - 1) / kDotRows), each(kEveryHeight ? all / count : kDotRows),
          larger(kEveryHeight ? all % count : 0) {}
    int begin(int tile) const {
        const int row = tile * each + (tile < larger ? tile : larger);
        return row < rows ? row : rows;
    }
};

inline void run_dot_rows(const Int8ConvArgs& a, int rows, DotTile t) {
    if (rows == kDotRows) return run_dot_tile<kDotRows>(a, t);
    if constexpr (DotRows::kEveryHeight) {
        if constexpr (kDotRows > 5)
            if (rows == 5) return run_dot_tile<5>(a, t);
        if constexpr (kDotRows > 4)
            if (rows == 4) return run_dot_tile<4>(a, t);
    }
    while (rows > 0) {
        int done = rows >= 4 && kDotRows > 4 ? 4 : rows;
        if constexpr (kDotRows > 8) {
            if (rows >= 8) done = 8;
            if (done == 8) run_dot_tile<8>(a, t);
        }
        if constexpr (kDotRows > 4)
            if (done == 4) run_dot_tile<4>(a, t);
        if (done == 3) run_dot_tile<3>(a, t);
        else if (done == 2) run_dot_tile<2>(a, t);
        else if (done == 1) run_dot_tile<1>(a, t);
        rows -= done;
        t.rows += done * t.row_step;
        t.pixels += done;
    }
}

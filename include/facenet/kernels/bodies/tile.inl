// The register tile: some output pixels times one panel of weights, with the epilogue in registers. Written once; included in
// the namespace of each instruction set, after its vector (simd/*_vec.*) and before the products that are made of tiles.

inline constexpr int kPanel = kTileVectors * kLanes;
static_assert(kBlockRows % kTileRows == 0 && kPanel <= kMaxPanel,
              "the register tile must fit the blocking");

/// Bias and activation of one vector of channels.
struct Epilogue {
    vec bias, slope;
    Activation activation;

    Epilogue(const float* biases, const float* slopes, Activation a)
        : bias(load(biases)), slope(slopes == nullptr ? zero() : load(slopes)), activation(a) {}

    vec operator()(vec value) const {
        value = add(value, bias);
        if (activation == Activation::relu) return max(value, zero());
        if (activation == Activation::prelu) return fma(slope, min(value, zero()), max(value, zero()));
        return value;
    }
};

/// Asks for one row of a panel: it arrives in the caches while others are used.
inline void prefetch(const float* row) {
#if defined(__GNUC__)
    __builtin_prefetch(row);
    if constexpr (kPanel > 16) __builtin_prefetch(row + 16);
#else
    (void)row;
#endif
}

/// Copies the first `count` floats of a vector, fewer than it has, by halves of its width.
template <int Width = kLanes / 2>
inline void copy_part(float* to, const float* from, int count) {
    if constexpr (Width > 0) {
        const int here = count & Width;
        if (here != 0) std::memcpy(to, from, Width * sizeof(float));
        copy_part<Width / 2>(to + here, from + here, count);
    }
}
/// A vector of which memory holds the first `count` floats only: what lies behind them is neither read nor written.
inline vec load_part(const float* from, int count) {
    float part[kLanes] = {};
    copy_part(part, from, count);
    return load(part);
}
inline void store_part(float* to, vec value, int count) {
    float part[kLanes];
    store(part, value);
    copy_part(to, part, count);
}

/// One register tile: `Rows` output pixels times one panel, over one block of the depth.
struct Tile {
    const float* rows;         // first activation of the first row
    std::ptrdiff_t row_step;   // floats between rows
    const float* panel;        // [depth][kPanel]
    const float* next;         // weights that come after these: asked for, a line every few steps, while these are used
    int next_step;             // floats of `next` to a step of the depth
    int depth;
    int segments = 1;          // the depth is that many runs of `depth`
    std::ptrdiff_t segment_step;  // from one run of the activations to the next, in floats
    const float* const* start;  // per row, what the sums begin with: the residual, then the sums so far; null: zero
    float* const* out;         // per row
    std::ptrdiff_t column;     // first column, to be added to `start` and `out`
    int columns = kPanel;      // that the map has: the last panel may be wider
    const float* bias;
    const float* slope;
    Activation activation;
    bool last;                 // of the blocks of depth: finish with the epilogue
};

/// Spreads the request for the panel `next` evenly over the `tiles` tiles that use the one before it: asked for at once, it
/// would have to come faster than memory delivers.
inline void ask_ahead(Tile& t, const float* next, int tile, int tiles) {
    t.next_step = tiles < kPanel ? kPanel / tiles : tile < kPanel ? 1 : 0;
    t.next = t.next_step == 0 ? t.panel : next + static_cast<std::ptrdiff_t>(tile) * t.depth * t.next_step;
}

template <int Rows>
FACENET_NOINLINE void run_tile(const Tile& t) {
    vec sums[Rows][kTileVectors];
    FACENET_UNROLL
    for (int r = 0; r < Rows; ++r)
        FACENET_UNROLL
        for (int v = 0; v < kTileVectors; ++v) sums[r][v] = t.start == nullptr ? zero() : load(t.start[r] + t.column + v * kLanes);
    const float* panel = t.panel;
    const float* rows = t.rows;
    const std::ptrdiff_t step = t.row_step;
    const float* next = t.next;
    const int next_step = t.next_step;
    for (int s = 0; s < t.segments; ++s, rows += t.segment_step) {
        TileRows<Rows, float> at(rows, step);
        for (int d = 0; d < t.depth; ++d, panel += kPanel, next += next_step, at.advance(1)) {
            prefetch(next);
            vec w[kTileVectors];
            FACENET_UNROLL
            for (int v = 0; v < kTileVectors; ++v) w[v] = load(panel + v * kLanes);
            FACENET_UNROLL
            for (int r = 0; r < Rows; ++r) {
                const vec x = broadcast(*at[r]);
                FACENET_UNROLL
                for (int v = 0; v < kTileVectors; ++v) sums[r][v] = fma(x, w[v], sums[r][v]);
            }
        }
    }
    FACENET_UNROLL
    for (int v = 0; v < kTileVectors; ++v) {
        if (!t.last) {
            FACENET_UNROLL
            for (int r = 0; r < Rows; ++r) store(t.out[r] + t.column + v * kLanes, sums[r][v]);
            continue;
        }
        const Epilogue epilogue(t.bias + v * kLanes, t.slope == nullptr ? nullptr : t.slope + v * kLanes, t.activation);
        FACENET_UNROLL
        for (int r = 0; r < Rows; ++r) store(t.out[r] + t.column + v * kLanes, epilogue(sums[r][v]));
    }
}

/// How rows are cut into tiles. Evenly where there is a tile of every height: 9 rows as 5 and 4 take less time than 6 and 3,
/// whose sums are too few to hide the latency of an addition. Taller tiles come in few heights, to keep programs small.
struct RowTiles {
    static constexpr bool kEveryHeight = kTileRows <= 6;
    int rows, count;
    int each, larger;  // rows of a tile; so many of the tiles have one more

    explicit RowTiles(int all)
        : rows(all), count((all + kTileRows - 1) / kTileRows), each(kEveryHeight ? all / count : kTileRows),
          larger(kEveryHeight ? all % count : 0) {}
    int begin(int tile) const {
        const int row = tile * each + (tile < larger ? tile : larger);
        return row < rows ? row : rows;
    }
};

/// A tile of fewer rows than the largest, as several of few heights.
FACENET_NOINLINE inline void run_partial_tile(int rows, Tile t) {
    while (rows > 0) {
        int done = rows >= 4 ? 4 : rows;
        if constexpr (kTileRows > 8) {
            if (rows >= 8) done = 8;
            if (done == 8) run_tile<8>(t);
        }
        if (done == 4) run_tile<4>(t);
        else if (done == 3) run_tile<3>(t);
        else if (done == 2) run_tile<2>(t);
        else if (done == 1) run_tile<1>(t);
        rows -= done;
        t.rows += done * t.row_step;
        t.out += done;
        if (t.start != nullptr) t.start += done;
    }
}

inline void run_whole_tile(int rows, const Tile& t) {
    if (rows == kTileRows) return run_tile<kTileRows>(t);
    if constexpr (RowTiles::kEveryHeight) {
        if (rows == 5) return run_tile<5>(t);
        if (rows == 4) return run_tile<4>(t);
    }
    run_partial_tile(rows, t);
}

/// Copies the columns of a panel that the map has.
inline void copy_columns(float* to, const float* from, int columns) {
    int c = 0;
    for (; c + kLanes <= columns; c += kLanes) store(to + c, load(from + c));
    if (c < columns) copy_part(to + c, from + c, columns - c);
}

/// The last panel may be wider than the map: its tile is computed beside the map and copied.
FACENET_NOINLINE inline void run_narrow_tile(int rows, const Tile& t) {
    float beside[kTileRows * kPanel];
    float* out[kTileRows];
    for (int r = 0; r < rows; ++r) {
        out[r] = beside + r * kPanel;
        if (t.start != nullptr) copy_columns(out[r], t.start[r] + t.column, t.columns);
    }
    Tile whole = t;
    whole.out = out;
    whole.start = t.start != nullptr ? out : nullptr;
    whole.column = 0;
    run_whole_tile(rows, whole);
    for (int r = 0; r < rows; ++r) copy_columns(t.out[r] + t.column, out[r], t.columns);
}

inline void run_tile(int rows, const Tile& t) {
    if (t.columns == kPanel) run_whole_tile(rows, t);
    else run_narrow_tile(rows, t);
}

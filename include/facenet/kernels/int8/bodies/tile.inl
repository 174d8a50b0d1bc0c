// The register tile of bytes: some output pixels times kDotColumns columns, of one panel or of several, over all of the
// depth. Included after epilogue.inl.

inline constexpr int kStepBytes = kInt8Panel * kQuad;
/// Panels that a tile takes at once, at most, and tiles that share a panel.
inline constexpr int kDotPanels = kDotColumns > kInt8Panel ? kDotColumns / kInt8Panel : 1;
inline constexpr int kPanelTiles = kDotColumns < kInt8Panel ? kInt8Panel / kDotColumns : 1;
static_assert(kDotPanels <= 2, "tile_panels() knows one panel and two");

struct DotTile {
    const cell* rows;             // first activation of the first row
    std::ptrdiff_t row_step;      // cells between rows
    const std::int8_t* panel;     // at the tile's first column
    std::ptrdiff_t panel_step;    // bytes of a panel
    const std::int8_t* next;      // weights that come after these: asked for while these are used
    std::ptrdiff_t next_step;     // bytes of each of its panels to a step
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

/// Spreads the request for the panels at `next` evenly over the passes that use those before them.
inline void ask_ahead(DotTile& t, const std::int8_t* next, int pass, int passes) {
    t.next_step = kStepBytes / passes;
    t.next = t.next_step == 0 ? t.panel : next + t.panel_step / kStepBytes * t.next_step * pass;
}

template <int Panels, int Rows>
FACENET_NOINLINE void run_dot_tile(const Int8ConvArgs& a, const DotTile& t) {
    constexpr int kPanelVectors = kDotVectors / kDotPanels, kVectors = Panels * kPanelVectors;
    ivec sums[Rows][kVectors];
    FACENET_UNROLL
    for (int r = 0; r < Rows; ++r)
        FACENET_UNROLL
        for (int v = 0; v < kVectors; ++v) sums[r][v] = izero();
    const std::int8_t* panel = t.panel;
    const std::int8_t* next = t.next;
    const cell* rows = t.rows;
    const std::ptrdiff_t step = t.row_step, next_step = t.next_step, panel_step = t.panel_step;
    const auto weights = [panel_step](const std::int8_t* at, int v) {
        return load_weights(at + v / kPanelVectors * panel_step, v % kPanelVectors);
    };
    for (int s = 0; s < t.segments; ++s, rows += t.segment_step) {
        int q = 0;
        if constexpr (kDotSteps == 2)
            for (; q + 2 <= t.quads; q += 2, panel += 2 * kStepBytes, next += 2 * next_step) {
                prefetch_weights(next);
                prefetch_weights(next + next_step);
                weight_vec w[kVectors], w2[kVectors];
                FACENET_UNROLL
                for (int v = 0; v < kVectors; ++v) w[v] = weights(panel, v), w2[v] = weights(panel + kStepBytes, v);
                FACENET_UNROLL
                for (int r = 0; r < Rows; ++r) {
                    const cell_vec x = broadcast_quad(rows + r * step + q * kQuad), x2 = broadcast_quad(rows + r * step + (q + 1) * kQuad);
                    FACENET_UNROLL
                    for (int v = 0; v < kVectors; ++v) sums[r][v] = dot(sums[r][v], x, w[v], x2, w2[v]);
                }
            }
        TileRows<Rows, cell> at(rows + q * kQuad, step);
        for (; q < t.quads; ++q, panel += kStepBytes, next += next_step, at.advance(kQuad)) {
            FACENET_UNROLL
            for (int p = 0; p < Panels; ++p) prefetch_weights(next + p * panel_step);
            weight_vec w[kVectors];
            FACENET_UNROLL
            for (int v = 0; v < kVectors; ++v) w[v] = weights(panel, v);
            FACENET_UNROLL
            for (int r = 0; r < Rows; ++r) {
                const cell_vec x = broadcast_quad(at[r]);
                FACENET_UNROLL
                for (int v = 0; v < kVectors; ++v) sums[r][v] = dot(sums[r][v], x, w[v]);
            }
        }
    }
    // In an array of their own: the sums' must not be indexed by a variable, or it would lie in memory during the loop above.
    // (In parentheses: of this way alone, where another shares its integers.)
    constexpr int kColumnVectors = kDotColumns / kDotPanels * Panels / kLanes;
    ivec columns[kColumnVectors][Rows];
    FACENET_UNROLL
    for (int i = 0; i < kColumnVectors; ++i) {
        const ivec offset = iload(a.weights.offset + t.column + i * kLanes);
        FACENET_UNROLL
        for (int r = 0; r < Rows; ++r) columns[i][r] = iadd((column_sums)(sums[r], i), offset);
    }
    for (int i = 0; i < kColumnVectors; ++i) {
        const int column = t.column + i * kLanes;
        if (column >= a.out.dims.channels) return;
        Int8Epilogue(a, column).finish(columns[i], t.pixels, Rows);
    }
}

/// Whether there is a tile of every height, for as many panels as a tile takes.
inline constexpr bool kEveryHeight = kDotRows <= 6 || kDotPanels > 1;

/// How rows are cut into tiles: evenly where there is a tile of every height, as of floats (kernels/bodies/tile.inl).
struct DotRows {
    int rows, count, each, larger;

    explicit DotRows(int all)
        : rows(all), count((all + kDotRows - 1) / kDotRows), each(kEveryHeight ? all / count : kDotRows),
          larger(kEveryHeight ? all % count : 0) {}
    int begin(int tile) const {
        const int row = tile * each + (tile < larger ? tile : larger);
        return row < rows ? row : rows;
    }
};

/// Panels that a tile takes of so many that are left.
inline int tile_panels(int left) { return left < kDotPanels ? left : kDotPanels; }

/// One tile of so many rows, at most Most.
template <int Panels, int Most>
inline void run_height(const Int8ConvArgs& a, int rows, const DotTile& t) {
    if (rows == Most) return run_dot_tile<Panels, Most>(a, t);
    if constexpr (Most > 1) run_height<Panels, Most - 1>(a, rows, t);
}

/// So many rows in tiles of few heights.
template <int Panels, int Most>
inline void run_heights(const Int8ConvArgs& a, int rows, DotTile& t) {
    for (; rows >= Most; rows -= Most, t.rows += Most * t.row_step, t.pixels += Most) run_dot_tile<Panels, Most>(a, t);
    if constexpr (Most > 1) run_heights<Panels, Most <= 4 ? Most - 1 : Most == 8 ? 4 : 8>(a, rows, t);
}

/// At most kDotRows rows.
inline void run_dot_rows(const Int8ConvArgs& a, int panels, int rows, DotTile t) {
    if constexpr (kDotPanels > 1)
        if (panels == 1) return run_heights<1, kDotRows>(a, rows, t);
    if constexpr (kEveryHeight) run_height<kDotPanels, kDotRows>(a, rows, t);
    else run_heights<kDotPanels, kDotRows>(a, rows, t);
}

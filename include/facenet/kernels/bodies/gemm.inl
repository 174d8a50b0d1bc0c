// The matrix product behind convolutions and dense layers. Written once; included in the namespace of
// each instruction set, after its vector (simd/*_vec.*) and before table.inl.
//
// Rows are output pixels, columns output channels, depth is kernel height x kernel width x input channels.
// Blocks of rows and depth are packed (or read in place) so that they stay in the second-level cache while
// all panels of weights pass over them.

inline constexpr int kPanel = kTileVectors * kLanes;
static_assert(kTileRows * kPanel <= kMaxTile && kBlockRows % kTileRows == 0 && kPanel <= kMaxPanel,
              "the register tile must fit the blocking");

/// Asks for one row of a panel: it arrives in the caches while others are used.
inline void prefetch(const float* row) {
#if defined(__GNUC__)
    __builtin_prefetch(row);
    if constexpr (kPanel > 16) __builtin_prefetch(row + 16);
#else
    (void)row;
#endif
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
    for (int s = 0; s < t.segments; ++s, rows += t.segment_step)
        for (int d = 0; d < t.depth; ++d, panel += kPanel, next += next_step) {
            prefetch(next);
            vec w[kTileVectors];
            FACENET_UNROLL
            for (int v = 0; v < kTileVectors; ++v) w[v] = load(panel + v * kLanes);
            FACENET_UNROLL
            for (int r = 0; r < Rows; ++r) {
                const vec x = broadcast(rows[r * step + d]);
                FACENET_UNROLL
                for (int v = 0; v < kTileVectors; ++v) sums[r][v] = fma(x, w[v], sums[r][v]);
            }
        }
    FACENET_UNROLL
    for (int v = 0; v < kTileVectors; ++v) {
        if (!t.last) {
            FACENET_UNROLL
            for (int r = 0; r < Rows; ++r) store(t.out[r] + t.column + v * kLanes, sums[r][v]);
            continue;
        }
        const vec bias = load(t.bias + v * kLanes);
        FACENET_UNROLL
        for (int r = 0; r < Rows; ++r) {
            vec value = add(sums[r][v], bias);
            if (t.activation == Activation::relu) value = max(value, zero());
            if (t.activation == Activation::prelu)
                value = fma(load(t.slope + v * kLanes), min(value, zero()), max(value, zero()));
            store(t.out[r] + t.column + v * kLanes, value);
        }
    }
}

/// A tile of fewer rows than the largest, as several of few heights: a handful of instantiations serve all.
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

inline void run_tile(int rows, const Tile& t) {
    if (rows == kTileRows) run_tile<kTileRows>(t);
    else run_partial_tile(rows, t);
}

/// Walks the pixels of a batch's maps in order without divisions.
struct Cursor {
    int image, y, x, height, width;

    Cursor(int pixel, const Dims& map)
        : image(pixel / (map.height * map.width)), y(pixel / map.width % map.height), x(pixel % map.width),
          height(map.height), width(map.width) {}
    void next() {
        if (++x < width) return;
        x = 0;
        if (++y < height) return;
        y = 0;
        ++image;
    }
};

inline void copy_floats(float* to, const float* from, int n) {
    int i = 0;
    for (; i + kLanes <= n; i += kLanes) store(to + i, load(from + i));
    if (i == n) return;
    // The rest as one vector that ends with it: some floats are copied twice.
    if (n >= kLanes) return store(to + n - kLanes, load(from + n - kLanes));
    for (; i < n; ++i) to[i] = from[i];
}

/// The last panel may be wider than the map: its tile is computed beside the map and copied.
inline void run_narrow_tile(int rows, int columns, const Tile& t, float* scratch) {
    float* out[kTileRows];
    const float* start[kTileRows];
    for (int r = 0; r < rows; ++r) {
        out[r] = scratch + r * kPanel;
        start[r] = out[r];
        for (int c = 0; t.start != nullptr && c < columns; ++c) out[r][c] = t.start[r][t.column + c];
    }
    Tile whole = t;
    whole.out = out;
    whole.start = t.start != nullptr ? start : nullptr;
    whole.column = 0;
    run_tile(rows, whole);
    for (int r = 0; r < rows; ++r) copy_floats(t.out[r] + t.column, out[r], columns);
}

inline void zero_floats(float* to, int n) {
    int i = 0;
    for (; i + kLanes <= n; i += kLanes) store(to + i, zero());
    for (; i < n; ++i) to[i] = 0.0f;
}

/// Packs depth [begin, end) of one output pixel's window; pixels outside the map are zero.
inline void gather_part(const ConvArgs& a, const Cursor& pixel, int begin, int end, float* to) {
    const int channels = a.in.dims.channels;
    // Pixels that touch in memory are copied as one run per kernel row.
    const bool joined = a.in.pixel_stride == channels;
    const int x0 = pixel.x * a.window.stride_x - a.window.pad_x;
    const bool inside = x0 >= 0 && x0 + a.window.width <= a.in.dims.width;
    const int run = joined && inside ? a.window.width * channels : channels;
    for (int d = begin; d < end;) {
        const int within = d % run, n = run - within < end - d ? run - within : end - d;
        const int tap = (d - within) / channels, ky = tap / a.window.width, kx = tap % a.window.width;
        const int iy = pixel.y * a.window.stride_y - a.window.pad_y + ky, ix = x0 + kx;
        if (iy >= 0 && iy < a.in.dims.height && ix >= 0 && ix < a.in.dims.width)
            copy_floats(to, a.in.at(pixel.image, iy, ix) + within, n);
        else
            zero_floats(to, n);
        to += n;
        d += n;
    }
}

/// The same, quickly, where the whole window is wanted and lies inside a map without gaps.
inline void gather_window(const ConvArgs& a, const Cursor& pixel, int begin, int end, float* to) {
    const int run = a.window.width * a.in.dims.channels;
    const int y0 = pixel.y * a.window.stride_y - a.window.pad_y, x0 = pixel.x * a.window.stride_x - a.window.pad_x;
    const bool inside = y0 >= 0 && x0 >= 0 && y0 + a.window.height <= a.in.dims.height && x0 + a.window.width <= a.in.dims.width;
    if (begin != 0 || end != run * a.window.height || !inside || a.in.pixel_stride != a.in.dims.channels)
        return gather_part(a, pixel, begin, end, to);
    for (int ky = 0; ky < a.window.height; ++ky, to += run) copy_floats(to, a.in.at(pixel.image, y0 + ky, x0), run);
}

/// A tile that ends as the convolution does in the panel that begins at `column`.
inline Tile epilogue_tile(const ConvArgs& a, int column) {
    Tile t{};
    t.bias = a.weights.bias + column;
    t.slope = a.weights.slope == nullptr ? nullptr : a.weights.slope + column;
    t.activation = a.activation;
    t.column = column;
    return t;
}

/// Some columns over one block of rows [row, row + rows) and depth [begin, end).
inline void run_block(const ConvArgs& a, const float* block, std::ptrdiff_t step, int row, int rows, int begin,
                      int end, Share::Range panels) {
    const int depth = conv_depth(a.window, a.in.dims.channels), columns = a.out.dims.channels;
    const bool has_residual = a.residual.data != nullptr;
    const int tiles = (rows + kTileRows - 1) / kTileRows;
    float* out[kBlockRows];
    const float* start[kBlockRows];
    Cursor at(row, a.out.dims);
    for (int r = 0; r < rows; ++r, at.next()) {
        out[r] = a.out.at(at.image, at.y, at.x);
        // The residual comes first, so that it may be the output's own memory.
        start[r] = begin > 0 || !has_residual ? out[r] : a.residual.at(at.image, at.y, at.x);
    }
    for (int column = panels.begin; column < panels.end; column += kPanel) {
        Tile t = epilogue_tile(a, column);
        t.row_step = step;
        t.panel = a.weights.panels + static_cast<std::ptrdiff_t>(column) * depth + static_cast<std::ptrdiff_t>(begin) * kPanel;
        t.depth = end - begin;
        t.last = end == depth;
        for (int r = 0; r < rows; r += kTileRows) {
            const int count = rows - r < kTileRows ? rows - r : kTileRows;
            t.rows = block + r * step;
            ask_ahead(t, t.panel + static_cast<std::ptrdiff_t>(depth) * kPanel, r / kTileRows, tiles);
            t.out = out + r;
            t.start = begin > 0 || has_residual ? start + r : nullptr;
            if (columns - column >= kPanel) run_tile(count, t);
            else run_narrow_tile(count, columns - column, t, a.scratch);
        }
    }
}

inline void conv_direct(const ConvArgs& a) {
    const int depth = conv_depth(a.window, a.in.dims.channels);
    const int image_pixels = a.out.dims.height * a.out.dims.width, pixels = a.images * image_pixels;
    const int step = block_depth(depth);
    // A product reads its rows in place where they lie evenly. Images do not: few pixels of each are better packed together.
    const bool in_place = is_pointwise(a.window) && a.in.rows_touch() && (a.images == 1 || image_pixels >= kBlockRows / 2);
    float* packed = a.scratch + kMaxTile;
    // Large maps are shared by rows; on small ones the weights are most of the work.
    const bool by_rows = pixels >= kBlockRows;
    const Share::Range all = by_rows ? a.share.of(pixels, kTileRows) : Share::Range{0, pixels};
    const Share::Range panels = by_rows ? Share::Range{0, a.out.dims.channels} : a.share.of(a.out.dims.channels, kPanel);
    for (int begin = 0; begin < depth; begin += step) {
        const int end = depth - begin < step ? depth : begin + step;
        for (int row = all.begin, rows = 0; row < all.end; row += rows) {
            rows = all.end - row < kBlockRows ? all.end - row : kBlockRows;
            if (in_place) {
                const int image = row / image_pixels, first = row % image_pixels;
                if (image_pixels - first < rows) rows = image_pixels - first;
                run_block(a, a.in.at(image, 0, 0) + first * a.in.pixel_stride + begin, a.in.pixel_stride, row, rows, begin, end, panels);
                continue;
            }
            const int stride = packed_stride(depth);
            Cursor at(row, a.out.dims);
            for (int r = 0; r < rows; ++r, at.next()) gather_window(a, at, begin, end, packed + r * stride);
            run_block(a, packed, stride, row, rows, begin, end, panels);
        }
    }
}

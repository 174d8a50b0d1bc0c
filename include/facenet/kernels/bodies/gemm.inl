// The matrix product behind convolutions and dense layers. Written once; included in the namespace of
// each instruction set, after its vector (simd/*_vec.*) and before table.inl.
//
// Rows are output pixels, columns output channels, depth is kernel height x kernel width x input channels.
// Blocks of rows and depth are packed (or read in place) so that they stay in the second-level cache while
// all panels of weights pass over them.

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
    t.columns = a.out.dims.channels - column < kPanel ? a.out.dims.channels - column : kPanel;
    return t;
}

/// Some columns over one block of rows [row, row + rows) and depth [begin, end).
inline void run_block(const ConvArgs& a, const float* block, std::ptrdiff_t step, int row, int rows, int begin,
                      int end, Share::Range panels) {
    const int depth = conv_depth(a.window, a.in.dims.channels);
    const bool has_residual = a.residual.data != nullptr;
    const RowTiles tiles(rows);
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
        for (int tile = 0; tile < tiles.count; ++tile) {
            const int r = tiles.begin(tile), count = tiles.begin(tile + 1) - r;
            t.rows = block + r * step;
            ask_ahead(t, t.panel + static_cast<std::ptrdiff_t>(depth) * kPanel, tile, tiles.count);
            t.out = out + r;
            t.start = begin > 0 || has_residual ? start + r : nullptr;
            run_tile(count, t);
        }
    }
}

inline void conv_direct(const ConvArgs& a) {
    const int depth = conv_depth(a.window, a.in.dims.channels);
    const int image_pixels = a.out.dims.height * a.out.dims.width, pixels = a.images * image_pixels;
    const int step = block_depth(depth);
    // A product reads its rows in place where they lie evenly. Images do not: few pixels of each are better packed together.
    const bool in_place = is_pointwise(a.window) && a.in.rows_touch() && (a.images == 1 || image_pixels >= kBlockRows / 2);
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
            for (int r = 0; r < rows; ++r, at.next()) gather_window(a, at, begin, end, a.scratch + r * stride);
            run_block(a, a.scratch, stride, row, rows, begin, end, panels);
        }
    }
}

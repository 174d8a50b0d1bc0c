// The matrix product behind convolutions and dense layers. Written once; included in the namespace of each instruction set,
// after tile.inl and before table.inl.
//
// Rows are output pixels, columns output channels, depth is kernel height x kernel width x input channels.
// Blocks of rows and depth are packed (or read in place) so that they stay in the second-level cache while
// all panels of weights pass over them.

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

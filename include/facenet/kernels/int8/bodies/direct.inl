// Convolution of bytes as a matrix product. Included after tile.inl.
//
// Rows are output pixels, whose windows are packed as cells, in a block that stays in the second-level cache while all
// panels of weights pass over it. The depth is one piece: its sums leave the registers as bytes.

inline void fill_cells(cell* to, int n, cell value) {
    for (int i = 0; i < n; ++i) to[i] = value;
}

/// Packs an output pixel's window; pixels outside the map are its zero.
inline void gather_cells(const Int8ConvArgs& a, const Cursor& pixel, cell* to) {
    const int channels = a.in.dims.channels, run = a.window.width * channels;
    const int padded = row_quads(a.window, channels) * kQuad;
    const int y0 = pixel.y * a.window.stride_y - a.window.pad_y, x0 = pixel.x * a.window.stride_x - a.window.pad_x;
    const cell zero_cell = cell_of(a.in_zero);
    const bool one_run = x0 >= 0 && x0 + a.window.width <= a.in.dims.width && a.in.pixel_stride == channels;
    for (int ky = 0; ky < a.window.height; ++ky, to += padded) {
        const int y = y0 + ky;
        fill_cells(to + run, padded - run, zero_cell);
        if (y < 0 || y >= a.in.dims.height) {
            fill_cells(to, run, zero_cell);
        } else if (one_run) {
            expand(to, a.in.at(pixel.image, y, x0), run);
        } else {
            for (int kx = 0; kx < a.window.width; ++kx) {
                const int x = x0 + kx;
                if (x < 0 || x >= a.in.dims.width) fill_cells(to + kx * channels, channels, zero_cell);
                else expand(to + kx * channels, a.in.at(pixel.image, y, x), channels);
            }
        }
    }
}

/// Some columns of the pixels whose windows are packed, `stride` cells apart.
inline void run_cells(const Int8ConvArgs& a, const cell* block, std::ptrdiff_t stride, const Int8Pixel* pixels, int rows, Share::Range columns) {
    const DotRows tiles(rows);
    DotTile t{};
    const int quads = row_quads(a.window, a.in.dims.channels), depth = a.window.height * quads * kQuad;
    // Steps that are multiplied together belong to one row of the window.
    const bool one_segment = kDotSteps == 1 || quads % kDotSteps == 0;
    t.row_step = stride;
    t.quads = one_segment ? a.window.height * quads : quads;
    t.segments = one_segment ? 1 : a.window.height;
    t.segment_step = std::ptrdiff_t{quads} * kQuad;
    const int passes = kPanelTiles * tiles.count, bytes = depth * kInt8Panel;
    t.panel_step = bytes;
    for (int column = columns.begin, panels = 1; column < columns.end; column += panels * kDotColumns / kDotPanels) {
        const int part = column % kInt8Panel / kDotColumns;
        const std::int8_t* panel = a.weights.panels + static_cast<std::ptrdiff_t>(column / kInt8Panel) * bytes;
        panels = tile_panels(int8_panels(columns.end - column));
        t.panel = panel + part * kDotColumns * kQuad;
        t.column = column;
        for (int tile = 0; tile < tiles.count; ++tile) {
            const int r = tiles.begin(tile);
            t.rows = block + r * t.row_step;
            t.pixels = pixels + r;
            ask_ahead(t, panel + panels * bytes, part * tiles.count + tile, passes);
            run_dot_rows(a, panels, tiles.begin(tile + 1) - r, t);
        }
    }
}

inline void conv_cells(const Int8ConvArgs& a) {
    const int depth = int8_depth(a.window, a.in.dims.channels), most = int8_block_rows(depth), stride = cell_stride(depth);
    const int pixels = a.images * a.out.dims.height * a.out.dims.width;
    // Large maps are shared by rows; on small ones the weights are most of the work.
    const bool by_rows = pixels >= kBlockRows;
    const Share::Range all = by_rows ? a.share.of(pixels, kDotRows) : Share::Range{0, pixels};
    const Share::Range columns = by_rows ? Share::Range{0, a.out.dims.channels} : a.share.of(a.out.dims.channels, kInt8Panel);
    if (columns.begin == columns.end) return;
    // A map's own pixels are cells where those are bytes, and channels whole steps.
    const int image_pixels = a.out.dims.height * a.out.dims.width;
    const bool in_place = std::is_same<cell, std::uint8_t>::value && is_pointwise(a.window) && a.in.rows_touch() &&
                          a.in.dims.channels % kQuad == 0 && (a.images == 1 || image_pixels >= kBlockRows / 2);
    cell* block = static_cast<cell*>(a.scratch);
    Int8Pixel places[kBlockRows];
    for (int row = all.begin, rows = 0; row < all.end; row += rows) {
        rows = all.end - row < most ? all.end - row : most;
        Cursor at(row, a.out.dims);
        if (in_place && image_pixels - row % image_pixels < rows) rows = image_pixels - row % image_pixels;
        const std::uint8_t* first = a.in.at(at.image, at.y, at.x);
        for (int r = 0; r < rows; ++r, at.next()) {
            if (!in_place) gather_cells(a, at, block + r * stride);
            places[r] = Int8Pixel(a, at.image, at.y, at.x);
        }
        if (in_place) run_cells(a, reinterpret_cast<const cell*>(first), a.in.pixel_stride, places, rows, columns);
        else run_cells(a, block, stride, places, rows, columns);
    }
}

// The product for few channels, row by row of the output: windows are read where they lie in a band of the map's rows, as of
// floats (kernels/bodies/rows.inl). Included after direct.inl.

/// Columns of the map, with padding, that an output row sees.
inline int band_width(const Int8ConvArgs& a) { return (a.out.dims.width - 1) * a.window.stride_x + a.window.width; }

inline bool rows_pay(const Int8ConvArgs& a) {
    // Bands of wider cells cost more to make; where cells are bytes they cost less than packed windows for a while.
    const bool few = sizeof(cell) == 1 ? a.in.dims.channels <= 64 : a.in.dims.channels <= 16 && a.out.dims.channels <= 64;
    constexpr int kTwoTiles = 2 * kDotRows < 16 ? 2 * kDotRows : 16;
    return few && a.window.height > 1 && a.in.pixel_stride == a.in.dims.channels && a.out.dims.width >= kTwoTiles;
}

/// Expands one row of the map, its zero beside it.
inline void expand_row(const Int8ConvArgs& a, int image, int y, int width, cell* to) {
    const int channels = a.in.dims.channels, left = a.window.pad_x;
    const int inside = width - left < a.in.dims.width ? width - left : a.in.dims.width;
    const cell zero_cell = cell_of(a.in_zero);
    if (y < 0 || y >= a.in.dims.height) return fill_cells(to, width * channels, zero_cell);
    fill_cells(to, left * channels, zero_cell);
    expand(to + left * channels, a.in.at(image, y, 0), inside * channels);
    fill_cells(to + (left + inside) * channels, (width - left - inside) * channels, zero_cell);
}

inline void conv_rows(const Int8ConvArgs& a) {
    const int channels = a.in.dims.channels, width = band_width(a), depth = int8_depth(a.window, channels);
    const Share::Range all = a.share.of(a.images * a.out.dims.height);
    cell* band = static_cast<cell*>(a.scratch);
    // The last window's last quad may reach over the end: its weights are zero there, but what is read must exist.
    fill_cells(band + a.window.height * width * channels, kQuad, cell_of(0));
    for (int index = all.begin; index < all.end; ++index) {
        const int image = index / a.out.dims.height, y = index % a.out.dims.height;
        for (int ky = 0; ky < a.window.height; ++ky)
            expand_row(a, image, y * a.window.stride_y - a.window.pad_y + ky, width, band + ky * width * channels);
        for (int column = 0, panels = 1; column < a.out.dims.channels; column += panels * kDotColumns / kDotPanels) {
            DotTile t{};
            panels = tile_panels(int8_panels(a.out.dims.channels - column));
            t.panel_step = std::ptrdiff_t{depth} * kInt8Panel;
            t.panel = a.weights.panels + static_cast<std::ptrdiff_t>(column / kInt8Panel) * depth * kInt8Panel +
                      column % kInt8Panel * kQuad;
            t.next = t.panel;  // the panels stay in the caches
            t.quads = row_quads(a.window, channels);
            t.segments = a.window.height;
            t.segment_step = std::ptrdiff_t{width} * channels;
            t.row_step = std::ptrdiff_t{a.window.stride_x} * channels;
            t.column = column;
            const DotRows tiles(a.out.dims.width);
            for (int tile = 0; tile < tiles.count; ++tile) {
                const int x = tiles.begin(tile), count = tiles.begin(tile + 1) - x;
                Int8Pixel pixels[kDotRows];
                for (int i = 0; i < count; ++i) pixels[i] = Int8Pixel(a, image, y, x + i);
                t.rows = band + x * t.row_step;
                t.pixels = pixels;
                run_dot_rows(a, panels, count, t);
            }
        }
    }
}

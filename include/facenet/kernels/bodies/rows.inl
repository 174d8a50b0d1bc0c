// The matrix product for few channels, where packing each pixel's window would be a good part of the work: row by row of the
// output, windows are read where they lie. Included after gemm.inl, whose copying and whose end of a tile it shares.
//
// Neighbouring pixels' windows lie evenly, and each of their rows is one run of floats: a register tile's activations are
// `window.height` segments. Of a padded map, the rows under an output row are copied between zeros first.

/// Columns of the map, with padding, that an output row sees.
constexpr int band_width(const ConvArgs& a) { return (a.out.dims.width - 1) * a.window.stride_x + a.window.width; }

/// Measured: with more channels packing costs less than what is lost here, tiles that end with the row.
inline bool rows_pay(const ConvArgs& a) {
    const int depth = conv_depth(a.window, a.in.dims.channels), pixels = a.out.dims.height * a.out.dims.width;
    const std::size_t band = static_cast<std::size_t>(a.window.height * band_width(a) * a.in.dims.channels);
    return a.in.dims.channels <= 16 && a.out.dims.channels <= 64 && !is_pointwise(a.window) &&
           a.in.pixel_stride == a.in.dims.channels && a.out.dims.width >= 2 * kTileRows && depth <= kBlockDepth &&
           band <= static_cast<std::size_t>(pixels < kBlockRows ? pixels : kBlockRows) * static_cast<std::size_t>(packed_stride(depth));
}

/// Rows [top, bottom) of the window that lie inside the map for output row y.
struct WindowRows {
    int first, top, bottom;

    WindowRows(const ConvArgs& a, int y) : first(y * a.window.stride_y - a.window.pad_y) {
        const int below = a.in.dims.height - first;
        top = first < 0 ? -first : 0;
        bottom = below < a.window.height ? below : a.window.height;
    }
};

/// Copies the map's rows under the window, zeros beside them. Returns the first.
inline const float* copy_band(const ConvArgs& a, int image, const WindowRows& rows, float* to) {
    const int channels = a.in.dims.channels, width = band_width(a), left = a.window.pad_x;
    const int inside = width - left < a.in.dims.width ? width - left : a.in.dims.width;
    for (int ky = rows.top; ky < rows.bottom; ++ky) {
        float* row = to + (ky - rows.top) * width * channels;
        zero_floats(row, left * channels);
        copy_floats(row + left * channels, a.in.at(image, rows.first + ky, 0), inside * channels);
        zero_floats(row + (left + inside) * channels, (width - left - inside) * channels);
    }
    return to;
}

inline void conv_rows(const ConvArgs& a) {
    const int run = a.window.width * a.in.dims.channels, depth = run * a.window.height, width = a.out.dims.width;
    const bool padded = a.window.pad_x > 0 || band_width(a) > a.in.dims.width;
    const Share::Range all = a.share.of(a.images * a.out.dims.height);
    for (int index = all.begin; index < all.end; ++index) {
        const int image = index / a.out.dims.height, y = index % a.out.dims.height;
        const WindowRows rows(a, y);
        const float* first = padded ? copy_band(a, image, rows, a.scratch) : a.in.at(image, rows.first + rows.top, 0);
        float* to = a.out.at(image, y, 0);
        for (int column = 0; column < a.out.dims.channels; column += kPanel) {
            Tile t = epilogue_tile(a, column);
            t.last = true;
            t.panel = a.weights.panels + static_cast<std::ptrdiff_t>(column) * depth + rows.top * run * kPanel;
            t.next = t.panel;  // the panels stay in the caches
            t.depth = run;
            t.segments = rows.bottom - rows.top;
            t.segment_step = padded ? std::ptrdiff_t{band_width(a)} * a.in.dims.channels : a.in.row_stride;
            t.rows = first;
            t.row_step = std::ptrdiff_t{a.window.stride_x} * a.in.dims.channels;
            for (int x = 0; x < width; x += kTileRows, t.rows += kTileRows * t.row_step) {
                const int count = width - x < kTileRows ? width - x : kTileRows;
                float* out[kTileRows];
                const float* start[kTileRows];
                for (int i = 0; i < count; ++i) {
                    out[i] = to + (x + i) * a.out.pixel_stride;
                    start[i] = a.residual.data == nullptr ? nullptr : a.residual.at(image, y, x + i);
                }
                t.out = out;
                t.start = a.residual.data == nullptr ? nullptr : start;
                run_tile(count, t);
            }
        }
    }
}

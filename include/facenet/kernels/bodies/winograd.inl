// Winograd's minimal filtering for convolutions of stride 1 (kernels/algorithm.hpp). Written once; included in the
// namespace of each instruction set, after tile.inl, whose register tile multiplies the transformed values.
//
// A block of tiles is transformed, V = B^T d B; then, panel by panel, all points are multiplied and the panel's outputs
// transformed back, Y = A^T M A, into the epilogue. V stays in the second-level cache, M in the first. A way
// (Square<M, R>, Line) has the two transforms; conv_winograd() is the rest.

/// The map's pixel of a vector of channels, zero outside the map.
inline vec load_pixel(const ConvArgs& a, int image, int y, int x, int channel) {
    if (y < 0 || y >= a.in.dims.height || x < 0 || x >= a.in.dims.width) return zero();
    const float* pixel = a.in.at(image, y, x) + channel;
    const int left = a.in.dims.channels - channel;
    return left >= kLanes ? load(pixel) : load_part(pixel, left);
}

/// Writes one vector of one output pixel, `valid` of whose channels exist.
FACENET_NOINLINE inline void finish_pixel(const ConvArgs& a, const Epilogue& epilogue, int image, int y, int x, int channel, int valid, vec value) {
    float* out = a.out.at(image, y, x) + channel;
    if (a.residual.data != nullptr) {
        const float* residual = a.residual.at(image, y, x) + channel;
        value = add(value, valid >= kLanes ? load(residual) : load_part(residual, valid));
    }
    value = epilogue(value);
    if (valid >= kLanes) store(out, value);
    else store_part(out, value, valid);
}

/// The first output pixel of a tile of a batch.
struct TileCorner {
    int image, y, x;

    TileCorner(const WinogradTiles& tiles, int tile)
        : image(tile / tiles.count()), y(tile % tiles.count() / tiles.across * tiles.height),
          x(tile % tiles.across * tiles.width) {}
};

/// B^T of CookToom's 4 or 6 points applied to as many vectors.
template <int Points>
inline void winograd_in(const vec* d, vec* v) {
    if constexpr (Points == 4) {
        v[0] = sub(d[2], d[0]);
        v[1] = add(d[1], d[2]);
        v[2] = sub(d[2], d[1]);
        v[3] = sub(d[3], d[1]);
    } else {
        const vec four = broadcast(4.0f), five = broadcast(-5.0f), two = broadcast(2.0f);
        const vec a = fma(broadcast(-4.0f), d[2], d[4]), b = fma(broadcast(-4.0f), d[1], d[3]);
        const vec e = sub(d[4], d[2]), f = mul(two, sub(d[3], d[1]));
        v[0] = fma(four, d[0], fma(five, d[2], d[4]));
        v[1] = add(a, b);
        v[2] = sub(a, b);
        v[3] = add(e, f);
        v[4] = sub(e, f);
        v[5] = fma(four, d[1], fma(five, d[3], d[5]));
    }
}

/// A^T: `Side` outputs of 4 or 6 points.
template <int Points, int Side>
inline void winograd_out(const vec* m, vec* y) {
    const vec a = add(m[1], m[2]), b = sub(m[1], m[2]);
    if constexpr (Points == 4) {
        y[0] = add(m[0], a);
        y[1] = add(b, m[3]);
    } else {
        const vec c = add(m[3], m[4]), d = sub(m[3], m[4]);
        y[0] = add(add(m[0], a), c);
        y[1] = fma(broadcast(2.0f), d, b);
        if constexpr (Side == 4) {
            y[2] = fma(broadcast(4.0f), c, a);
            y[3] = fma(broadcast(8.0f), d, b);
        }
        y[Side - 1] = add(y[Side - 1], m[5]);
    }
}

/// One vector of channels of the Side x Side input pixels of a tile.
template <int Side>
inline void load_tile(const ConvArgs& a, int image, int y, int x, int channel, vec (&d)[Side][Side]) {
    const bool inside = y >= 0 && x >= 0 && y + Side <= a.in.dims.height && x + Side <= a.in.dims.width;
    if (inside && a.in.dims.channels - channel >= kLanes) {
        const float* corner = a.in.at(image, y, x) + channel;
        for (int i = 0; i < Side; ++i)
            FACENET_UNROLL
            for (int j = 0; j < Side; ++j) d[i][j] = load(corner + i * a.in.row_stride + j * a.in.pixel_stride);
        return;
    }
    for (int i = 0; i < Side; ++i)
        for (int j = 0; j < Side; ++j) d[i][j] = load_pixel(a, image, y + i, x + j, channel);
}

/// V of one tile of Side x Side input pixels; its points lie `step` floats apart.
template <int Side>
FACENET_NOINLINE void transform_square(const ConvArgs& a, const TileCorner& at, std::ptrdiff_t step, float* to) {
    const int y = at.y - a.window.pad_y, x = at.x - a.window.pad_x;
    for (int channel = 0; channel < a.in.dims.channels; channel += kLanes) {
        vec d[Side][Side], rows[Side][Side];
        load_tile<Side>(a, at.image, y, x, channel, d);
        // The loops over lines stay loops: a tile has more vectors than there are registers anyway.
        for (int i = 0; i < Side; ++i) winograd_in<Side>(d[i], rows[i]);
        for (int j = 0; j < Side; ++j) {
            vec column[Side], v[Side];
            FACENET_UNROLL
            for (int i = 0; i < Side; ++i) column[i] = rows[i][j];
            winograd_in<Side>(column, v);
            FACENET_UNROLL
            for (int i = 0; i < Side; ++i) store(to + channel + (i * Side + j) * step, v[i]);
        }
    }
}

/// F(Side x Side, Taps x Taps).
template <int Side, int Taps>
struct Square {
    static constexpr Algorithm kAlgorithm = Taps == 5   ? Algorithm::winograd_5x5
                                            : Side == 4 ? Algorithm::winograd_4x4
                                                        : Algorithm::winograd_2x2;
    static constexpr int kSide = Side + Taps - 1, kPoints = kSide * kSide;

    static void transform(const ConvArgs& a, const TileCorner& at, std::ptrdiff_t step, float* to) {
        transform_square<kSide>(a, at, step, to);
    }

    /// One tile's outputs in one vector of channels from M, whose points lie `step` floats apart.
    static void finish(const ConvArgs& a, const TileCorner& at, int channel, int valid, std::ptrdiff_t step, const float* m) {
        vec columns[Side][kSide];
        for (int j = 0; j < kSide; ++j) {
            vec in[kSide], out[Side];
            FACENET_UNROLL
            for (int i = 0; i < kSide; ++i) in[i] = load(m + (i * kSide + j) * step);
            winograd_out<kSide, Side>(in, out);
            FACENET_UNROLL
            for (int i = 0; i < Side; ++i) columns[i][j] = out[i];
        }
        const Epilogue epilogue(a.weights.bias + channel, a.weights.slope == nullptr ? nullptr : a.weights.slope + channel, a.activation);
        vec values[Side][Side];
        for (int i = 0; i < Side; ++i) winograd_out<kSide, Side>(columns[i], values[i]);
        if (valid < kLanes || at.y + Side > a.out.dims.height || at.x + Side > a.out.dims.width) {
            for (int i = 0; i < Side && at.y + i < a.out.dims.height; ++i)
                for (int j = 0; j < Side && at.x + j < a.out.dims.width; ++j)
                    finish_pixel(a, epilogue, at.image, at.y + i, at.x + j, channel, valid, values[i][j]);
            return;
        }
        for (int i = 0; i < Side; ++i) {
            float* to = a.out.at(at.image, at.y + i, at.x) + channel;
            if (a.residual.data != nullptr) {
                const float* residual = a.residual.at(at.image, at.y + i, at.x) + channel;
                FACENET_UNROLL
                for (int j = 0; j < Side; ++j) values[i][j] = add(values[i][j], load(residual + j * a.residual.pixel_stride));
            }
            FACENET_UNROLL
            for (int j = 0; j < Side; ++j) store(to + j * a.out.pixel_stride, epilogue(values[i][j]));
        }
    }
};

/// F(4, 7) along the rows (1x7) or the columns (7x1).
struct Line {
    static constexpr Algorithm kAlgorithm = Algorithm::winograd_line;
    using Transform = CookToom<kLineSide, kLineTaps>;
    static constexpr int kPoints = Transform::kPoints;
    static constexpr Transform kTransform{};

    static vec factor(double f) { return broadcast(static_cast<float>(f)); }

    static void transform(const ConvArgs& a, const TileCorner& at, std::ptrdiff_t step, float* to) {
        const int dy = a.window.height > 1, dx = 1 - dy, y = at.y - a.window.pad_y, x = at.x - a.window.pad_x;
        for (int channel = 0; channel < a.in.dims.channels; channel += kLanes) {
            vec d[kPoints];
            for (int i = 0; i < kPoints; ++i) d[i] = load_pixel(a, at.image, y + i * dy, x + i * dx, channel);
            // A point's row of B^T has even and odd coefficients; its opposite's differ in the sign of the odd ones. Zero
            // has only even ones and infinity only odd ones.
            for (int i = 0; i < kPoints; i += i == 0 ? 1 : 2) {
                const auto& b = kTransform.b[static_cast<std::size_t>(i)];
                vec even = zero(), odd = zero();
                for (int j = 0; j < kPoints; j += 2) {
                    if (i < kPoints - 1) even = fma(factor(b[static_cast<std::size_t>(j)]), d[j], even);
                    if (i > 0) odd = fma(factor(b[static_cast<std::size_t>(j) + 1]), d[j + 1], odd);
                }
                store(to + channel + i * step, add(even, odd));
                if (i > 0 && i < kPoints - 1) store(to + channel + (i + 1) * step, sub(even, odd));
            }
        }
    }

    static void finish(const ConvArgs& a, const TileCorner& at, int channel, int valid, std::ptrdiff_t step, const float* m) {
        const Epilogue epilogue(a.weights.bias + channel, a.weights.slope == nullptr ? nullptr : a.weights.slope + channel, a.activation);
        vec sums[Transform::kPairs], differences[Transform::kPairs];
        FACENET_UNROLL
        for (int k = 0; k < Transform::kPairs; ++k) {
            const vec plus = load(m + (1 + 2 * k) * step), minus = load(m + (2 + 2 * k) * step);
            sums[k] = add(plus, minus);
            differences[k] = sub(plus, minus);
        }
        FACENET_UNROLL
        for (int o = 0; o < kLineSide; ++o) {
            vec y = o == 0 ? load(m) : o == kLineSide - 1 ? load(m + (kPoints - 1) * step) : zero();
            FACENET_UNROLL
            for (int k = 0; k < Transform::kPairs; ++k)
                y = fma(factor(kTransform.a[static_cast<std::size_t>(1 + 2 * k)][static_cast<std::size_t>(o)]),
                        o % 2 == 0 ? sums[k] : differences[k], y);
            const int dy = a.window.height > 1, row = at.y + o * dy, column = at.x + o * (1 - dy);
            if (row < a.out.dims.height && column < a.out.dims.width) finish_pixel(a, epilogue, at.image, row, column, channel, valid, y);
        }
    }
};

template <class Way>
inline void conv_winograd(const ConvArgs& a) {
    constexpr int kPoints = Way::kPoints;
    const WinogradTiles tiles = winograd_tiles(Way::kAlgorithm, a.window, a.out.dims);
    const int channels = a.in.dims.channels, stride = winograd_stride(channels), total = tiles.count() * a.images;
    const int block = winograd_block_tiles(tiles, channels, a.images);
    float* values = a.scratch;                                                                // V: [points][tile][stride]
    float* products = values + std::ptrdiff_t{kPoints} * winograd_point_step(block, stride);  // M: [points][tile][kPanel]
    float* out[kWinogradMostTiles];
    for (int t = 0; t < block; ++t) out[t] = products + static_cast<std::ptrdiff_t>(t) * kPanel;
    const bool by_tiles = total >= 2 * kTileRows * a.share.parts;
    const Share::Range all = by_tiles ? a.share.of(total, kTileRows) : Share::Range{0, total};
    const Share::Range panels = by_tiles ? Share::Range{0, a.out.dims.channels} : a.share.of(a.out.dims.channels, kPanel);
    for (int first = all.begin; first < all.end; first += block) {
        const int count = all.end - first < block ? all.end - first : block;
        const RowTiles rows(count);
        const std::ptrdiff_t values_step = winograd_point_step(count, stride), products_step = winograd_point_step(count, kPanel);
        for (int t = 0; t < count; ++t)
            Way::transform(a, TileCorner(tiles, first + t), values_step, values + t * stride);
        const float* panel = a.weights.panels + static_cast<std::ptrdiff_t>(panels.begin) * kPoints * channels;
        for (int column = panels.begin; column < panels.end; column += kPanel) {
            Tile tile{};
            tile.row_step = stride;
            tile.depth = channels;
            for (int point = 0; point < kPoints; ++point) {
                tile.panel = panel;
                panel += static_cast<std::ptrdiff_t>(channels) * kPanel;
                tile.column = point * products_step;
                for (int k = 0; k < rows.count; ++k) {
                    const int t = rows.begin(k);
                    tile.rows = values + point * values_step + t * stride;
                    tile.out = out + t;
                    ask_ahead(tile, panel, k, rows.count);
                    run_tile(rows.begin(k + 1) - t, tile);
                }
            }
            for (int t = 0; t < count; ++t)
                for (int v = 0; v < kTileVectors && column + v * kLanes < a.out.dims.channels; ++v)
                    Way::finish(a, TileCorner(tiles, first + t), column + v * kLanes, a.out.dims.channels - column - v * kLanes,
                                products_step, products + t * kPanel + v * kLanes);
        }
    }
}

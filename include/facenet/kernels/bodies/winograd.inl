// Winograd's minimal filtering for 3x3 convolutions of stride 1 (kernels/algorithm.hpp). Written once; included in the
// namespace of each instruction set, after gemm.inl, whose register tile multiplies the transformed values.
//
// A block of tiles is transformed, V = B^T d B; then, panel by panel, all points are multiplied and the panel's outputs
// transformed back, Y = A^T M A, into the epilogue. V stays in the second-level cache, M in the first.

/// B^T of F(Side, 3) applied to Side + 2 vectors.
template <int Side>
inline void winograd_in(const vec* d, vec* v) {
    if constexpr (Side == 2) {
        v[0] = sub(d[0], d[2]);
        v[1] = add(d[1], d[2]);
        v[2] = sub(d[2], d[1]);
        v[3] = sub(d[1], d[3]);
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

/// A^T of F(Side, 3) applied to Side + 2 vectors.
template <int Side>
inline void winograd_out(const vec* m, vec* y) {
    if constexpr (Side == 2) {
        y[0] = add(add(m[0], m[1]), m[2]);
        y[1] = sub(sub(m[1], m[2]), m[3]);
    } else {
        const vec a = add(m[1], m[2]), b = sub(m[1], m[2]), c = add(m[3], m[4]), d = sub(m[3], m[4]);
        y[0] = add(add(m[0], a), c);
        y[1] = fma(broadcast(2.0f), d, b);
        y[2] = fma(broadcast(4.0f), c, a);
        y[3] = add(fma(broadcast(8.0f), d, b), m[5]);
    }
}

/// One vector of channels of a tile whose corner is input pixel (y, x); what lies outside the map is zero.
template <int Side>
inline void load_tile(const ConvArgs& a, int y, int x, int channel, vec (&d)[Side + 2][Side + 2]) {
    constexpr int kSide = Side + 2;
    const int left = a.in.dims.channels - channel;
    const bool inside = y >= 0 && x >= 0 && y + kSide <= a.in.dims.height && x + kSide <= a.in.dims.width;
    if (inside && left >= kLanes) {
        FACENET_UNROLL
        for (int i = 0; i < kSide; ++i)
            FACENET_UNROLL
            for (int j = 0; j < kSide; ++j) d[i][j] = load(a.in.at(y + i, x + j) + channel);
        return;
    }
    for (int i = 0; i < kSide; ++i)
        for (int j = 0; j < kSide; ++j) {
            d[i][j] = zero();
            if (y + i < 0 || y + i >= a.in.dims.height || x + j < 0 || x + j >= a.in.dims.width) continue;
            const float* pixel = a.in.at(y + i, x + j) + channel;
            if (left >= kLanes) d[i][j] = load(pixel);
            else {
                float part[kLanes] = {};
                for (int c = 0; c < left; ++c) part[c] = pixel[c];
                d[i][j] = load(part);
            }
        }
}

/// V of tiles [first, first + count): [points][count][stride].
template <int Side>
inline void transform_tiles(const ConvArgs& a, int first, int count, int stride, float* to) {
    constexpr int kSide = Side + 2;
    const int across = (a.out.dims.width + Side - 1) / Side;
    for (int t = 0; t < count; ++t) {
        const int y = (first + t) / across * Side - a.window.pad_y, x = (first + t) % across * Side - a.window.pad_x;
        for (int channel = 0; channel < a.in.dims.channels; channel += kLanes) {
            vec d[kSide][kSide], rows[kSide][kSide];
            load_tile<Side>(a, y, x, channel, d);
            FACENET_UNROLL
            for (int i = 0; i < kSide; ++i) winograd_in<Side>(d[i], rows[i]);
            float* out = to + t * stride + channel;
            FACENET_UNROLL
            for (int j = 0; j < kSide; ++j) {
                vec column[kSide], v[kSide];
                FACENET_UNROLL
                for (int i = 0; i < kSide; ++i) column[i] = rows[i][j];
                winograd_in<Side>(column, v);
                FACENET_UNROLL
                for (int i = 0; i < kSide; ++i) store(out + static_cast<std::ptrdiff_t>(i * kSide + j) * count * stride, v[i]);
            }
        }
    }
}

/// Bias, residual and activation of one vector of one output pixel, `valid` of whose channels exist.
inline void finish_pixel(const ConvArgs& a, int y, int x, int channel, int valid, vec value) {
    float part[kLanes] = {};
    float* out = a.out.at(y, x) + channel;
    value = add(value, load(a.weights.bias + channel));
    if (a.residual.data != nullptr) {
        const float* residual = a.residual.at(y, x) + channel;
        if (valid < kLanes) {
            for (int c = 0; c < valid; ++c) part[c] = residual[c];
            residual = part;
        }
        value = add(value, load(residual));
    }
    if (a.activation == Activation::relu) value = max(value, zero());
    if (a.activation == Activation::prelu)
        value = fma(load(a.weights.slope + channel), min(value, zero()), max(value, zero()));
    if (valid >= kLanes) return store(out, value);
    store(part, value);
    for (int c = 0; c < valid; ++c) out[c] = part[c];
}

/// The outputs of tiles [first, first + count) in one panel of channels from M [points][count][kPanel].
template <int Side>
inline void finish_tiles(const ConvArgs& a, int first, int count, int column, const float* products) {
    constexpr int kSide = Side + 2;
    const int across = (a.out.dims.width + Side - 1) / Side;
    for (int t = 0; t < count; ++t) {
        const int y = (first + t) / across * Side, x = (first + t) % across * Side;
        for (int v = 0; v < kTileVectors; ++v) {
            const int channel = column + v * kLanes, valid = a.out.dims.channels - channel;
            if (valid <= 0) break;
            const float* m = products + t * kPanel + v * kLanes;
            vec columns[Side][kSide];
            FACENET_UNROLL
            for (int j = 0; j < kSide; ++j) {
                vec in[kSide], out[Side];
                FACENET_UNROLL
                for (int i = 0; i < kSide; ++i) in[i] = load(m + static_cast<std::ptrdiff_t>(i * kSide + j) * count * kPanel);
                winograd_out<Side>(in, out);
                FACENET_UNROLL
                for (int i = 0; i < Side; ++i) columns[i][j] = out[i];
            }
            for (int i = 0; i < Side && y + i < a.out.dims.height; ++i) {
                vec out[Side];
                winograd_out<Side>(columns[i], out);
                for (int j = 0; j < Side && x + j < a.out.dims.width; ++j) finish_pixel(a, y + i, x + j, channel, valid, out[j]);
            }
        }
    }
}

template <int Side>
inline void conv_winograd(const ConvArgs& a) {
    constexpr Algorithm kWay = Side == 4 ? Algorithm::winograd_4x4 : Algorithm::winograd_2x2;
    constexpr int kPoints = (Side + 2) * (Side + 2);
    const int channels = a.in.dims.channels, stride = winograd_stride(channels), tiles = winograd_tiles(kWay, a.out.dims);
    const int block = winograd_block_tiles(kWay, channels, a.out.dims);
    float* values = a.scratch;
    float* products = values + static_cast<std::ptrdiff_t>(kPoints) * block * stride;
    const bool by_tiles = tiles >= 2 * kTileRows * a.share.parts;
    const Share::Range all = by_tiles ? a.share.of(tiles, kTileRows) : Share::Range{0, tiles};
    const Share::Range panels = by_tiles ? Share::Range{0, a.out.dims.channels} : a.share.of(a.out.dims.channels, kPanel);
    for (int first = all.begin; first < all.end; first += block) {
        const int count = all.end - first < block ? all.end - first : block;
        transform_tiles<Side>(a, first, count, stride, values);
        const float* panel = a.weights.panels + static_cast<std::ptrdiff_t>(panels.begin) * kPoints * channels;
        for (int column = panels.begin; column < panels.end; column += kPanel) {
            for (int point = 0; point < kPoints; ++point, panel += static_cast<std::ptrdiff_t>(channels) * kPanel)
                for (int t = 0; t < count; t += kTileRows) {
                    const int rows = count - t < kTileRows ? count - t : kTileRows;
                    float* out[kTileRows];
                    for (int r = 0; r < rows; ++r) out[r] = products + static_cast<std::ptrdiff_t>(point * count + t + r) * kPanel;
                    Tile tile{};
                    tile.rows = values + static_cast<std::ptrdiff_t>(point * count + t) * stride;
                    tile.row_step = stride;
                    tile.panel = panel;
                    tile.next = t == 0 ? panel + static_cast<std::ptrdiff_t>(channels) * kPanel : panel;
                    tile.depth = channels;
                    tile.out = out;
                    run_tile(rows, tile);
                }
            finish_tiles<Side>(a, first, count, column, products);
        }
    }
}

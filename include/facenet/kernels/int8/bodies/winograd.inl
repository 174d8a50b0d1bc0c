// Minimal filtering of bytes (kernels/algorithm.hpp) with products of 16 bits: transformed activations are whole numbers
// that fit them (kernels/int8/pack.hpp), transformed weights have fixed points chosen so that sums fit 32 bits. Included
// after epilogue.inl, where the instruction set has such products (FACENET_HAS_PAIRS).

/// The first output pixel of a tile of a batch.
struct TileCorner {
    int image, y, x;

    TileCorner(const WinogradTiles& tiles, int tile)
        : image(tile / tiles.count()), y(tile % tiles.count() / tiles.across * tiles.height),
          x(tile % tiles.across * tiles.width) {}
};

/// B^T of CookToom's 4 or 6 points.
template <int Points>
inline void winograd_in(const svec* d, svec* v) {
    if constexpr (Points == 4) {
        v[0] = ssub(d[2], d[0]);
        v[1] = sadd(d[1], d[2]);
        v[2] = ssub(d[2], d[1]);
        v[3] = ssub(d[3], d[1]);
    } else {
        const svec a = ssub(d[4], sshift<2>(d[2])), b = ssub(d[3], sshift<2>(d[1]));
        const svec e = ssub(d[4], d[2]), f = sshift<1>(ssub(d[3], d[1]));
        v[0] = sadd(sshift<2>(ssub(d[0], d[2])), e);
        v[1] = sadd(a, b);
        v[2] = ssub(a, b);
        v[3] = sadd(e, f);
        v[4] = ssub(e, f);
        v[5] = sadd(sshift<2>(ssub(d[1], d[3])), ssub(d[5], d[3]));
    }
}

/// A^T: factors are powers of two, so that nothing is rounded but the sums.
template <int Points, int Side>
inline void winograd_out(const vec* m, vec* y) {
    const vec a = add(m[1], m[2]), b = sub(m[1], m[2]);
    if constexpr (Points == 4) {
        y[0] = add(m[0], a);
        y[1] = add(b, m[3]);
    } else {
        const vec c = add(m[3], m[4]), d = sub(m[3], m[4]);
        y[0] = add(add(m[0], a), c);
        y[1] = add(mul(broadcast(2.0f), d), b);
        if constexpr (Side == 4) {
            y[2] = add(mul(broadcast(4.0f), c), a);
            y[3] = add(mul(broadcast(8.0f), d), b);
        }
        y[Side - 1] = add(y[Side - 1], m[5]);
    }
}

/// 16 channels of the Side x Side input pixels of a tile, their zero point taken off; zero outside the map.
template <int Side>
inline void load_tile(const Int8ConvArgs& a, int image, int y, int x, int channel, svec (&d)[Side][Side]) {
    const svec zero_point = sbroadcast(a.in_zero);
    const int left = a.in.dims.channels - channel;
    if (y >= 0 && x >= 0 && y + Side <= a.in.dims.height && x + Side <= a.in.dims.width && left >= kShortLanes) {
        const std::uint8_t* corner = a.in.at(image, y, x) + channel;
        for (int i = 0; i < Side; ++i)
            FACENET_UNROLL
            for (int j = 0; j < Side; ++j) d[i][j] = load_shorts(corner + i * a.in.row_stride + j * a.in.pixel_stride, zero_point);
        return;
    }
    for (int i = 0; i < Side; ++i)
        for (int j = 0; j < Side; ++j) {
            const int iy = y + i, ix = x + j;
            d[i][j] = sbroadcast(0);
            if (iy < 0 || iy >= a.in.dims.height || ix < 0 || ix >= a.in.dims.width) continue;
            const std::uint8_t* pixel = a.in.at(image, iy, ix) + channel;
            std::uint8_t part[kShortLanes];
            if (left < kShortLanes) {
                std::memset(part, a.in_zero, sizeof part);
                std::memcpy(part, pixel, static_cast<std::size_t>(left));
            }
            d[i][j] = load_shorts(left < kShortLanes ? part : pixel, zero_point);
        }
}

/// V of one tile; its points lie `step` values apart.
template <int Side>
FACENET_NOINLINE void transform_tile(const Int8ConvArgs& a, int image, int y, int x, std::ptrdiff_t step, std::int16_t* to) {
    for (int channel = 0; channel < a.in.dims.channels; channel += kShortLanes) {
        svec d[Side][Side], rows[Side][Side];
        load_tile<Side>(a, image, y, x, channel, d);
        for (int i = 0; i < Side; ++i) winograd_in<Side>(d[i], rows[i]);
        for (int j = 0; j < Side; ++j) {
            svec column[Side], v[Side];
            FACENET_UNROLL
            for (int i = 0; i < Side; ++i) column[i] = rows[i][j];
            winograd_in<Side>(column, v);
            FACENET_UNROLL
            for (int i = 0; i < Side; ++i) sstore(to + channel + (i * Side + j) * step, v[i]);
        }
    }
}

/// Panels that a register tile takes at once, at most.
inline constexpr int kPairPanels = kPairColumns / kInt8Panel;

/// Products of one point: some tiles times one panel or several, over all channels.
struct PairTile {
    const std::int16_t* rows;
    std::ptrdiff_t row_step;
    const std::int16_t* weights;
    std::ptrdiff_t panel_step;   // values from a panel's points to those of the next
    const std::int16_t* next;
    std::ptrdiff_t next_step;
    int pairs;
    std::int32_t* out;  // [row][kPairColumns]
};

template <int Panels, int Rows>
FACENET_NOINLINE void run_pair_tile(const PairTile& t) {
    constexpr int kPanelVectors = kPairVectors / kPairPanels, kVectors = Panels * kPanelVectors;
    ivec sums[Rows][kVectors];
    FACENET_UNROLL
    for (int r = 0; r < Rows; ++r)
        FACENET_UNROLL
        for (int v = 0; v < kVectors; ++v) sums[r][v] = izero();
    const std::int16_t *weights = t.weights, *next = t.next;
    const std::ptrdiff_t next_step = t.next_step, panel_step = t.panel_step;
    TileRows<Rows, std::int16_t> at(t.rows, t.row_step);
    for (int p = 0; p < t.pairs; ++p, weights += 2 * kInt8Panel, next += next_step, at.advance(2)) {
        FACENET_UNROLL
        for (int i = 0; i < Panels; ++i) prefetch_weights(reinterpret_cast<const std::int8_t*>(next + i * panel_step));
        svec w[kVectors];
        FACENET_UNROLL
        for (int v = 0; v < kVectors; ++v) w[v] = load_pairs(weights + v / kPanelVectors * panel_step, v % kPanelVectors);
        FACENET_UNROLL
        for (int r = 0; r < Rows; ++r) {
            const svec x = broadcast_pair(at[r]);
            FACENET_UNROLL
            for (int v = 0; v < kVectors; ++v) sums[r][v] = dot_pairs(sums[r][v], x, w[v]);
        }
    }
    FACENET_UNROLL
    for (int r = 0; r < Rows; ++r)
        FACENET_UNROLL
        for (int v = 0; v < kVectors; ++v) istore(t.out + r * kPairColumns + v * kLanes, sums[r][v]);
}

/// One register tile of so many rows, at most Most.
template <int Panels, int Most = kPairRows>
inline void run_pair_rows(int rows, const PairTile& t) {
    if (rows == Most) return run_pair_tile<Panels, Most>(t);
    if constexpr (Most > 1) run_pair_rows<Panels, Most - 1>(rows, t);
}

/// One tile's outputs in one vector of columns from its products, whose points lie `step` values apart.
template <int Side, int Taps>
inline void finish_tile(const Int8ConvArgs& a, const TileCorner& at, const Int8Epilogue& epilogue, std::ptrdiff_t step,
                        const std::int32_t* m, const float* point_scale) {
    constexpr int kSide = Side + Taps - 1;
    vec columns[Side][kSide];
    for (int j = 0; j < kSide; ++j) {
        vec in[kSide], out[Side];
        FACENET_UNROLL
        for (int i = 0; i < kSide; ++i)
            in[i] = mul(to_float(iload(m + (i * kSide + j) * step)), load(point_scale + (i * kSide + j) * kInt8Panel));
        winograd_out<kSide, Side>(in, out);
        FACENET_UNROLL
        for (int i = 0; i < Side; ++i) columns[i][j] = out[i];
    }
    for (int i = 0; i < Side && at.y + i < a.out.dims.height; ++i) {
        vec values[Side];
        winograd_out<kSide, Side>(columns[i], values);
        FACENET_UNROLL
        for (int j = 0; j < Side; ++j)
            if (at.x + j < a.out.dims.width) epilogue.finish(values[j], Int8Pixel(a, at.image, at.y + i, at.x + j));
    }
}

template <int Side, int Taps>
inline void conv_winograd(const Int8ConvArgs& a) {
    constexpr int kSide = Side + Taps - 1, kPoints = kSide * kSide;
    const WinogradTiles tiles = winograd_tiles(a.weights.algorithm, a.window, a.out.dims);
    const int channels = a.in.dims.channels, pairs = (channels + 1) / 2, stride = pair_stride(channels);
    const int total = tiles.count() * a.images, block = winograd_block_tiles(tiles, channels, a.images);
    auto* values = static_cast<std::int16_t*>(a.scratch);  // V: [points][tile][stride]
    auto* products = reinterpret_cast<std::int32_t*>(values + std::ptrdiff_t{kPoints} * winograd_point_step(block, stride));
    const bool by_tiles = total >= 2 * kPairRows * a.share.parts;
    const Share::Range all = by_tiles ? a.share.of(total, kPairRows) : Share::Range{0, total};
    const Share::Range columns = by_tiles ? Share::Range{0, a.out.dims.channels} : a.share.of(a.out.dims.channels, kInt8Panel);
    for (int first = all.begin; first < all.end && columns.begin < columns.end; first += block) {
        const int count = all.end - first < block ? all.end - first : block;
        const int runs = (count + kPairRows - 1) / kPairRows, each = count / runs, larger = count % runs;
        const std::ptrdiff_t values_step = winograd_point_step(count, stride), products_step = winograd_point_step(count, kPairColumns);
        for (int t = 0; t < count; ++t) {
            const TileCorner at(tiles, first + t);
            transform_tile<kSide>(a, at.image, at.y - a.window.pad_y, at.x - a.window.pad_x, values_step, values + t * stride);
        }
        for (int column = columns.begin, panels = 1; column < columns.end; column += panels * kInt8Panel) {
            const std::ptrdiff_t panel = column / kInt8Panel;
            panels = columns.end - column > kInt8Panel ? kPairPanels : 1;
            PairTile tile{};
            tile.row_step = stride;
            tile.pairs = pairs;
            tile.panel_step = std::ptrdiff_t{kPoints} * pairs * 2 * kInt8Panel;
            const std::int16_t* weights = a.weights.points + panel * tile.panel_step;
            for (int point = 0; point < kPoints; ++point) {
                tile.weights = weights;
                weights += std::ptrdiff_t{2} * pairs * kInt8Panel;
                for (int k = 0, t = 0; k < runs; ++k) {
                    const int rows = each + (k < larger ? 1 : 0);
                    tile.rows = values + point * values_step + t * stride;
                    tile.out = products + point * products_step + t * kPairColumns;
                    tile.next_step = runs <= 32 ? 2 * kInt8Panel / runs : 0;
                    tile.next = tile.next_step == 0 ? tile.weights : weights + k * std::ptrdiff_t{pairs} * tile.next_step;
                    if (panels == kPairPanels) run_pair_rows<kPairPanels>(rows, tile);
                    else run_pair_rows<1>(rows, tile);
                    t += rows;
                }
            }
            for (int v = 0; v < panels * kInt8Panel && column + v < a.out.dims.channels; v += kLanes) {
                const float* scales = a.weights.point_scale + (panel + v / kInt8Panel) * kPoints * kInt8Panel + v % kInt8Panel;
                const Int8Epilogue epilogue(a, column + v);
                for (int t = 0; t < count; ++t)
                    finish_tile<Side, Taps>(a, TileCorner(tiles, first + t), epilogue, products_step, products + t * kPairColumns + v, scales);
            }
        }
    }
}

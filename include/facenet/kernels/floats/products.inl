// Many probes against many rows: a matrix product, and which of its values are small enough. Included after rows.inl.

inline void products(const ProductArgs& a) {
    if (a.in.count == 0 || a.columns == 0) return;
    const std::size_t size = static_cast<std::size_t>(a.in.size), columns = static_cast<std::size_t>(a.columns);
    const RowTiles tiles(static_cast<int>(a.in.count));
    Tile t{};
    t.row_step = a.in.size;
    t.depth = a.in.size;
    t.columns = kPanel;
    // The rows to come are spread over all tiles: asked for at once, they would have to come faster than memory delivers.
    const std::size_t all_tiles = columns / kPanel * static_cast<std::size_t>(tiles.count);
    const std::size_t ahead = (a.rows_to_come + all_tiles - 1) / all_tiles, end = a.in.count + a.rows_to_come;
    std::size_t next = a.in.count;
    for (std::size_t column = 0; column < columns; column += kPanel) {
        t.panel = a.panels + column * size;
        for (int tile = 0; tile < tiles.count; ++tile) {
            const int first = tiles.begin(tile), count = tiles.begin(tile + 1) - first;
            t.rows = a.in.rows + static_cast<std::size_t>(first) * size;
            t.next_step = next < end ? static_cast<int>(ahead) : 0;
            t.next = next < end ? a.in.rows + next * size : t.panel;
            next += ahead;
            float* out[kTileRows];
            for (int r = 0; r < count; ++r)
                out[r] = a.out + static_cast<std::size_t>(first + r) * columns + column;
            t.out = out;
            run_tile(count, t);
        }
    }
}

inline std::size_t first_within(const float* values, std::size_t n, float limit) {
    const vec limits = broadcast(limit);
    std::size_t i = 0;
    while (i + kLanes <= n && all_above(load(values + i), limits))
        i += kLanes;
    return i + reference::first_within(values + i, n - i, limit);
}

inline std::size_t first_within_limits(const LimitArgs& a, std::size_t from) {
    const std::size_t columns = static_cast<std::size_t>(a.columns);
    std::size_t row = from / columns, column = from % columns / kLanes * kLanes;
    for (; row < a.count; ++row, column = 0) {
        const float* products = a.products + row * columns;
        const vec term = broadcast(a.terms[row]);
        for (; column < columns; column += kLanes) {
            if (all_above(add(load(products + column), term), load(a.limits + column))) continue;
            const std::size_t begin = row * columns + column;
            for (std::size_t place = begin < from ? from : begin; place < begin + kLanes; ++place)
                if (reference::is_within(a, place)) return place;
        }
    }
    return a.count * columns;
}

inline constexpr FloatKernels kTable{Isa::FACENET_TABLE_ISA, kPanel, distances, squares, products, first_within,
                                     first_within_limits};
#undef FACENET_TABLE_ISA

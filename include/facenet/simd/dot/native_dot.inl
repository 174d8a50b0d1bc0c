// The portable way elsewhere: 32-bit products in the vectors of the build's architecture (simd/native_vec.hpp), which may be
// scalars. Included after it.
using native::kLanes;
using native::vec;
using native::zero;
using native::load;
using native::store;
using native::broadcast;
using native::add;
using native::sub;
using native::mul;
using native::max;
using native::min;

struct ivec {
    native::Ints v;
};
inline ivec izero() { return {native::Ints(0)}; }
inline ivec ibroadcast(std::int32_t x) { return {native::Ints(x)}; }
inline ivec iload(const std::int32_t* p) { return {native::load_ints(p)}; }
inline void istore(std::int32_t* p, ivec a) { native::store_ints(p, a.v); }
inline ivec iadd(ivec a, ivec b) { return {a.v + b.v}; }
inline ivec imax(ivec a, ivec b) { return {native::max_ints(a.v, b.v)}; }
inline ivec drop_byte(ivec a) { return {a.v >> 8}; }
/// The K-th byte of each lane, with its sign.
template <int K>
inline ivec signed_byte(ivec a) {
    return {(a.v << (24 - 8 * K)) >> 24};
}
inline vec to_float(ivec a) { return native::ints_to_float(a.v); }
inline ivec round_to_int(vec a) { return {native::floats_to_ints(a)}; }
inline ivec load_bytes(const std::uint8_t* p) {
    std::int32_t wide[kLanes];
    for (int i = 0; i < kLanes; ++i) wide[i] = p[i];
    return iload(wide);
}
/// Cut to 0..255.
inline void store_bytes(std::uint8_t* p, ivec a) {
    std::int32_t wide[kLanes];
    istore(wide, a);
    for (int i = 0; i < kLanes; ++i) p[i] = static_cast<std::uint8_t>(wide[i] < 0 ? 0 : wide[i] > 255 ? 255 : wide[i]);
}
/// The greatest of the bytes at `at` of Count rows, 16 at a time.
inline constexpr int kByteLanes = 16;
template <int Count>
inline void greatest_bytes(std::uint8_t* to, const std::uint8_t* const* rows, int at) {
    std::uint8_t most[kByteLanes];
    std::memcpy(most, rows[0] + at, kByteLanes);
    FACENET_UNROLL
    for (int i = 1; i < Count; ++i)
        for (int k = 0; k < kByteLanes; ++k) most[k] = most[k] < rows[i][at + k] ? rows[i][at + k] : most[k];
    std::memcpy(to + at, most, kByteLanes);
}

/// An activation in a packed block.
using cell = std::int32_t;
inline constexpr bool kSignedCells = false;
/// A register tile: rows (pixels) x columns; a lane of the sums is a column. The sums, a step's weights for one vector of
/// columns and an activation must fit the registers.
inline constexpr int kDotSteps = 1;
inline constexpr int kDotRows = native::kTileRows < 6 ? 4 : 6;
inline constexpr int kDotVectors = kLanes == 1 ? 4 : kLanes < 16 ? 2 : 1, kDotColumns = kDotVectors * kLanes;
static_assert(kInt8Panel % kDotColumns == 0, "tiles must make up a panel");

struct weight_vec {
    native::Ints depth[kQuad];
};
struct cell_vec {
    native::Ints depth[kQuad];
};
/// The i-th vector of a step's weights: kLanes columns, at each of four neighbours of the depth.
inline weight_vec load_weights(const std::int8_t* p, int i) {
    p += i * kLanes * kQuad;
    if constexpr (kLanes == 1) {
        return {{native::Ints(p[0]), native::Ints(p[1]), native::Ints(p[2]), native::Ints(p[3])}};
    } else {
        // A column's four bytes are a lane, the first one lowest.
        const native::Ints lanes = native::load_ints(reinterpret_cast<const std::int32_t*>(p));
        return {{(lanes << 24) >> 24, (lanes << 16) >> 24, (lanes << 8) >> 24, lanes >> 24}};
    }
}
/// Four neighbours of the depth, for every column.
inline cell_vec broadcast_quad(const cell* p) {
    return {{native::Ints(p[0]), native::Ints(p[1]), native::Ints(p[2]), native::Ints(p[3])}};
}
inline ivec dot(ivec sums, const cell_vec& x, const weight_vec& w) {
    return {sums.v + x.depth[0] * w.depth[0] + x.depth[1] * w.depth[1] + x.depth[2] * w.depth[2] + x.depth[3] * w.depth[3]};
}
/// The sums of all columns, kLanes at a time.
inline ivec column_sums(const ivec* sums, int i) { return sums[i]; }

inline cell cell_of(int q) { return q; }
/// Bytes to cells.
inline void expand(cell* to, const std::uint8_t* from, int n) {
    for (int i = 0; i < n; ++i) to[i] = from[i];
}

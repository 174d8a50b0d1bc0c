// The portable way in WebAssembly with SIMD128: what sse2_dot.inl does, by the names of its own, which round, extend and cut in
// one instruction. Included after <wasm_simd128.h> and simd/native_vec.hpp.
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
    v128_t v;
};
inline ivec izero() { return {wasm_i32x4_const_splat(0)}; }
inline ivec ibroadcast(std::int32_t x) { return {wasm_i32x4_splat(x)}; }
inline ivec iload(const std::int32_t* p) { return {wasm_v128_load(p)}; }
inline void istore(std::int32_t* p, ivec a) { wasm_v128_store(p, a.v); }
inline ivec iadd(ivec a, ivec b) { return {wasm_i32x4_add(a.v, b.v)}; }
inline ivec imax(ivec a, ivec b) { return {wasm_i32x4_max(a.v, b.v)}; }
inline ivec drop_byte(ivec a) { return {wasm_i32x4_shr(a.v, 8)}; }
/// The K-th byte of each lane, with its sign.
template <int K>
inline ivec signed_byte(ivec a) {
    return {wasm_i32x4_shr(wasm_i32x4_shl(a.v, 24 - 8 * K), 24)};
}
inline vec to_float(ivec a) { return {wasm_f32x4_convert_i32x4(a.v)}; }
inline ivec round_to_int(vec a) { return {wasm_i32x4_trunc_sat_f32x4(wasm_f32x4_nearest(a.v))}; }
inline ivec load_bytes(const std::uint8_t* p) {
    return {wasm_u32x4_extend_low_u16x8(wasm_u16x8_extend_low_u8x16(wasm_v128_load32_zero(p)))};
}
/// Cut to 0..255.
inline void store_bytes(std::uint8_t* p, ivec a) {
    const v128_t words = wasm_i16x8_narrow_i32x4(a.v, a.v);
    wasm_v128_store32_lane(p, wasm_u8x16_narrow_i16x8(words, words), 0);
}
/// The greatest of the bytes at `at` of Count rows, 16 at a time.
inline constexpr int kByteLanes = 16;
template <int Count>
inline void greatest_bytes(std::uint8_t* to, const std::uint8_t* const* rows, int at) {
    v128_t most = wasm_v128_load(rows[0] + at);
    FACENET_UNROLL
    for (int i = 1; i < Count; ++i) most = wasm_u8x16_max(most, wasm_v128_load(rows[i] + at));
    wasm_v128_store(to + at, most);
}

/// An activation in a packed block.
using cell = std::int16_t;
inline constexpr bool kSignedCells = false;
/// A register tile: rows (pixels) x columns; two lanes of a row's sums make a column. 6 x 2 sums, 2 vectors of weights and an
/// activation in the 16 registers that browsers have on x86.
inline constexpr int kDotSteps = 1;
inline constexpr int kDotRows = 6, kDotColumns = 4, kDotVectors = 2;

struct weight_vec {
    v128_t v;
};
struct cell_vec {
    v128_t v;
};
/// The i-th vector of a step's weights: four neighbours of the depth for each of two columns.
inline weight_vec load_weights(const std::int8_t* p, int i) { return {wasm_i16x8_load8x8(p + 8 * i)}; }
/// Four neighbours of the depth, for every column.
inline cell_vec broadcast_quad(const cell* p) { return {wasm_v128_load64_splat(p)}; }
inline ivec dot(ivec sums, cell_vec x, weight_vec w) { return {wasm_i32x4_add(sums.v, wasm_i32x4_dot_i16x8(x.v, w.v))}; }
/// The sums of all columns, kLanes at a time.
inline ivec column_sums(const ivec* sums, int) {
    return {wasm_i32x4_add(wasm_i32x4_shuffle(sums[0].v, sums[1].v, 0, 2, 4, 6), wasm_i32x4_shuffle(sums[0].v, sums[1].v, 1, 3, 5, 7))};
}

inline cell cell_of(int q) { return static_cast<cell>(q); }
/// Bytes to cells.
inline void expand(cell* to, const std::uint8_t* from, int n) {
    const auto eight = [&](int i) { wasm_v128_store(to + i, wasm_u16x8_load8x8(from + i)); };
    int i = 0;
    for (; i + 8 <= n; i += 8) eight(i);
    if (i < n && n >= 8) return eight(n - 8);
    for (; i < n; ++i) to[i] = from[i];
}

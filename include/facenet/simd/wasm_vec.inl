// The vector of WebAssembly's SIMD128, which xsimd has from release 9 on only; included after <wasm_simd128.h>.
struct vec {
    v128_t v;
};
inline constexpr int kLanes = 4;
inline constexpr int kTileRows = 6;
inline constexpr int kTileVectors = 2;
inline vec zero() { return {wasm_f32x4_const_splat(0.0f)}; }
inline vec load(const float* p) { return {wasm_v128_load(p)}; }
inline void store(float* p, vec a) { wasm_v128_store(p, a.v); }
inline vec broadcast(float x) { return {wasm_f32x4_splat(x)}; }
inline vec add(vec a, vec b) { return {wasm_f32x4_add(a.v, b.v)}; }
inline vec sub(vec a, vec b) { return {wasm_f32x4_sub(a.v, b.v)}; }
inline vec mul(vec a, vec b) { return {wasm_f32x4_mul(a.v, b.v)}; }
// Of what is not a number, as SSE's: one instruction.
inline vec max(vec a, vec b) { return {wasm_f32x4_pmax(b.v, a.v)}; }
inline vec min(vec a, vec b) { return {wasm_f32x4_pmin(b.v, a.v)}; }
inline vec fma(vec a, vec b, vec c) { return {wasm_f32x4_add(wasm_f32x4_mul(a.v, b.v), c.v)}; }
inline vec sqrt(vec a) { return {wasm_f32x4_sqrt(a.v)}; }
inline vec inverse_sqrt_estimate(vec a) { return {wasm_f32x4_div(wasm_f32x4_const_splat(1.0f), wasm_f32x4_sqrt(a.v))}; }
/// a > b in every lane; false where one is not a number.
inline bool all_above(vec a, vec b) { return wasm_i32x4_all_true(wasm_f32x4_gt(a.v, b.v)); }
inline float sum(vec a) {
    const v128_t pairs = wasm_f32x4_add(a.v, wasm_i32x4_shuffle(a.v, a.v, 2, 3, 0, 1));
    return wasm_f32x4_extract_lane(pairs, 0) + wasm_f32x4_extract_lane(pairs, 1);
}

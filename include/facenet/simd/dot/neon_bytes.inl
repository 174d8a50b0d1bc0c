// The vector of NEON (only what maps of bytes need of it), 32-bit integers beside it, and bytes to and from them; for 64-bit
// ARM, after <arm_neon.h>.
struct vec {
    float32x4_t v;
};
inline constexpr int kLanes = 4;
inline vec zero() { return {vdupq_n_f32(0.0f)}; }
inline vec load(const float* p) { return {vld1q_f32(p)}; }
inline void store(float* p, vec a) { vst1q_f32(p, a.v); }
inline vec broadcast(float x) { return {vdupq_n_f32(x)}; }
inline vec add(vec a, vec b) { return {vaddq_f32(a.v, b.v)}; }
inline vec sub(vec a, vec b) { return {vsubq_f32(a.v, b.v)}; }
inline vec mul(vec a, vec b) { return {vmulq_f32(a.v, b.v)}; }
inline vec max(vec a, vec b) { return {vmaxq_f32(a.v, b.v)}; }
inline vec min(vec a, vec b) { return {vminq_f32(a.v, b.v)}; }

struct ivec {
    int32x4_t v;
};
inline ivec izero() { return {vdupq_n_s32(0)}; }
inline ivec ibroadcast(std::int32_t x) { return {vdupq_n_s32(x)}; }
inline ivec iload(const std::int32_t* p) { return {vld1q_s32(p)}; }
inline void istore(std::int32_t* p, ivec a) { vst1q_s32(p, a.v); }
inline ivec iadd(ivec a, ivec b) { return {vaddq_s32(a.v, b.v)}; }
inline ivec imax(ivec a, ivec b) { return {vmaxq_s32(a.v, b.v)}; }
inline ivec drop_byte(ivec a) { return {vshrq_n_s32(a.v, 8)}; }
/// The K-th byte of each lane, with its sign.
template <int K>
inline ivec signed_byte(ivec a) {
    return {vshrq_n_s32(vshlq_n_s32(a.v, 24 - 8 * K), 24)};
}
inline vec to_float(ivec a) { return {vcvtq_f32_s32(a.v)}; }
inline ivec round_to_int(vec a) { return {vcvtnq_s32_f32(a.v)}; }
inline ivec load_bytes(const std::uint8_t* p) {
    std::uint32_t four;
    std::memcpy(&four, p, sizeof four);
    return {vreinterpretq_s32_u32(vmovl_u16(vget_low_u16(vmovl_u8(vcreate_u8(four)))))};
}
/// Cut to 0..255.
inline void store_bytes(std::uint8_t* p, ivec a) {
    const int16x4_t words = vqmovn_s32(a.v);
    const std::uint32_t four = vget_lane_u32(vreinterpret_u32_u8(vqmovun_s16(vcombine_s16(words, words))), 0);
    std::memcpy(p, &four, sizeof four);
}
/// The greatest of the bytes at `at` of Count rows, 16 at a time.
inline constexpr int kByteLanes = 16;
template <int Count>
inline void greatest_bytes(std::uint8_t* to, const std::uint8_t* const* rows, int at) {
    uint8x16_t most = vld1q_u8(rows[0] + at);
    FACENET_UNROLL
    for (int i = 1; i < Count; ++i) most = vmaxq_u8(most, vld1q_u8(rows[i] + at));
    vst1q_u8(to + at, most);
}

/// An activation in a packed block, q - 128: NEON multiplies bytes of one sign.
using cell = std::int8_t;
inline constexpr bool kSignedCells = true;
inline cell cell_of(int q) { return static_cast<cell>(q - 128); }
/// Bytes to cells.
inline void expand(cell* to, const std::uint8_t* from, int n) {
    const auto sixteen = [&](int i) {
        vst1q_s8(to + i, vreinterpretq_s8_u8(veorq_u8(vld1q_u8(from + i), vdupq_n_u8(0x80))));
    };
    int i = 0;
    for (; i + 16 <= n; i += 16) sixteen(i);
    if (i < n && n >= 16) return sixteen(n - 16);
    for (; i < n; ++i) to[i] = cell_of(from[i]);
}

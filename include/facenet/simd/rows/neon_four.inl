// Four numbers, one of each of four rows, and four sums of four, for the byte kernels of 64-bit ARM; included after
// <arm_neon.h>.
struct ints4 {
    int32x4_t v;
};
struct floats4 {
    float32x4_t v;
};
inline ints4 broadcast_ints(std::int32_t x) { return {vdupq_n_s32(x)}; }
inline ints4 sub(ints4 a, ints4 b) { return {vsubq_s32(a.v, b.v)}; }
inline void store(std::int32_t* p, ints4 a) { vst1q_s32(p, a.v); }
inline floats4 to_floats(ints4 a) { return {vcvtq_f32_s32(a.v)}; }
inline floats4 broadcast_floats(float x) { return {vdupq_n_f32(x)}; }
inline floats4 load_floats(const float* p) { return {vld1q_f32(p)}; }
inline void store(float* p, floats4 a) { vst1q_f32(p, a.v); }
inline floats4 add(floats4 a, floats4 b) { return {vaddq_f32(a.v, b.v)}; }
inline floats4 sub(floats4 a, floats4 b) { return {vsubq_f32(a.v, b.v)}; }
inline floats4 mul(floats4 a, floats4 b) { return {vmulq_f32(a.v, b.v)}; }
inline floats4 div(floats4 a, floats4 b) { return {vdivq_f32(a.v, b.v)}; }
inline floats4 sqrt(floats4 a) { return {vsqrtq_f32(a.v)}; }
inline floats4 max(floats4 a, floats4 b) { return {vmaxq_f32(a.v, b.v)}; }  // NaN where one is NaN

struct bytes {
    int8x16_t v;
};
struct sums {
    int32x4_t v;
};
inline constexpr int kStep = 16;
inline constexpr bool kOffset = false;
inline bytes load(const std::int8_t* p) { return {vld1q_s8(p)}; }
inline sums zero_sums() { return {vdupq_n_s32(0)}; }
inline sums offset(sums s, bytes) { return s; }
inline sums sub(sums a, sums b) { return {vsubq_s32(a.v, b.v)}; }
inline ints4 totals(sums a, sums b, sums c, sums d) { return {vpaddq_s32(vpaddq_s32(a.v, b.v), vpaddq_s32(c.v, d.v))}; }

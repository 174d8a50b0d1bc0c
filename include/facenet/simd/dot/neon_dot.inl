// Products of bytes on NEON without dot products: in 16 bits, of which the sum of two still fits them (127 * 128 * 2 < 2^15;
// no weight is -128), then pairs of these to 32 bits. Included after neon_bytes.inl.

/// A register tile: rows (pixels) x columns, a whole panel; a lane of the sums is a column. 4 x 4 sums, 4 vectors of weights,
/// activations and products on their way in 32 registers; GCC spills with more rows.
inline constexpr int kDotSteps = 1;
inline constexpr int kDotRows = 4, kDotColumns = 16, kDotVectors = 4;

struct weight_vec {
    int8x16_t v;
};
struct cell_vec {
    int8x16_t v;
};
/// The i-th vector of a step's weights: four neighbours of the depth for each of four columns.
inline weight_vec load_weights(const std::int8_t* p, int i) { return {vld1q_s8(p + 16 * i)}; }
/// Four neighbours of the depth, for every column.
inline cell_vec broadcast_quad(const cell* p) {
    std::int32_t quad;
    std::memcpy(&quad, p, sizeof quad);
    return {vreinterpretq_s8_s32(vdupq_n_s32(quad))};
}
inline ivec dot(ivec sums, cell_vec x, weight_vec w) {
    const int16x8_t first = vmull_s8(vget_low_s8(x.v), vget_low_s8(w.v)), second = vmull_high_s8(x.v, w.v);
    return {vpadalq_s16(sums.v, vpaddq_s16(first, second))};
}
/// The sums of all columns, kLanes at a time.
inline ivec column_sums(const ivec* sums, int i) { return sums[i]; }

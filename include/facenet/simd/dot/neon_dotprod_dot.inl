// Products of bytes by ARMv8.2's dot products: four neighbours of the depth at once, exact. Included after neon_bytes.inl.

/// A register tile: rows (pixels) x columns, a whole panel. 6 x 4 sums, 4 vectors of weights and an activation in 32 registers.
inline constexpr int kDotSteps = 1;
inline constexpr int kDotRows = 6, kDotColumns = 16, kDotVectors = 4;

struct weight_vec {
    int8x16_t v;
};
struct cell_vec {
    int8x8_t v;
};
/// The i-th vector of a step's weights: four neighbours of the depth for each of four columns.
inline weight_vec load_weights(const std::int8_t* p, int i) { return {vld1q_s8(p + 16 * i)}; }
/// Four neighbours of the depth in the first lane, from where the instruction takes them for every column.
inline cell_vec broadcast_quad(const cell* p) {
    std::uint32_t quad;
    std::memcpy(&quad, p, sizeof quad);
    return {vcreate_s8(quad)};
}
inline ivec dot(ivec sums, cell_vec x, weight_vec w) { return {vdotq_lane_s32(sums.v, w.v, x.v, 0)}; }
/// The sums of all columns, kLanes at a time.
inline ivec column_sums(const ivec* sums, int i) { return sums[i]; }

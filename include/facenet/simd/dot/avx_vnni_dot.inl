// Products of bytes by AVX-VNNI, the same in 256 bits: unsigned activations times signed weights, exact. Included after
// avx2_bytes.inl and byte_cells.inl.

/// A register tile: rows (pixels) x columns, a whole panel. 6 x 2 sums, 2 vectors of weights and an activation in 16 registers.
inline constexpr int kDotSteps = 1;
inline constexpr int kDotRows = 6, kDotColumns = 16, kDotVectors = 2;

struct weight_vec {
    __m256i v;
};
struct cell_vec {
    __m256i v;
};
/// The i-th vector of a step's weights: four neighbours of the depth for each of eight columns.
inline weight_vec load_weights(const std::int8_t* p, int i) {
    return {_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p + 32 * i))};
}
/// Four neighbours of the depth, for every column.
inline cell_vec broadcast_quad(const cell* p) {
    std::int32_t quad;
    std::memcpy(&quad, p, sizeof quad);
    return {_mm256_set1_epi32(quad)};
}
inline ivec dot(ivec sums, cell_vec x, weight_vec w) { return {_mm256_dpbusd_avx_epi32(sums.v, x.v, w.v)}; }
/// The sums of all columns, kLanes at a time.
inline ivec column_sums(const ivec* sums, int i) { return sums[i]; }

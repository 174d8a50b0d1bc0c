// Products of bytes by AVX-512 VNNI: unsigned activations times signed weights, four neighbours of the depth at once, exact.
// Included after avx512_bytes.inl and byte_cells.inl.

/// A register tile: rows (pixels) x columns, two panels, whose steps are a register each: 12 x 2 sums. Two multipliers need
/// two loads for four products so, and weights that come from the second-level cache serve twelve rows.
inline constexpr int kDotSteps = 1;
inline constexpr int kDotRows = 12, kDotColumns = 32, kDotVectors = 2;

struct weight_vec {
    __m512i v;
};
struct cell_vec {
    __m512i v;
};
/// A step's weights of a panel: four neighbours of the depth for each column.
inline weight_vec load_weights(const std::int8_t* p, int) { return {_mm512_loadu_si512(p)}; }
/// Four neighbours of the depth, for every column.
inline cell_vec broadcast_quad(const cell* p) {
    std::int32_t quad;
    std::memcpy(&quad, p, sizeof quad);
    return {_mm512_set1_epi32(quad)};
}
inline ivec dot(ivec sums, cell_vec x, weight_vec w) { return {_mm512_dpbusd_epi32(sums.v, x.v, w.v)}; }
/// The sums of all columns, kLanes at a time.
inline ivec column_sums(const ivec* sums, int i) { return sums[i]; }

// Products of bytes on AVX2 where weights are narrow (Int8Weights::narrow): the sums of four products that lie in two steps
// stay within 16 bits, so that half of the additions are done there. Included after avx2_bytes.inl.
#include "byte_cells.inl"

/// A register tile: rows (pixels) x columns, a whole panel. 4 x 2 sums, 4 vectors of weights, 2 of activations, a product and
/// ones in 16 registers.
inline constexpr int kDotRows = 4, kDotColumns = 16, kDotVectors = 2;
/// Steps that are multiplied together.
inline constexpr int kDotSteps = 2;

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
inline ivec add_pairs(ivec sums, __m256i words) {
    return {_mm256_add_epi32(sums.v, _mm256_madd_epi16(words, _mm256_set1_epi16(1)))};
}
inline ivec dot(ivec sums, cell_vec x, weight_vec w) { return add_pairs(sums, _mm256_maddubs_epi16(x.v, w.v)); }
/// Two steps.
inline ivec dot(ivec sums, cell_vec x, weight_vec w, cell_vec x2, weight_vec w2) {
    return add_pairs(sums, _mm256_add_epi16(_mm256_maddubs_epi16(x.v, w.v), _mm256_maddubs_epi16(x2.v, w2.v)));
}
/// The sums of all columns, kLanes at a time.
inline ivec column_sums(const ivec* sums, int i) { return sums[i]; }

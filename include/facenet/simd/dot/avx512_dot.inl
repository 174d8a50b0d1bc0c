// Products of bytes on AVX-512BW, as on AVX2 (avx2_dot.inl) in twice the width. Included after avx512_bytes.inl and
// avx2_words.inl.

/// A register tile: rows (pixels) x columns, a whole panel; two lanes of a row's sums make a column. 8 x 2 sums, 2 vectors of
/// weights and, however a compiler orders them, activations in 32 registers. (Sums wait for additions only: more of them
/// hide nothing.)
inline constexpr int kDotSteps = 1;
inline constexpr int kDotRows = 8, kDotColumns = 16, kDotVectors = 2;

struct weight_vec {
    __m512i v;
};
struct cell_vec {
    __m512i v;
};
/// The i-th vector of a step's weights: four neighbours of the depth for each of eight columns.
inline weight_vec load_weights(const std::int8_t* p, int i) {
    return {_mm512_cvtepi8_epi16(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p + 32 * i)))};
}
/// Four neighbours of the depth, for every column.
inline cell_vec broadcast_quad(const cell* p) {
    std::int64_t quad;
    std::memcpy(&quad, p, sizeof quad);
    return {_mm512_set1_epi64(quad)};
}
inline ivec dot(ivec sums, cell_vec x, weight_vec w) { return {_mm512_add_epi32(sums.v, _mm512_madd_epi16(x.v, w.v))}; }
/// The sums of all columns, kLanes at a time.
inline ivec column_sums(const ivec* sums, int) {
    const __m512i first = _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
    const __m512i second = _mm512_setr_epi32(1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
    return iadd({_mm512_permutex2var_epi32(sums[0].v, first, sums[1].v)}, {_mm512_permutex2var_epi32(sums[0].v, second, sums[1].v)});
}

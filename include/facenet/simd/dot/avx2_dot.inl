// Products of bytes on AVX2, which has no instruction for them that cannot saturate: bytes become 16-bit integers, whose
// pairs of products are summed exactly. Included after avx2_bytes.inl and avx2_words.inl.

/// A register tile: rows (pixels) x columns; each row's sums take so many vectors, two of whose lanes make a column.
inline constexpr int kDotSteps = 1;
inline constexpr int kDotRows = 6, kDotColumns = 8, kDotVectors = 2;

struct weight_vec {
    __m256i v;
};
struct cell_vec {
    __m256i v;
};
/// The i-th vector of a step's weights: four neighbours of the depth for each of four columns.
inline weight_vec load_weights(const std::int8_t* p, int i) {
    return {_mm256_cvtepi8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p + 16 * i)))};
}
/// Four neighbours of the depth, for every column.
inline cell_vec broadcast_quad(const cell* p) {
    std::int64_t quad;
    std::memcpy(&quad, p, sizeof quad);
    return {_mm256_set1_epi64x(quad)};
}
inline ivec dot(ivec sums, cell_vec x, weight_vec w) { return {_mm256_add_epi32(sums.v, _mm256_madd_epi16(x.v, w.v))}; }
/// The sums of all columns, kLanes at a time.
inline ivec column_sums(const ivec* sums, int) {
    return {_mm256_permute4x64_epi64(_mm256_hadd_epi32(sums[0].v, sums[1].v), 0xd8)};
}

// Products of 16 bits for minimal filtering: a step is two channels of 16 columns.
#define FACENET_HAS_PAIRS 1
inline constexpr FilteringPays kFilteringPays{16, 1};
/// A register tile: tiles x columns.
inline constexpr int kPairRows = 6, kPairColumns = 16, kPairVectors = 2;
struct svec {
    __m256i v;
};
inline constexpr int kShortLanes = 16;
/// Bytes minus their zero point; 16 of them.
inline svec load_shorts(const std::uint8_t* p, svec zero_point) {
    return {_mm256_sub_epi16(_mm256_cvtepu8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p))), zero_point.v)};
}
inline svec sbroadcast(int x) { return {_mm256_set1_epi16(static_cast<short>(x))}; }
inline void sstore(std::int16_t* p, svec a) { _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), a.v); }
inline svec sadd(svec a, svec b) { return {_mm256_add_epi16(a.v, b.v)}; }
inline svec ssub(svec a, svec b) { return {_mm256_sub_epi16(a.v, b.v)}; }
template <int Bits>
inline svec sshift(svec a) {
    return {_mm256_slli_epi16(a.v, Bits)};
}
inline svec load_pairs(const std::int16_t* p, int i) {
    return {_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p + 16 * i))};
}
inline svec broadcast_pair(const std::int16_t* p) {
    std::int32_t pair;
    std::memcpy(&pair, p, sizeof pair);
    return {_mm256_set1_epi32(pair)};
}
inline ivec dot_pairs(ivec sums, svec x, svec w) { return {_mm256_add_epi32(sums.v, _mm256_madd_epi16(x.v, w.v))}; }

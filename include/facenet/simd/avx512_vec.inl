// The vector of AVX-512; included inside a target region, after <immintrin.h>.
struct vec {
    __m512 v;
};
inline constexpr int kLanes = 16;
inline constexpr int kTileRows = 12;  // 12 x 2 sums, 2 vectors of weights and activations in 32 registers
inline constexpr int kTileVectors = 2;
// Zero-masked forms with a full mask: GCC 12 warns of its own undefined operand in the plain ones (GCC bug 105593).
inline constexpr __mmask16 kAll = 0xffff;
inline vec zero() { return {_mm512_setzero_ps()}; }
inline vec load(const float* p) { return {_mm512_loadu_ps(p)}; }
inline void store(float* p, vec a) { _mm512_storeu_ps(p, a.v); }
inline vec broadcast(float x) { return {_mm512_set1_ps(x)}; }
inline vec add(vec a, vec b) { return {_mm512_add_ps(a.v, b.v)}; }
inline vec sub(vec a, vec b) { return {_mm512_sub_ps(a.v, b.v)}; }
inline vec mul(vec a, vec b) { return {_mm512_mul_ps(a.v, b.v)}; }
inline vec max(vec a, vec b) { return {_mm512_maskz_max_ps(kAll, a.v, b.v)}; }
inline vec min(vec a, vec b) { return {_mm512_maskz_min_ps(kAll, a.v, b.v)}; }
inline vec fma(vec a, vec b, vec c) { return {_mm512_fmadd_ps(a.v, b.v, c.v)}; }
inline vec sqrt(vec a) { return {_mm512_maskz_sqrt_ps(kAll, a.v)}; }
inline vec inverse_sqrt_estimate(vec a) { return {_mm512_maskz_rsqrt14_ps(kAll, a.v)}; }
/// a > b in every lane; false where one is not a number.
inline bool all_above(vec a, vec b) { return _mm512_cmp_ps_mask(a.v, b.v, _CMP_GT_OQ) == kAll; }
inline float sum(vec a) {
    const __m256d low = _mm512_maskz_extractf64x4_pd(0xff, _mm512_castps_pd(a.v), 0);
    const __m256d high = _mm512_maskz_extractf64x4_pd(0xff, _mm512_castps_pd(a.v), 1);
    const __m256 half = _mm256_add_ps(_mm256_castpd_ps(low), _mm256_castpd_ps(high));
    __m128 s = _mm_add_ps(_mm256_castps256_ps128(half), _mm256_extractf128_ps(half, 1));
    s = _mm_add_ps(s, _mm_movehl_ps(s, s));
    return _mm_cvtss_f32(_mm_add_ss(s, _mm_shuffle_ps(s, s, 1)));
}

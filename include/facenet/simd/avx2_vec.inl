// The vector of AVX2 with FMA; included inside a target region, after <immintrin.h>.
struct vec {
    __m256 v;
};
inline constexpr int kLanes = 8;
inline constexpr int kTileRows = 6;  // 6 x 2 sums, 2 vectors of weights and 1 activation in 16 registers
inline constexpr int kTileVectors = 2;
inline vec zero() { return {_mm256_setzero_ps()}; }
inline vec load(const float* p) { return {_mm256_loadu_ps(p)}; }
inline void store(float* p, vec a) { _mm256_storeu_ps(p, a.v); }
inline vec broadcast(float x) { return {_mm256_set1_ps(x)}; }
inline vec add(vec a, vec b) { return {_mm256_add_ps(a.v, b.v)}; }
inline vec sub(vec a, vec b) { return {_mm256_sub_ps(a.v, b.v)}; }
inline vec mul(vec a, vec b) { return {_mm256_mul_ps(a.v, b.v)}; }
inline vec max(vec a, vec b) { return {_mm256_max_ps(a.v, b.v)}; }
inline vec min(vec a, vec b) { return {_mm256_min_ps(a.v, b.v)}; }
inline vec fma(vec a, vec b, vec c) { return {_mm256_fmadd_ps(a.v, b.v, c.v)}; }
inline vec sqrt(vec a) { return {_mm256_sqrt_ps(a.v)}; }
inline vec inverse_sqrt_estimate(vec a) { return {_mm256_rsqrt_ps(a.v)}; }
/// a > b in every lane; false where one is not a number.
inline bool all_above(vec a, vec b) { return _mm256_movemask_ps(_mm256_cmp_ps(a.v, b.v, _CMP_GT_OQ)) == 0xff; }
inline float sum(vec a) {
    __m128 s = _mm_add_ps(_mm256_castps256_ps128(a.v), _mm256_extractf128_ps(a.v, 1));
    s = _mm_add_ps(s, _mm_movehl_ps(s, s));
    return _mm_cvtss_f32(_mm_add_ss(s, _mm_shuffle_ps(s, s, 1)));
}

// 32-bit integers beside the vector of AVX2, and bytes to and from them; included after simd/avx2_vec.inl.
struct ivec {
    __m256i v;
};
inline ivec izero() { return {_mm256_setzero_si256()}; }
inline ivec ibroadcast(std::int32_t x) { return {_mm256_set1_epi32(x)}; }
inline ivec iload(const std::int32_t* p) { return {_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p))}; }
inline void istore(std::int32_t* p, ivec a) { _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), a.v); }
inline ivec iadd(ivec a, ivec b) { return {_mm256_add_epi32(a.v, b.v)}; }
inline ivec imax(ivec a, ivec b) { return {_mm256_max_epi32(a.v, b.v)}; }
inline ivec drop_byte(ivec a) { return {_mm256_srai_epi32(a.v, 8)}; }
/// The K-th byte of each lane, with its sign.
template <int K>
inline ivec signed_byte(ivec a) {
    return {_mm256_srai_epi32(_mm256_slli_epi32(a.v, 24 - 8 * K), 24)};
}
inline vec to_float(ivec a) { return {_mm256_cvtepi32_ps(a.v)}; }
inline ivec round_to_int(vec a) { return {_mm256_cvtps_epi32(a.v)}; }
inline ivec load_bytes(const std::uint8_t* p) {
    return {_mm256_cvtepu8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(p)))};
}
/// Cut to 0..255.
inline void store_bytes(std::uint8_t* p, ivec a) {
    const __m128i words = _mm_packs_epi32(_mm256_castsi256_si128(a.v), _mm256_extracti128_si256(a.v, 1));
    _mm_storel_epi64(reinterpret_cast<__m128i*>(p), _mm_packus_epi16(words, words));
}

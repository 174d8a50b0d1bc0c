// Bytes with AVX-VNNI: vpdpbusd adds up four products a lane, without saturation. Its first factor has no sign, so that
// it gets 128 added (the highest bit flipped). Included inside a target region, after avx2_sums.inl.
struct bytes {
    __m256i v;
};
inline constexpr int kStep = 32;
inline constexpr bool kOffset = true;
inline bytes load(const std::int8_t* p) { return {_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p))}; }
inline sums multiply_add(sums s, bytes a, bytes b) {
    return {_mm256_dpbusd_avx_epi32(s.v, _mm256_xor_si256(a.v, _mm256_set1_epi8(-128)), b.v)};
}
inline sums offset(sums s, bytes b) { return {_mm256_dpbusd_avx_epi32(s.v, _mm256_set1_epi8(-128), b.v)}; }

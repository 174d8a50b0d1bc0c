// Bytes with AVX2: widened to 16 bits. The instruction that multiplies bytes (vpmaddubsw) saturates, and with the
// absolute values and signs that it wants it is no faster. Included inside a target region, after avx2_sums.inl.
struct bytes {
    __m256i v;  // 16 numbers of 16 bits
};
inline constexpr int kStep = 16;
inline constexpr bool kOffset = false;
inline bytes load(const std::int8_t* p) {
    return {_mm256_cvtepi8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)))};
}
inline sums multiply_add(sums s, bytes a, bytes b) { return {_mm256_add_epi32(s.v, _mm256_madd_epi16(a.v, b.v))}; }
inline sums offset(sums s, bytes) { return s; }

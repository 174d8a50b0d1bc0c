// Bytes with AVX-512BW: widened to 16 bits, as with AVX2. Included inside a target region, after avx512_sums.inl.
struct bytes {
    __m512i v;  // 32 numbers of 16 bits
};
inline constexpr int kStep = 32;
inline constexpr bool kOffset = false;
// Zero-masked forms with a full mask: GCC 12 warns of its own undefined operand in the plain ones (GCC bug 105593).
inline bytes load(const std::int8_t* p) {
    return {_mm512_maskz_cvtepi8_epi16(0xffffffffu, _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)))};
}
inline sums multiply_add(sums s, bytes a, bytes b) { return {_mm512_add_epi32(s.v, _mm512_madd_epi16(a.v, b.v))}; }
inline sums offset(sums s, bytes) { return s; }

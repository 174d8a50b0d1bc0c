// Sixteen sums of 32 bits, for the byte kernels of AVX-512. Included inside a target region, after x86_four.inl.
struct sums {
    __m512i v;
};
inline sums zero_sums() { return {_mm512_setzero_si512()}; }
inline sums sub(sums a, sums b) { return {_mm512_sub_epi32(a.v, b.v)}; }
// Zero-masked, with a full mask: GCC 12 warns of its own undefined operand in the plain forms (GCC bug 105593).
inline __m256i halves(sums a) {
    return _mm256_add_epi32(_mm512_maskz_extracti64x4_epi64(0xff, a.v, 0),
                            _mm512_maskz_extracti64x4_epi64(0xff, a.v, 1));
}
inline ints4 totals(sums a, sums b, sums c, sums d) {
    const __m256i ab = _mm256_hadd_epi32(halves(a), halves(b)), cd = _mm256_hadd_epi32(halves(c), halves(d));
    const __m256i s = _mm256_hadd_epi32(ab, cd);
    return {_mm_add_epi32(_mm256_castsi256_si128(s), _mm256_extracti128_si256(s, 1))};
}

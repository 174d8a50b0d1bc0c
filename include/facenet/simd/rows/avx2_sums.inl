// Eight sums of 32 bits, for the byte kernels of AVX2 and AVX-VNNI. Included inside a region, after x86_four.inl.
struct sums {
    __m256i v;
};
inline sums zero_sums() { return {_mm256_setzero_si256()}; }
inline sums sub(sums a, sums b) { return {_mm256_sub_epi32(a.v, b.v)}; }
inline ints4 totals(sums a, sums b, sums c, sums d) {
    const __m256i s = _mm256_hadd_epi32(_mm256_hadd_epi32(a.v, b.v), _mm256_hadd_epi32(c.v, d.v));
    return {_mm_add_epi32(_mm256_castsi256_si128(s), _mm256_extracti128_si256(s, 1))};
}

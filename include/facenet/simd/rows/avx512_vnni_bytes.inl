// Bytes with AVX-512 VNNI: as with AVX-VNNI, in 512 bits. Included inside a target region, after avx512_sums.inl.
struct bytes {
    __m512i v;
};
inline constexpr int kStep = 64;
inline constexpr bool kOffset = true;
inline bytes load(const std::int8_t* p) { return {_mm512_loadu_si512(p)}; }
inline sums multiply_add(sums s, bytes a, bytes b) {
    return {_mm512_dpbusd_epi32(s.v, _mm512_xor_si512(a.v, _mm512_set1_epi8(-128)), b.v)};
}
inline sums offset(sums s, bytes b) { return {_mm512_dpbusd_epi32(s.v, _mm512_set1_epi8(-128), b.v)}; }

// 32-bit integers beside the vector of AVX-512, and bytes to and from them; included after simd/avx512_vec.inl, which says
// why zero-masked forms with a full mask.
struct ivec {
    __m512i v;
};
inline ivec izero() { return {_mm512_setzero_si512()}; }
inline ivec ibroadcast(std::int32_t x) { return {_mm512_set1_epi32(x)}; }
inline ivec iload(const std::int32_t* p) { return {_mm512_loadu_si512(p)}; }
inline void istore(std::int32_t* p, ivec a) { _mm512_storeu_si512(p, a.v); }
inline ivec iadd(ivec a, ivec b) { return {_mm512_add_epi32(a.v, b.v)}; }
inline ivec imax(ivec a, ivec b) { return {_mm512_maskz_max_epi32(kAll, a.v, b.v)}; }
inline ivec drop_byte(ivec a) { return {_mm512_maskz_srai_epi32(kAll, a.v, 8)}; }
/// The K-th byte of each lane, with its sign.
template <int K>
inline ivec signed_byte(ivec a) {
    return {_mm512_maskz_srai_epi32(kAll, _mm512_maskz_slli_epi32(kAll, a.v, 24 - 8 * K), 24)};
}
inline vec to_float(ivec a) { return {_mm512_maskz_cvtepi32_ps(kAll, a.v)}; }
inline ivec round_to_int(vec a) { return {_mm512_maskz_cvtps_epi32(kAll, a.v)}; }
inline ivec load_bytes(const std::uint8_t* p) {
    return {_mm512_maskz_cvtepu8_epi32(kAll, _mm_loadu_si128(reinterpret_cast<const __m128i*>(p)))};
}
/// Cut to 0..255.
inline void store_bytes(std::uint8_t* p, ivec a) {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(p), _mm512_maskz_cvtusepi32_epi8(kAll, imax(a, izero()).v));
}
/// Four vectors, cut from below to `floor`, which is 0 to 255, and to 255, to four places. In words where two vectors are one.
#define FACENET_HAS_FOUR_STORES 1
inline void store_four_bytes(std::uint8_t* const (&to)[4], ivec a, ivec b, ivec c, ivec d, ivec floor) {
    const __m512i least = _mm512_packs_epi32(floor.v, floor.v);
    const __m512i ab = _mm512_max_epi16(_mm512_packs_epi32(a.v, b.v), least), cd = _mm512_max_epi16(_mm512_packs_epi32(c.v, d.v), least);
    // Packing goes by quarters: each holds four bytes of every vector.
    const __m512i by_vector = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
    const __m512i all = _mm512_maskz_permutexvar_epi32(kAll, by_vector, _mm512_packus_epi16(ab, cd));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to[0]), _mm512_maskz_extracti32x4_epi32(0xf, all, 0));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to[1]), _mm512_maskz_extracti32x4_epi32(0xf, all, 1));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to[2]), _mm512_maskz_extracti32x4_epi32(0xf, all, 2));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to[3]), _mm512_maskz_extracti32x4_epi32(0xf, all, 3));
}

// Products of 16 bits for minimal filtering by AVX-512 VNNI: half as many as of bytes in an instruction, but four times fewer
// are needed. Included after avx512_vnni_dot.inl.

#define FACENET_HAS_PAIRS 1
/// With fewer channels the transforms cost more than is saved; maps that do not end with a tile waste too much.
inline constexpr FilteringPays kFilteringPays{64, 3.5f};
/// A register tile, as of bytes: tiles x columns of two panels.
inline constexpr int kPairRows = 12, kPairColumns = 32, kPairVectors = 2;
struct svec {
    __m512i v;
};
inline constexpr int kShortLanes = 32;
/// Bytes minus their zero point; 32 of them.
inline svec load_shorts(const std::uint8_t* p, svec zero_point) {
    return {_mm512_sub_epi16(_mm512_cvtepu8_epi16(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p))), zero_point.v)};
}
inline svec sbroadcast(int x) { return {_mm512_set1_epi16(static_cast<short>(x))}; }
inline void sstore(std::int16_t* p, svec a) { _mm512_storeu_si512(p, a.v); }
inline svec sadd(svec a, svec b) { return {_mm512_add_epi16(a.v, b.v)}; }
inline svec ssub(svec a, svec b) { return {_mm512_sub_epi16(a.v, b.v)}; }
template <int Bits>
inline svec sshift(svec a) {
    return {_mm512_slli_epi16(a.v, Bits)};
}
inline svec load_pairs(const std::int16_t* p, int) { return {_mm512_loadu_si512(p)}; }
inline svec broadcast_pair(const std::int16_t* p) {
    std::int32_t pair;
    std::memcpy(&pair, p, sizeof pair);
    return {_mm512_set1_epi32(pair)};
}
inline ivec dot_pairs(ivec sums, svec x, svec w) { return {_mm512_dpwssd_epi32(sums.v, x.v, w.v)}; }

// The portable way on x86, whose every 64-bit processor has SSE2: what avx2_dot.inl does, in 128 bits; with the vector (only
// what maps of bytes need of it) and its integers. Included after <emmintrin.h> and x86_bytes.inl.
struct vec {
    __m128 v;
};
inline constexpr int kLanes = 4;
inline vec zero() { return {_mm_setzero_ps()}; }
inline vec load(const float* p) { return {_mm_loadu_ps(p)}; }
inline void store(float* p, vec a) { _mm_storeu_ps(p, a.v); }
inline vec broadcast(float x) { return {_mm_set1_ps(x)}; }
inline vec add(vec a, vec b) { return {_mm_add_ps(a.v, b.v)}; }
inline vec sub(vec a, vec b) { return {_mm_sub_ps(a.v, b.v)}; }
inline vec mul(vec a, vec b) { return {_mm_mul_ps(a.v, b.v)}; }
inline vec max(vec a, vec b) { return {_mm_max_ps(a.v, b.v)}; }
inline vec min(vec a, vec b) { return {_mm_min_ps(a.v, b.v)}; }

struct ivec {
    __m128i v;
};
inline ivec izero() { return {_mm_setzero_si128()}; }
inline ivec ibroadcast(std::int32_t x) { return {_mm_set1_epi32(x)}; }
inline ivec iload(const std::int32_t* p) { return {_mm_loadu_si128(reinterpret_cast<const __m128i*>(p))}; }
inline void istore(std::int32_t* p, ivec a) { _mm_storeu_si128(reinterpret_cast<__m128i*>(p), a.v); }
inline ivec iadd(ivec a, ivec b) { return {_mm_add_epi32(a.v, b.v)}; }
inline ivec imax(ivec a, ivec b) {
    const __m128i greater = _mm_cmpgt_epi32(a.v, b.v);
    return {_mm_or_si128(_mm_and_si128(greater, a.v), _mm_andnot_si128(greater, b.v))};
}
inline ivec drop_byte(ivec a) { return {_mm_srai_epi32(a.v, 8)}; }
/// The K-th byte of each lane, with its sign.
template <int K>
inline ivec signed_byte(ivec a) {
    return {_mm_srai_epi32(_mm_slli_epi32(a.v, 24 - 8 * K), 24)};
}
inline vec to_float(ivec a) { return {_mm_cvtepi32_ps(a.v)}; }
inline ivec round_to_int(vec a) { return {_mm_cvtps_epi32(a.v)}; }
inline ivec load_bytes(const std::uint8_t* p) {
    std::int32_t four;
    std::memcpy(&four, p, sizeof four);
    const __m128i nothing = _mm_setzero_si128();
    return {_mm_unpacklo_epi16(_mm_unpacklo_epi8(_mm_cvtsi32_si128(four), nothing), nothing)};
}
/// Cut to 0..255.
inline void store_bytes(std::uint8_t* p, ivec a) {
    const __m128i words = _mm_packs_epi32(a.v, a.v);
    const std::int32_t four = _mm_cvtsi128_si32(_mm_packus_epi16(words, words));
    std::memcpy(p, &four, sizeof four);
}

/// An activation in a packed block.
using cell = std::int16_t;
inline constexpr bool kSignedCells = false;
/// A register tile: rows (pixels) x columns; two lanes of a row's sums make a column. 6 x 2 sums, 2 vectors of weights, an
/// activation and a product in 16 registers.
inline constexpr int kDotSteps = 1;
inline constexpr int kDotRows = 6, kDotColumns = 4, kDotVectors = 2;

struct weight_vec {
    __m128i v;
};
struct cell_vec {
    __m128i v;
};
/// The i-th vector of a step's weights: four neighbours of the depth for each of two columns.
inline weight_vec load_weights(const std::int8_t* p, int i) {
    const __m128i bytes = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(p + 8 * i));
    return {_mm_srai_epi16(_mm_unpacklo_epi8(bytes, bytes), 8)};
}
/// Four neighbours of the depth, for every column.
inline cell_vec broadcast_quad(const cell* p) {
    const __m128i quad = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(p));
    return {_mm_unpacklo_epi64(quad, quad)};
}
inline ivec dot(ivec sums, cell_vec x, weight_vec w) { return {_mm_add_epi32(sums.v, _mm_madd_epi16(x.v, w.v))}; }
/// The sums of all columns, kLanes at a time.
inline ivec column_sums(const ivec* sums, int) {
    const __m128 a = _mm_castsi128_ps(sums[0].v), b = _mm_castsi128_ps(sums[1].v);
    const __m128i first = _mm_castps_si128(_mm_shuffle_ps(a, b, 0x88)), second = _mm_castps_si128(_mm_shuffle_ps(a, b, 0xdd));
    return {_mm_add_epi32(first, second)};
}

inline cell cell_of(int q) { return static_cast<cell>(q); }
/// Bytes to cells.
inline void expand(cell* to, const std::uint8_t* from, int n) {
    const auto eight = [&](int i) {
        const __m128i bytes = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(from + i));
        _mm_storeu_si128(reinterpret_cast<__m128i*>(to + i), _mm_unpacklo_epi8(bytes, _mm_setzero_si128()));
    };
    int i = 0;
    for (; i + 8 <= n; i += 8) eight(i);
    if (i < n && n >= 8) return eight(n - 8);
    for (; i < n; ++i) to[i] = from[i];
}

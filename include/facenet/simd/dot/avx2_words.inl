// Activations as 16-bit integers, for processors with AVX2.

/// An activation in a packed block.
using cell = std::int16_t;
inline constexpr bool kSignedCells = false;
inline cell cell_of(int q) { return static_cast<cell>(q); }
/// Bytes to cells.
inline void expand(cell* to, const std::uint8_t* from, int n) {
    const auto sixteen = [&](int i) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from + i));
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(to + i), _mm256_cvtepu8_epi16(bytes));
    };
    int i = 0;
    for (; i + 16 <= n; i += 16) sixteen(i);
    if (i < n && n >= 16) return sixteen(n - 16);
    for (; i < n; ++i) to[i] = from[i];
}

// What every x86 way has in common; included before its vectors.

/// The greater of many bytes, 16 at a time.
inline constexpr int kByteLanes = 16;
inline void max_bytes(std::uint8_t* to, const std::uint8_t* from) {
    const __m128i a = _mm_loadu_si128(reinterpret_cast<const __m128i*>(to));
    const __m128i b = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to), _mm_max_epu8(a, b));
}

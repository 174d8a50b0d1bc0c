// What every x86 way has in common; included before its vectors.

/// The greatest of the bytes at `at` of Count rows, 16 at a time.
inline constexpr int kByteLanes = 16;
template <int Count>
inline void greatest_bytes(std::uint8_t* to, const std::uint8_t* const* rows, int at) {
    __m128i most = _mm_loadu_si128(reinterpret_cast<const __m128i*>(rows[0] + at));
    FACENET_UNROLL
    for (int i = 1; i < Count; ++i) most = _mm_max_epu8(most, _mm_loadu_si128(reinterpret_cast<const __m128i*>(rows[i] + at)));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to + at), most);
}

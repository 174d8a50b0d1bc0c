// Four numbers, one of each of four rows, for the byte kernels of x86. Included inside a target region with AVX2 at
// least, after <immintrin.h>.
struct ints4 {
    __m128i v;
};
struct floats4 {
    __m128 v;
};
inline ints4 broadcast_ints(std::int32_t x) { return {_mm_set1_epi32(x)}; }
inline ints4 sub(ints4 a, ints4 b) { return {_mm_sub_epi32(a.v, b.v)}; }
inline void store(std::int32_t* p, ints4 a) { _mm_storeu_si128(reinterpret_cast<__m128i*>(p), a.v); }
inline floats4 to_floats(ints4 a) { return {_mm_cvtepi32_ps(a.v)}; }
inline floats4 broadcast_floats(float x) { return {_mm_set1_ps(x)}; }
inline floats4 load_floats(const float* p) { return {_mm_loadu_ps(p)}; }
inline void store(float* p, floats4 a) { _mm_storeu_ps(p, a.v); }
inline floats4 add(floats4 a, floats4 b) { return {_mm_add_ps(a.v, b.v)}; }
inline floats4 sub(floats4 a, floats4 b) { return {_mm_sub_ps(a.v, b.v)}; }
inline floats4 mul(floats4 a, floats4 b) { return {_mm_mul_ps(a.v, b.v)}; }
inline floats4 div(floats4 a, floats4 b) { return {_mm_div_ps(a.v, b.v)}; }
inline floats4 sqrt(floats4 a) { return {_mm_sqrt_ps(a.v)}; }
inline floats4 max(floats4 a, floats4 b) { return {_mm_max_ps(a.v, b.v)}; }  // b where one is NaN

// Bytes with NEON of ARMv8.0: products of 16 bits, added in pairs at once, since two of -128 * -128 would not fit.
// Included after neon_four.inl.
inline sums multiply_add(sums s, bytes a, bytes b) {
    const int32x4_t low = vpadalq_s16(s.v, vmull_s8(vget_low_s8(a.v), vget_low_s8(b.v)));
    return {vpadalq_s16(low, vmull_high_s8(a.v, b.v))};
}

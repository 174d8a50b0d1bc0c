// Bytes with NEON's dot products (ARMv8.2): four products a lane. Included after neon_four.inl.
inline sums multiply_add(sums s, bytes a, bytes b) { return {vdotq_s32(s.v, a.v, b.v)}; }

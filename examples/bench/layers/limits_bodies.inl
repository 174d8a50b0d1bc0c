// What the processor can do at best with one instruction set. Included in a namespace of its own for each, after its vector
// (facenet/simd/*_vec.*), inside its target region.

// Sums that do not wait for each other: more than latency times width of any processor so far, fewer than its registers.
inline constexpr int kChains = 12;

/// kChains * kLanes products a round.
FACENET_NOINLINE inline float multiply_adds(long rounds, float a, float b) {
    const vec x = broadcast(a), y = broadcast(b);
    vec sums[kChains];
    FACENET_UNROLL
    for (int c = 0; c < kChains; ++c) sums[c] = broadcast(static_cast<float>(c));
    for (long i = 0; i < rounds; ++i) {
        FACENET_UNROLL
        for (int c = 0; c < kChains; ++c)
#if defined(FACENET_X86)
            sums[c] = fma(sums[c], x, y);  // the sum is a factor: without FMA, x * y would be moved out of the loop
#else
            sums[c] = fma(x, y, sums[c]);  // NEON overwrites the addend: the other form would need moves
#endif
    }
    for (int c = 1; c < kChains; ++c) sums[0] = add(sums[0], sums[c]);
    return sum(sums[0]);
}

/// Reads `n` floats, a multiple of 8 * kLanes.
FACENET_NOINLINE inline float read_in_order(const float* p, std::size_t n, std::size_t) {
    vec sums[8];
    FACENET_UNROLL
    for (int s = 0; s < 8; ++s) sums[s] = zero();
    for (const float* end = p + n; p < end; p += 8 * kLanes) {
        FACENET_UNROLL
        for (int s = 0; s < 8; ++s) sums[s] = add(sums[s], load(p + s * kLanes));
    }
    for (int s = 1; s < 8; ++s) sums[0] = add(sums[0], sums[s]);
    return sum(sums[0]);
}

/// Reads as many in four streams that lie `step` floats apart: a cache line of each in turn, asked for ahead of use.
FACENET_NOINLINE inline float read_four_streams(const float* p, std::size_t n, std::size_t step) {
    constexpr int kLine = 16, kVectors = kLine / kLanes > 0 ? kLine / kLanes : 1;
    vec sums[4];
    FACENET_UNROLL
    for (int s = 0; s < 4; ++s) sums[s] = zero();
    for (const float* end = p + n / 4; p < end; p += kLine) {
        FACENET_UNROLL
        for (int s = 0; s < 4; ++s) {
            const float* line = p + static_cast<std::size_t>(s) * step;
#if defined(__GNUC__)
            __builtin_prefetch(line + kPrefetchAhead);
#endif
            FACENET_UNROLL
            for (int v = 0; v < kVectors; ++v) sums[s] = add(sums[s], load(line + v * kLanes));
        }
    }
    return sum(add(add(sums[0], sums[1]), add(sums[2], sums[3])));
}

inline constexpr LimitKernels kKernels{kChains * kLanes, multiply_adds, {read_in_order, read_four_streams}};

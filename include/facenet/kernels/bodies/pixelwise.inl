// Pooling, normalisation and other work along the channels. Written once; included in the namespace of
// each instruction set, after its vector and before table.inl.

/// The part of a window inside the map: kernel rows [y0, y1), columns [x0, x1), first input pixel (y, x).
struct Clipped {
    int y0, y1, x0, x1, y, x;
};

inline Clipped clip(const Window& w, const Dims& in, int y, int x) {
    Clipped c{};
    c.y = y * w.stride_y - w.pad_y;
    c.x = x * w.stride_x - w.pad_x;
    c.y0 = c.y < 0 ? -c.y : 0;
    c.x0 = c.x < 0 ? -c.x : 0;
    c.y1 = in.height - c.y < w.height ? in.height - c.y : w.height;
    c.x1 = in.width - c.x < w.width ? in.width - c.x : w.width;
    return c;
}

template <Pooling Kind>
inline vec pool_step(vec sum, vec x) {
    if constexpr (Kind == Pooling::max) return max(sum, x);
    else if constexpr (Kind == Pooling::l2) return fma(x, x, sum);
    else return add(sum, x);
}

/// Pools `Vectors` vectors of channels of one output pixel.
template <Pooling Kind, int Vectors>
inline void pool_channels(const PoolArgs& a, const Clipped& c, int channel, float scale, float* out) {
    vec sums[Vectors];
    FACENET_UNROLL
    for (int v = 0; v < Vectors; ++v) sums[v] = broadcast(Kind == Pooling::max ? -INFINITY : 0.0f);
    for (int ky = c.y0; ky < c.y1; ++ky)
        for (int kx = c.x0; kx < c.x1; ++kx) {
            const float* in = a.in.at(c.y + ky, c.x + kx) + channel;
            FACENET_UNROLL
            for (int v = 0; v < Vectors; ++v) sums[v] = pool_step<Kind>(sums[v], load(in + v * kLanes));
        }
    FACENET_UNROLL
    for (int v = 0; v < Vectors; ++v) {
        if constexpr (Kind == Pooling::average) sums[v] = mul(sums[v], broadcast(scale));
        if constexpr (Kind == Pooling::l2) sums[v] = sqrt(sums[v]);
        store(out + channel + v * kLanes, sums[v]);
    }
}

template <Pooling Kind>
inline float pool_channel(const PoolArgs& a, const Clipped& c, int channel, float scale) {
    float sum = Kind == Pooling::max ? -INFINITY : 0.0f;
    for (int ky = c.y0; ky < c.y1; ++ky)
        for (int kx = c.x0; kx < c.x1; ++kx) {
            const float x = a.in.at(c.y + ky, c.x + kx)[channel];
            if constexpr (Kind == Pooling::max) sum = sum < x ? x : sum;
            else if constexpr (Kind == Pooling::l2) sum += x * x;
            else sum += x;
        }
    return Kind == Pooling::average ? sum * scale : Kind == Pooling::l2 ? std::sqrt(sum) : sum;
}

template <Pooling Kind>
inline void pool_kind(const PoolArgs& a) {
    const int channels = a.out.dims.channels;
    const Share::Range rows = a.share.of(a.out.dims.height);
    for (int y = rows.begin; y < rows.end; ++y)
        for (int x = 0; x < a.out.dims.width; ++x) {
            const Clipped c = clip(a.window, a.in.dims, y, x);
            const float scale = 1.0f / static_cast<float>((c.y1 - c.y0) * (c.x1 - c.x0));
            float* out = a.out.at(y, x);
            int channel = 0;
            for (; channel + 4 * kLanes <= channels; channel += 4 * kLanes)
                pool_channels<Kind, 4>(a, c, channel, scale, out);
            for (; channel + kLanes <= channels; channel += kLanes) pool_channels<Kind, 1>(a, c, channel, scale, out);
            if (channel == channels) continue;
            // The rest as one vector that ends with it: some channels are pooled twice.
            if (channels >= kLanes) pool_channels<Kind, 1>(a, c, channels - kLanes, scale, out);
            for (; channels < kLanes && channel < channels; ++channel) out[channel] = pool_channel<Kind>(a, c, channel, scale);
        }
}

inline void pool(const PoolArgs& a) {
    if (a.kind == Pooling::max) pool_kind<Pooling::max>(a);
    else if (a.kind == Pooling::average) pool_kind<Pooling::average>(a);
    else pool_kind<Pooling::l2>(a);
}

/// 1 / sqrt(x) of positive numbers, to an ulp or two: one step of Newton's method doubles the estimate's bits, 12 at least.
inline vec inverse_sqrt(vec x) {
    const vec y = inverse_sqrt_estimate(x);
    return mul(y, fma(mul(mul(x, broadcast(-0.5f)), y), y, broadcast(1.5f)));
}

inline void lrn(const LrnArgs& a) {
    const int channels = a.in.dims.channels, before = (a.size - 1) / 2;
    const float alpha = a.alpha / static_cast<float>(a.size);
    const bool three_quarters = a.beta == 0.75f;  // x^(-3/4) = r^2 / sqrt(r) where r = 1 / sqrt(x)
    float* squares = a.scratch + kMaxLrnSize;     // zeros on both sides stand for the missing neighbours
    zero_floats(a.scratch, static_cast<int>(lrn_scratch(channels)));
    const Share::Range rows = a.share.of(a.out.dims.height);
    for (int y = rows.begin; y < rows.end; ++y)
        for (int x = 0; x < a.out.dims.width; ++x) {
            const float* in = a.in.at(y, x);
            float* out = a.out.at(y, x);
            int c = 0;
            for (; c + kLanes <= channels; c += kLanes) store(squares + c, mul(load(in + c), load(in + c)));
            for (; c < channels; ++c) squares[c] = in[c] * in[c];
            for (c = 0; three_quarters && c + kLanes <= channels; c += kLanes) {
                vec sum = load(squares + c - before);
                for (int n = 1; n < a.size; ++n) sum = add(sum, load(squares + c - before + n));
                const vec root = inverse_sqrt(fma(sum, broadcast(alpha), broadcast(a.k)));
                store(out + c, mul(mul(load(in + c), mul(root, root)), inverse_sqrt(root)));
            }
            for (; c < channels; ++c) {
                float sum = 0;
                for (int n = 0; n < a.size; ++n) sum += squares[c - before + n];
                out[c] = in[c] / std::pow(a.k + alpha * sum, a.beta);
            }
        }
}

inline float dot(const float* a, const float* b, int n) {
    vec sums[2] = {zero(), zero()};
    int i = 0;
    for (; i + 2 * kLanes <= n; i += 2 * kLanes)
        FACENET_UNROLL
        for (int v = 0; v < 2; ++v) sums[v] = fma(load(a + i + v * kLanes), load(b + i + v * kLanes), sums[v]);
    float total = sum(add(sums[0], sums[1]));
    for (; i < n; ++i) total += a[i] * b[i];
    return total;
}

inline float squared_distance(const float* a, const float* b, int n) {
    vec sums[2] = {zero(), zero()};
    int i = 0;
    for (; i + 2 * kLanes <= n; i += 2 * kLanes)
        FACENET_UNROLL
        for (int v = 0; v < 2; ++v) {
            const vec d = sub(load(a + i + v * kLanes), load(b + i + v * kLanes));
            sums[v] = fma(d, d, sums[v]);
        }
    float total = sum(add(sums[0], sums[1]));
    for (; i < n; ++i) total += (a[i] - b[i]) * (a[i] - b[i]);
    return total;
}

inline void l2_normalise(const PixelArgs& a) {
    const int channels = a.in.dims.channels;
    const Share::Range rows = a.share.of(a.out.dims.height);
    for (int y = rows.begin; y < rows.end; ++y)
        for (int x = 0; x < a.out.dims.width; ++x) {
            const float* in = a.in.at(y, x);
            const float norm = std::sqrt(dot(in, in, channels));
            const float scale = norm > 0 ? 1.0f / norm : 1.0f;
            for (int c = 0; c < channels; ++c) a.out.at(y, x)[c] = in[c] * scale;
        }
}

// What else is done with maps of bytes: pooling, and the way from floats and back. Included after epilogue.inl.

/// q = zero + round(x), of one vector.
inline ivec quantised(vec x, int zero_point) {
    const vec limit = broadcast(4194304.0f);
    return iadd(round_to_int(min(max(x, sub(zero(), limit)), limit)), ibroadcast(zero_point));
}

/// Pixels of the window that networks pool with, 3x3: as many are compared at once.
inline constexpr int kPoolPixels = 9;

/// The greatest of each channel of Count pixels.
template <int Count>
inline void greatest(std::uint8_t* to, const std::uint8_t* const* pixels, int channels) {
    int c = 0;
    for (; c + kByteLanes <= channels; c += kByteLanes) greatest_bytes<Count>(to, pixels, c);
    for (; c < channels; ++c) {
        std::uint8_t most = pixels[0][c];
        for (int i = 1; i < Count; ++i) most = most < pixels[i][c] ? pixels[i][c] : most;
        to[c] = most;
    }
}
/// Of at most kPoolPixels; the first may be `to` itself.
inline void greatest(std::uint8_t* to, const std::uint8_t* const* pixels, int count, int channels) {
    if (count == kPoolPixels) return greatest<kPoolPixels>(to, pixels, channels);
    if (pixels[0] != to) std::memcpy(to, pixels[0], static_cast<std::size_t>(channels));
    for (int i = 1; i < count; ++i) {
        const std::uint8_t* const two[] = {to, pixels[i]};
        greatest<2>(to, two, channels);
    }
}

/// What of a window lies in the map, along one side.
struct Inside {
    int begin, end;

    Inside(int first, int count, int side) : begin(first < 0 ? 0 : first), end(first + count < side ? first + count : side) {}
};

inline void max_pool(const Int8PoolArgs& a) {
    const int channels = a.out.dims.channels;
    const bool same = a.scale == 1.0f && a.in_zero == a.out_zero;
    const vec scale = broadcast(a.scale);
    const ivec in_zero = ibroadcast(-a.in_zero);
    const Share::Range rows = a.share.of(a.out.dims.height);
    for (int y = rows.begin; y < rows.end; ++y) {
        const Inside lines(y * a.window.stride_y - a.window.pad_y, a.window.height, a.in.dims.height);
        for (int x = 0; x < a.out.dims.width; ++x) {
            std::uint8_t* out = a.out.at(y, x);
            const std::uint8_t* pixels[kPoolPixels];
            int count = 0;
            const Inside columns(x * a.window.stride_x - a.window.pad_x, a.window.width, a.in.dims.width);
            for (int iy = lines.begin; iy < lines.end; ++iy) {
                const std::uint8_t* in = a.in.at(iy, columns.begin);
                for (int ix = columns.begin; ix < columns.end; ++ix, in += a.in.pixel_stride) {
                    if (count == kPoolPixels) {
                        greatest(out, pixels, count, channels);
                        pixels[0] = out;
                        count = 1;
                    }
                    pixels[count++] = in;
                }
            }
            if (count > 0) greatest(out, pixels, count, channels);
            if (same) continue;
            const auto rescaled = [&](const std::uint8_t* from) {
                return quantised(mul(to_float(iadd(load_bytes(from), in_zero)), scale), a.out_zero);
            };
            int c = 0;
            for (; c + kLanes <= channels; c += kLanes) store_bytes(out + c, rescaled(out + c));
            if (c == channels) continue;
            std::uint8_t part[kLanes] = {};
            std::memcpy(part, out + c, static_cast<std::size_t>(channels - c));
            store_some(out + c, rescaled(part), channels - c);
        }
    }
}

/// Pixels that lie side by side in both maps are one run.
template <class In, class Out>
inline Dims in_runs(const In& in, const Out& out) {
    const Dims d = in.dims;
    const bool touch = in.pixel_stride == d.channels && out.pixel_stride == d.channels;
    return touch ? Dims{d.height, 1, d.width * d.channels} : d;
}

inline void quantise(const QuantiseArgs& a) {
    const vec scale = broadcast(a.scale);
    const Dims runs = in_runs(a.in, a.out);
    const Share::Range rows = a.share.of(runs.height);
    for (int y = rows.begin; y < rows.end; ++y)
        for (int x = 0; x < runs.width; ++x) {
            const float* in = a.in.at(y, x);
            std::uint8_t* out = a.out.at(y, x);
            int c = 0;
            for (; c + kLanes <= runs.channels; c += kLanes) store_bytes(out + c, quantised(mul(load(in + c), scale), a.zero));
            if (c == runs.channels) continue;
            float part[kLanes] = {};
            std::memcpy(part, in + c, static_cast<std::size_t>(runs.channels - c) * sizeof(float));
            store_some(out + c, quantised(mul(load(part), scale), a.zero), runs.channels - c);
        }
}

inline void dequantise(const DequantiseArgs& a) {
    const vec scale = broadcast(a.scale);
    const ivec minus_zero = ibroadcast(-a.zero);
    const Dims runs = in_runs(a.in, a.out);
    const Share::Range rows = a.share.of(runs.height);
    for (int y = rows.begin; y < rows.end; ++y)
        for (int x = 0; x < runs.width; ++x) {
            const std::uint8_t* in = a.in.at(y, x);
            float* out = a.out.at(y, x);
            int c = 0;
            for (; c + kLanes <= runs.channels; c += kLanes) store(out + c, mul(to_float(iadd(load_bytes(in + c), minus_zero)), scale));
            if (c == runs.channels) continue;
            std::uint8_t part[kLanes] = {};
            std::memcpy(part, in + c, static_cast<std::size_t>(runs.channels - c));
            store_some(out + c, mul(to_float(iadd(load_bytes(part), minus_zero)), scale), runs.channels - c);
        }
}

/// The k-th byte of every lane, with its sign.
template <int K>
inline vec float_of_byte(ivec lanes) {
    return to_float(signed_byte<K>(lanes));
}

inline void dense(const Int8DenseArgs& a) {
    constexpr int kVectors = kInt8Panel / kLanes, kStepsAhead = 32;  // weights are used once
    const Share::Range columns = a.share.of(a.outputs, kInt8Panel);
    const int steps = a.depth / kQuad;
    for (int column = columns.begin; column < columns.end; column += kInt8Panel) {
        const std::int8_t* panel = a.panels + static_cast<std::ptrdiff_t>(column / kInt8Panel) * steps * kInt8Panel * kQuad;
        for (int v = 0; v < kVectors && column + v * kLanes < a.outputs; ++v) {
            // Four sums, so that additions need not wait for one another.
            vec sums[kQuad] = {zero(), zero(), zero(), zero()};
            for (int step = 0; step < steps; ++step) {
                prefetch_weights(panel + (step + kStepsAhead) * kStepBytes);
                std::int32_t lanes[kLanes];
                std::memcpy(lanes, panel + (step * kInt8Panel + v * kLanes) * kQuad, sizeof lanes);
                const ivec four = iload(lanes);
                const float* in = a.in + step * kQuad;
                sums[0] = add(sums[0], mul(float_of_byte<0>(four), broadcast(in[0])));
                sums[1] = add(sums[1], mul(float_of_byte<1>(four), broadcast(in[1])));
                sums[2] = add(sums[2], mul(float_of_byte<2>(four), broadcast(in[2])));
                sums[3] = add(sums[3], mul(float_of_byte<3>(four), broadcast(in[3])));
            }
            const int first = column + v * kLanes, valid = a.outputs - first < kLanes ? a.outputs - first : kLanes;
            const vec sum = add(add(sums[0], sums[1]), add(sums[2], sums[3]));
            store_some(a.out + first, add(mul(sum, load(a.scale + first)), load(a.bias + first)), valid);
        }
    }
}

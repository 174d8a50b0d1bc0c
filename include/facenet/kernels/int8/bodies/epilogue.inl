// From sums to bytes: bias, scale, residual, activation and rounding in registers (kernels/int8/args.hpp has the formula).
// Written once; included in the namespace of each way to multiply bytes, after its vectors.

/// Where one output pixel goes, and its residual.
struct Int8Pixel {
    std::uint8_t* out;
    const std::uint8_t* residual;
    float* float_out;

    Int8Pixel() = default;
    Int8Pixel(const Int8ConvArgs& a, int image, int y, int x)
        : out(a.out.data == nullptr ? nullptr : a.out.at(image, y, x)),
          residual(a.residual.data == nullptr ? nullptr : a.residual.at(image, y, x)),
          float_out(a.float_out.data == nullptr ? nullptr : a.float_out.at(image, y, x)) {}
};

/// Stores the first `count` bytes or floats of a vector, fewer than it has.
inline void store_some(std::uint8_t* to, ivec value, int count) {
    std::uint8_t part[kLanes];
    store_bytes(part, value);
    std::memcpy(to, part, static_cast<std::size_t>(count));
}
inline void store_some(float* to, vec value, int count) {
    float part[kLanes];
    store(part, value);
    std::memcpy(to, part, static_cast<std::size_t>(count) * sizeof(float));
}

/// The end of one vector of columns.
class Int8Epilogue {
public:
    Int8Epilogue(const Int8ConvArgs& a, int column)
        : scale_(load(a.weights.scale + column)), residual_scale_(broadcast(a.residual_scale)),
          offset_(iload(a.weights.offset + column)), residual_offset_(ibroadcast(a.residual_offset)), zero_(ibroadcast(a.out_zero)),
          floor_(ibroadcast(a.activation == Activation::relu ? a.out_zero : 0)),
          relu_(a.activation == Activation::relu), column_(column),
          valid_(a.out.dims.channels - column < kLanes ? a.out.dims.channels - column : kLanes) {}

    /// Sums of a product, the offset among them, of so many pixels. What is the same for all pixels is asked once.
    void finish(const ivec* sums, const Int8Pixel* pixels, int count) const {
        if (!whole() || pixels->float_out != nullptr) {
            for (int i = 0; i < count; ++i) finish_scaled(scaled(sums[i]), pixels[i]);
        } else if (pixels->residual != nullptr) {
            store_rows(pixels, count, [&](int i) { return with_residual(scaled(sums[i]), load_bytes(pixels[i].residual + column_)); });
        } else {
            store_rows(pixels, count, [&](int i) { return without_residual(scaled(sums[i])); });
        }
    }
    /// Sums of minimal filtering.
    void finish(vec sums, const Int8Pixel& pixel) const { finish_scaled(mul(add(sums, to_float(offset_)), scale_), pixel); }

private:
    vec scaled(ivec sums) const { return mul(to_float(sums), scale_); }
    ivec without_residual(vec y) const { return iadd(round_to_int(y), zero_); }
    ivec with_residual(vec y, ivec residual) const {
        const ivec r = round_to_int(mul(to_float(residual), residual_scale_));
        return drop_byte(iadd(iadd(round_to_int(y), residual_offset_), r));
    }
    /// Whole vectors; four at a time where that is cheaper (FACENET_HAS_FOUR_STORES).
    template <class Value>
    void store_rows(const Int8Pixel* pixels, int count, Value value) const {
        int i = 0;
#if defined(FACENET_HAS_FOUR_STORES)
        for (; i + 4 <= count; i += 4) {
            std::uint8_t* const to[4] = {pixels[i].out + column_, pixels[i + 1].out + column_, pixels[i + 2].out + column_, pixels[i + 3].out + column_};
            store_four_bytes(to, value(i), value(i + 1), value(i + 2), value(i + 3), floor_);
        }
#endif
        for (; i < count; ++i) store_bytes(pixels[i].out + column_, imax(value(i), floor_));
    }
    void finish_scaled(vec y, const Int8Pixel& pixel) const {
        if (pixel.float_out != nullptr) return finish_float(y, pixel);
        const ivec q = imax(pixel.residual == nullptr ? without_residual(y) : with_residual(y, load_residual(pixel.residual + column_)), floor_);
        if (whole()) store_bytes(pixel.out + column_, q);
        else store_some(pixel.out + column_, q, valid_);
    }
    bool whole() const { return kLanes == 1 || valid_ == kLanes; }
    FACENET_NOINLINE void finish_float(vec y, const Int8Pixel& pixel) const {
        if (relu_) y = max(y, zero());
        if (whole()) store(pixel.float_out + column_, y);
        else store_some(pixel.float_out + column_, y, valid_);
    }
    ivec load_residual(const std::uint8_t* from) const {
        if (whole()) return load_bytes(from);
        std::uint8_t part[kLanes] = {};
        std::memcpy(part, from, static_cast<std::size_t>(valid_));
        return load_bytes(part);
    }

    vec scale_, residual_scale_;
    ivec offset_, residual_offset_, zero_, floor_;
    bool relu_;
    int column_, valid_;
};

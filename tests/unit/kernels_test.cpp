// SPDX-License-Identifier: MIT
// Every kernel of every instruction set against the plain loops, over random shapes, strides, paddings and views.
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "facenet/kernels/pack.hpp"
#include "facenet/kernels/select.hpp"
#include "support/random.hpp"

namespace {

using namespace facenet;
using namespace facenet::kernels;

using support::kFewer;
using support::Random;

/// A map inside a larger buffer, so that strides differ from sizes and writes beside the map can be seen.
struct Canvas {
    static constexpr float kUntouched = 1234.5f;

    Canvas(Dims map_dims, Random& random, bool filled, int images = 1) : dims(map_dims) {
        const int extra_channels = random.whole(0, 5), extra_columns = random.whole(0, 2);
        pixel_stride = dims.channels + extra_channels;
        row_stride = (dims.width + extra_columns) * pixel_stride;
        offset = random.whole(0, extra_channels);
        image_stride = row_stride * (dims.height + random.whole(0, 1));
        const std::size_t size = static_cast<std::size_t>(image_stride * images + row_stride + 16);
        data = filled ? random.values(size) : std::vector<float>(size, kUntouched);
    }
    MapView view() { return {data.data() + offset, dims, pixel_stride, row_stride, image_stride}; }
    ConstMapView view() const { return {data.data() + offset, dims, pixel_stride, row_stride, image_stride}; }

    Dims dims;
    std::ptrdiff_t pixel_stride = 0, row_stride = 0, image_stride = 0, offset = 0;
    std::vector<float> data;
};

/// Largest difference of two buffers, the map and everything around it, relative to the largest value if above 1.
double difference(const Canvas& a, const Canvas& b) {
    double largest = 0, scale = 1;
    for (std::size_t i = 0; i < a.data.size(); ++i) {
        const double x = static_cast<double>(a.data[i]), y = static_cast<double>(b.data[i]);
        if (x != static_cast<double>(Canvas::kUntouched)) scale = std::max(scale, std::abs(x));
        const double d = std::abs(x - y);
        if (!(d <= largest)) largest = d;
    }
    return largest / scale;
}

std::vector<float> padded(std::vector<float> values) {
    values.resize(values.size() + kMaxPanel, 0.0f);
    return values;
}

/// Weights [depth][out] in panels of n columns, missing columns zero.
std::vector<float> panels(Algorithm algorithm, const Window& w, const std::vector<float>& weights, int in, int out, int n) {
    std::vector<float> packed(packed_floats(algorithm, w, in, out, n), 0.0f);
    pack_conv(algorithm, w, in, out, n, packed.data(),
              [&](int, int d) { return weights.data() + static_cast<std::ptrdiff_t>(d) * out; });
    return packed;
}

/// One random convolution: the plain loops' result against the kernels', computed one way.
double conv_difference(const Kernels& kernels, Algorithm algorithm, const Window& w, Dims in, Dims out, Random& random) {
    const auto weights = random.values(static_cast<std::size_t>(conv_depth(w, in.channels)) * static_cast<std::size_t>(out.channels));
    const auto bias = padded(random.values(static_cast<std::size_t>(out.channels)));
    const auto slope = padded(random.values(static_cast<std::size_t>(out.channels)));
    const auto activation = static_cast<Activation>(random.whole(0, 2));
    const int images = random.coin() ? 1 : random.whole(2, 4);
    const Canvas input(in, random, true, images);
    Canvas wanted(out, random, random.coin(), images);
    Canvas got = wanted;
    const Canvas addend(out, random, true, images);
    const int residual = random.whole(0, 2);  // none, another map, or the output itself

    const auto run = [&](const Kernels& k, Algorithm way, Canvas& to) {
        const auto packed = panels(way, w, weights, in.channels, out.channels, k.panel);
        std::vector<float> scratch(conv_scratch(way, w, in, out, images));
        const ConstMapView itself{to.view().data, out, to.pixel_stride, to.row_stride, to.image_stride};
        k.conv({input.view(), to.view(), residual == 0 ? ConstMapView{} : residual == 1 ? addend.view() : itself, w,
                {way, packed.data(), bias.data(), slope.data()}, activation, scratch.data(), {}, images});
    };
    run(reference::kTable, Algorithm::direct, wanted);
    run(kernels, algorithm, got);
    return difference(wanted, got);
}

template <class Check>
void for_each_isa(Check check) {
    for (Isa isa : kAllIsas) {
        if (isa == Isa::reference) continue;
        if (!isa_available(isa)) {
            MESSAGE("not on this processor: " << std::string(isa_name(isa)));
            continue;
        }
        CAPTURE(std::string(isa_name(isa)));
        check(table(isa));
    }
}

}  // namespace

TEST_CASE("convolution: all instruction sets agree with the plain loops") {
    for_each_isa([](const Kernels& kernels) {
        for (unsigned seed = 0; seed < 400 / kFewer; ++seed) {
            CAPTURE(seed);
            Random random(seed);
            Window w;
            w.height = random.whole(1, 7);
            w.width = random.coin() ? w.height : random.whole(1, 7);
            if (random.whole(0, 3) == 0) w.height = w.width = 1;
            w.stride_y = random.whole(1, 3);
            w.stride_x = random.coin() ? w.stride_y : random.whole(1, 3);
            w.pad_y = random.whole(0, w.height - 1);
            w.pad_x = random.whole(0, w.width - 1);
            const Dims in{random.whole(w.height, w.height + 12), random.whole(w.width, w.width + 12),
                          random.whole(0, 7) == 0 ? random.whole(300, 900) : random.whole(1, 70)};
            const Dims out{(in.height + 2 * w.pad_y - w.height) / w.stride_y + 1,
                           (in.width + 2 * w.pad_x - w.width) / w.stride_x + 1, random.whole(1, 100)};
            CHECK(conv_difference(kernels, Algorithm::direct, w, in, out, random) <= 2e-6 * std::sqrt(static_cast<double>(conv_depth(w, in.channels))));
        }
    });
}

TEST_CASE("Winograd's minimal filtering agrees with the plain loops") {
    for_each_isa([](const Kernels& kernels) {
        for (unsigned seed = 0; seed < 200 / kFewer; ++seed) {
            CAPTURE(seed);
            Random random(seed);
            for (int side : {3, 5}) {
                Window w;
                w.height = w.width = side;
                w.pad_y = random.whole(0, side - 1);
                w.pad_x = random.whole(0, side - 1);
                const Dims in{random.whole(side, 24), random.whole(side, 24), random.whole(1, 150)};
                const Dims out{in.height + 2 * w.pad_y - side + 1, in.width + 2 * w.pad_x - side + 1, random.whole(1, 100)};
                // The error of minimal filtering grows with the tile: 2e-5 at magnitude 1 is the bound for all networks here.
                if (side == 3) CHECK(conv_difference(kernels, Algorithm::winograd_2x2, w, in, out, random) <= 1e-5);
                if (side == 3) CHECK(conv_difference(kernels, Algorithm::winograd_4x4, w, in, out, random) <= 2e-5);
                if (side == 5) CHECK(conv_difference(kernels, Algorithm::winograd_5x5, w, in, out, random) <= 2e-5);
            }
        }
    });
}

TEST_CASE("minimal filtering along a line agrees with the plain loops") {
    for_each_isa([](const Kernels& kernels) {
        for (unsigned seed = 0; seed < 200 / kFewer; ++seed) {
            CAPTURE(seed);
            Random random(seed);
            const bool across = random.coin();
            Window w;
            w.height = across ? 1 : 7;
            w.width = across ? 7 : 1;
            w.pad_y = random.whole(0, w.height - 1);
            w.pad_x = random.whole(0, w.width - 1);
            const Dims in{random.whole(w.height, 20), random.whole(w.width, 20), random.whole(1, 150)};
            const Dims out{in.height + 2 * w.pad_y - w.height + 1, in.width + 2 * w.pad_x - w.width + 1, random.whole(1, 100)};
            CHECK(conv_difference(kernels, Algorithm::winograd_line, w, in, out, random) <= 4e-5);
        }
    });
}

TEST_CASE("pooling: all instruction sets agree with the plain loops") {
    for_each_isa([](const Kernels& kernels) {
        for (unsigned seed = 0; seed < 300 / kFewer; ++seed) {
            CAPTURE(seed);
            Random random(seed);
            Window w;
            w.height = random.whole(1, 5);
            w.width = random.whole(1, 5);
            w.stride_y = random.whole(1, 3);
            w.stride_x = random.whole(1, 3);
            w.pad_y = random.whole(0, w.height / 2);
            w.pad_x = random.whole(0, w.width / 2);
            const Dims in{random.whole(w.height, 16), random.whole(w.width, 16), random.whole(1, 90)};
            // Half of them with a last window that is cut (ceil mode).
            const int cut_y = random.whole(0, w.stride_y - 1), cut_x = random.whole(0, w.stride_x - 1);
            Dims out{(in.height + 2 * w.pad_y - w.height + cut_y) / w.stride_y + 1,
                     (in.width + 2 * w.pad_x - w.width + cut_x) / w.stride_x + 1, in.channels};
            while ((out.height - 1) * w.stride_y - w.pad_y >= in.height) --out.height;
            while ((out.width - 1) * w.stride_x - w.pad_x >= in.width) --out.width;
            const Canvas input(in, random, true);
            Canvas wanted(out, random, false);
            Canvas got = wanted;
            const auto kind = static_cast<Pooling>(random.whole(0, 2));
            reference::pool({input.view(), wanted.view(), w, kind});
            kernels.pool({input.view(), got.view(), w, kind});
            CHECK(difference(wanted, got) <= 1e-6);
        }
    });
}

TEST_CASE("work along the channels: all instruction sets agree with the plain loops") {
    for_each_isa([](const Kernels& kernels) {
        for (unsigned seed = 0; seed < 200 / kFewer; ++seed) {
            CAPTURE(seed);
            Random random(seed);
            const Dims dims{random.whole(1, 5), random.whole(1, 5), random.whole(1, 200)};
            const Canvas input(dims, random, true);
            const Canvas empty(dims, random, false);
            Canvas wanted = empty, got = empty;

            std::vector<float> scratch(lrn_scratch(dims.channels));
            LrnArgs lrn{input.view(), wanted.view(), random.whole(1, kMaxLrnSize), 0.5f, random.coin() ? 0.75f : 0.6f,
                        random.coin() ? 1.0f : 2.0f, scratch.data()};
            reference::lrn(lrn);
            lrn.out = got.view();
            kernels.lrn(lrn);
            CHECK(difference(wanted, got) <= 1e-6);

            wanted = got = empty;
            reference::l2_normalise({input.view(), wanted.view()});
            kernels.l2_normalise({input.view(), got.view()});
            CHECK(difference(wanted, got) <= 1e-6);

            wanted = got = empty;
            reference::softmax({input.view(), wanted.view()});
            kernels.softmax({input.view(), got.view()});
            CHECK(difference(wanted, got) <= 1e-6);

            const int pieces = random.whole(1, 4);
            const Canvas many({dims.height, dims.width, dims.channels * pieces}, random, true);
            wanted = got = empty;
            reference::maxout({many.view(), wanted.view()});
            kernels.maxout({many.view(), got.view()});
            CHECK(difference(wanted, got) == 0.0);
        }
    });
}

TEST_CASE("dot product and squared distance: all instruction sets agree with the plain loops") {
    for_each_isa([](const Kernels& kernels) {
        for (int n = 0; n < 600; n += n < 70 ? 1 : 37) {
            CAPTURE(n);
            Random random(static_cast<unsigned>(n));
            const auto a = random.values(static_cast<std::size_t>(n)), b = random.values(static_cast<std::size_t>(n));
            CHECK(kernels.dot(a.data(), b.data(), n) == doctest::Approx(reference::dot(a.data(), b.data(), n)).epsilon(1e-5));
            CHECK(kernels.squared_distance(a.data(), b.data(), n) ==
                  doctest::Approx(reference::squared_distance(a.data(), b.data(), n)).epsilon(1e-5));
        }
    });
}

TEST_CASE("the plain loops themselves, on numbers worked out by hand") {
    const float in[] = {1, 2, 3, 4};  // 2x2, one channel
    const Dims dims{2, 2, 1};
    const float weights[] = {1, 10, 100, 1000}, bias[] = {0.5f};
    float out[4] = {};
    Window w;
    w.height = w.width = 2;
    w.pad_y = w.pad_x = 1;
    w.stride_y = w.stride_x = 2;  // the four corners
    ConvArgs conv{dense_map<const float>(in, dims), dense_map(out, dims), {}, w, {Algorithm::direct, weights, bias, nullptr}, Activation::linear, nullptr};
    reference::conv(conv);
    CHECK(out[0] == 1000.5f);
    CHECK(out[1] == 200.5f);
    CHECK(out[2] == 30.5f);
    CHECK(out[3] == 4.5f);

    Window whole;
    whole.height = whole.width = 2;
    PoolArgs pool{dense_map<const float>(in, dims), dense_map(out, {1, 1, 1}), whole, Pooling::max};
    reference::pool(pool);
    CHECK(out[0] == 4.0f);
    pool.kind = Pooling::average;
    reference::pool(pool);
    CHECK(out[0] == 2.5f);
    pool.kind = Pooling::l2;
    reference::pool(pool);
    CHECK(out[0] == doctest::Approx(std::sqrt(30.0)));

    // One pixel, four channels, window of three: k + alpha/3 * squares of the neighbours.
    reference::lrn({dense_map<const float>(in, {1, 1, 4}), dense_map(out, {1, 1, 4}), 3, 3.0f, 0.75f, 1.0f, nullptr});
    CHECK(out[0] == doctest::Approx(1.0 / std::pow(1.0 + 1 + 4, 0.75)));
    CHECK(out[1] == doctest::Approx(2.0 / std::pow(1.0 + 1 + 4 + 9, 0.75)));
    CHECK(out[3] == doctest::Approx(4.0 / std::pow(1.0 + 9 + 16, 0.75)));

    reference::maxout({dense_map<const float>(in, {1, 1, 4}), dense_map(out, {1, 1, 2})});
    CHECK(out[0] == 2.0f);
    CHECK(out[1] == 4.0f);
    reference::softmax({dense_map<const float>(in, {1, 1, 2}), dense_map(out, {1, 1, 2})});
    CHECK(out[1] == doctest::Approx(1.0 / (1.0 + std::exp(-1.0))));
}

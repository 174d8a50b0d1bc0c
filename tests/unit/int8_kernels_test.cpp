// SPDX-License-Identifier: MIT
// Every int8 kernel of the machine equals the plain loops, byte for byte: random shapes, views and zero points, and the
// extreme values at which an instruction might saturate.
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "facenet/kernels/int8/pack.hpp"
#include "facenet/kernels/int8/select.hpp"
#include "support/random.hpp"

namespace {

using namespace facenet;
using namespace facenet::kernels;

using support::kFewer;
using support::Random;

/// How bytes are drawn: evenly, or the largest and smallest only; weights also so that four of them just fit 16 bits.
enum class Values { any, extreme, narrow };

std::uint8_t draw_byte(Random& random, Values values) {
    return static_cast<std::uint8_t>(values == Values::any ? random.whole(0, 255) : random.whole(0, 3) > 0 ? 255 : 0);
}
std::int8_t draw_weight(Random& random, Values values) {
    constexpr int kMost = kInt8MostWeight;
    if (values == Values::narrow) return static_cast<std::int8_t>(random.whole(0, 9) < 9 ? kNarrowSum / 4 : -kNarrowSum / 4);
    return static_cast<std::int8_t>(values == Values::any ? random.whole(-kMost, kMost) : random.whole(0, 9) < 9 ? kMost : -kMost);
}

/// A map inside a larger buffer, so that strides differ from sizes and writes beside the map can be seen.
template <class T>
struct Canvas {
    template <class Draw>
    Canvas(Dims map_dims, Random& random, int images, Draw draw) : dims(map_dims) {
        const int extra = random.coin() ? 0 : random.whole(1, 5);
        pixel_stride = dims.channels + extra;
        row_stride = (dims.width + (random.coin() ? 0 : 1)) * pixel_stride;
        offset = random.whole(0, extra);
        image_stride = row_stride * dims.height + random.whole(0, 9);
        data.resize(static_cast<std::size_t>(image_stride * images + offset));
        for (T& x : data) x = draw();
    }
    BasicMap<T> view() { return {data.data() + offset, dims, pixel_stride, row_stride, image_stride}; }
    BasicMap<const T> view() const { return {data.data() + offset, dims, pixel_stride, row_stride, image_stride}; }

    Dims dims;
    std::ptrdiff_t pixel_stride = 0, row_stride = 0, image_stride = 0, offset = 0;
    std::vector<T> data;
};

struct PackedConv {
    PackedConv(Random& random, Values values, Algorithm algorithm, const Window& w, int in, int out, int in_zero, bool signed_activations) {
        const auto columns = static_cast<std::size_t>(int8_panels(out) * kInt8Panel);
        std::vector<std::int8_t> weights(static_cast<std::size_t>(conv_depth(w, in) * out));
        for (std::int8_t& x : weights) x = draw_weight(random, values);
        panels.resize(int8_panel_bytes(w, in, out));
        pack_int8(weights.data(), w, in, out, panels.data());
        points.resize(int8_points(algorithm, in, out));
        point_scale.resize(int8_point_scales(algorithm, out));
        std::vector<float> scratch(int8_packing_floats(algorithm, in));
        pack_int8_points(algorithm, panels.data(), w, in, out, points.data(), point_scale.data(), scratch.data());
        narrow = inspect_int8(panels.data(), w, in, out).narrow;
        CHECK(!inspect_int8(panels.data(), w, in, out).has_most_negative);
        if (values == Values::narrow) REQUIRE(narrow);
        sums.resize(columns);
        sum_int8(panels.data(), w, in, out, sums.data());
        scale.resize(columns);
        for (std::size_t i = 0; i < columns; ++i) {
            const int bias = random.whole(-100000, 100000);
            offset.push_back(bias + (algorithm == Algorithm::direct ? (signed_activations ? 128 - in_zero : -in_zero) * sums[i] : 0));
            scale[i] = random.real(0.5f, 2.0f) / (40.0f * std::sqrt(static_cast<float>(conv_depth(w, in))) + 1.0f);
        }
    }
    Int8Weights view(Algorithm algorithm) const {
        return {algorithm, panels.data(), narrow, points.data(), point_scale.data(), offset.data(), scale.data()};
    }

    std::vector<std::int8_t> panels;
    bool narrow = false;
    std::vector<std::int16_t> points;
    std::vector<std::int32_t> sums, offset;
    std::vector<float> point_scale, scale;
};

struct ConvCase {
    Window window;
    Dims in, out;
    Algorithm algorithm = Algorithm::direct;
    Values values = Values::any;
    int images = 1;
};

/// The same convolution by a table and by the plain loops, alone and in shares.
void check_conv(const Int8Kernels& table, const ConvCase& c, Random& random) {
    const int in_zero = random.coin() ? 0 : random.whole(0, 255);
    const auto seed = static_cast<unsigned>(random.engine());
    Random same(seed), again(seed);
    const PackedConv weights(same, c.values, c.algorithm, c.window, c.in.channels, c.out.channels, in_zero, table.signed_activations);
    const PackedConv plain(again, c.values, c.algorithm, c.window, c.in.channels, c.out.channels, in_zero, false);
    const auto bytes = [&] { return draw_byte(random, c.values); };
    const Canvas<std::uint8_t> in(c.in, random, c.images, bytes), residual(c.out, random, c.images, bytes);
    Canvas<std::uint8_t> out(c.out, random, c.images, [] { return std::uint8_t{77}; }), wanted = out;
    Canvas<float> float_out(c.out, random, c.images, [] { return 12345.0f; }), float_wanted = float_out;

    Int8ConvArgs a{in.view(), out.view(), {}, {}, c.window, weights.view(c.algorithm)};
    a.activation = random.coin() ? Activation::relu : Activation::linear;
    a.in_zero = in_zero;
    a.out_zero = random.coin() ? 0 : random.whole(0, 255);
    a.images = c.images;
    const int kind = random.whole(0, 2);
    std::vector<float> scaled = weights.scale;
    if (kind == 1) {  // a residual takes eight more bits
        for (float& s : scaled) s *= 256;
        a.residual = residual.view();
        a.residual_scale = random.real(1.0f, 700.0f);
        a.residual_offset = random.whole(-60000, 60000);
    }
    if (kind == 2) a.float_out = float_out.view();
    a.weights.scale = scaled.data();
    Int8ConvArgs reference = a;
    reference.weights = plain.view(c.algorithm);
    reference.weights.scale = scaled.data();
    reference.out = wanted.view();
    if (kind == 2) reference.float_out = float_wanted.view();

    AlignedBuffer scratch = std::move(*AlignedBuffer::make(int8_conv_scratch(c.algorithm, c.window, c.in, c.out) / sizeof(float)));
    a.scratch = scratch.data();
    const int parts = random.whole(1, 3);
    for (int part = 0; part < parts; ++part) {
        a.share = {part, parts};
        table.conv(a);
    }
    int8_reference::kTable.conv(reference);
    CAPTURE(c.window.height);
    CAPTURE(c.window.width);
    CAPTURE(c.window.stride_y);
    CAPTURE(c.in.height);
    CAPTURE(c.in.width);
    CAPTURE(c.in.channels);
    CAPTURE(c.out.channels);
    CAPTURE(kind);
    CHECK((out.data == wanted.data));
    CHECK((float_out.data == float_wanted.data));
}

/// Calls fn(table) for each way to multiply bytes that this machine has.
template <class Fn>
void for_tables(Fn fn) {
    for (DotIsa isa : kAllDotIsas) {
        if (isa == DotIsa::reference || !dot_isa_available(isa) || int8_table(isa).isa != isa) continue;
        CAPTURE(std::string(dot_isa_name(isa)));
        fn(int8_table(isa));
    }
}

ConvCase random_case(Random& random, Values values) {
    ConvCase c;
    c.values = values;
    c.window = {random.whole(1, 5), random.whole(1, 5), random.whole(1, 2), random.whole(1, 2), 0, 0};
    c.window.pad_y = random.whole(0, c.window.height - 1);
    c.window.pad_x = random.whole(0, c.window.width - 1);
    c.in = {random.whole(c.window.height, 16), random.whole(c.window.width, 30), random.whole(1, 70)};
    const auto side = [](int in, int kernel, int stride, int pad) { return (in + 2 * pad - kernel) / stride + 1; };
    c.out = {side(c.in.height, c.window.height, c.window.stride_y, c.window.pad_y),
             side(c.in.width, c.window.width, c.window.stride_x, c.window.pad_x), random.whole(1, 70)};
    c.images = random.whole(0, 3) == 0 ? random.whole(2, 3) : 1;
    return c;
}

}  // namespace

TEST_CASE("int8: there are tables for the machine") {
    std::string ways;
    for_tables([&](const Int8Kernels& table) { ways += std::string(ways.empty() ? "" : " ") + dot_isa_name(table.isa); });
    MESSAGE("int8 by " << ways);
    CHECK(!ways.empty());
    CHECK(int8_table(best_dot_isa()).isa == best_dot_isa());
}

TEST_CASE("int8: convolutions as matrix products equal the plain loops") {
    for_tables([](const Int8Kernels& table) {
        for (unsigned seed = 0; seed < 150 / kFewer; ++seed) {
            CAPTURE(seed);
            Random random(seed);
            check_conv(table, random_case(random, seed % 3 == 0 ? Values::extreme : seed % 3 == 1 ? Values::narrow : Values::any), random);
        }
    });
}

TEST_CASE("int8: products of large depth do not saturate") {
    for_tables([](const Int8Kernels& table) {
        for (unsigned seed = 0; seed < 8; ++seed) {
            CAPTURE(seed);
            Random random(seed);
            ConvCase c;
            c.values = seed % 2 == 0 ? Values::extreme : Values::narrow;
            c.window = {3, 3, 1, 1, 1, 1};
            c.in = {3, 3, random.whole(500, 900)};
            c.out = {3, 3, 24};
            check_conv(table, c, random);
        }
    });
}

TEST_CASE("int8: few channels are read in place") {
    for_tables([](const Int8Kernels& table) {
        for (unsigned seed = 0; seed < 20 / kFewer; ++seed) {
            CAPTURE(seed);
            Random random(seed);
            const int kernel = random.whole(2, 7), pad = random.whole(0, kernel / 2);
            ConvCase c;
            c.values = random.coin() ? Values::any : Values::narrow;
            c.window = {kernel, kernel, 2, 2, pad, pad};
            c.in = {random.whole(8, 20), random.whole(50, 70), random.whole(1, 5)};
            c.out = {(c.in.height + 2 * pad - kernel) / 2 + 1, (c.in.width + 2 * pad - kernel) / 2 + 1, random.whole(1, 40)};
            check_conv(table, c, random);
        }
    });
}

TEST_CASE("int8: minimal filtering equals its plain loops, and the convolution within its rounding") {
    for_tables([](const Int8Kernels& table) {
        if (table.filtering.channels == 0) return;
        for (Algorithm way : {Algorithm::winograd_2x2, Algorithm::winograd_4x4, Algorithm::winograd_5x5})
            for (unsigned seed = 0; seed < 40 / kFewer; ++seed) {
                CAPTURE(static_cast<int>(way));
                CAPTURE(seed);
                Random random(seed);
                ConvCase c = random_case(random, seed % 3 == 0 ? Values::extreme : Values::any);
                const int side = way == Algorithm::winograd_5x5 ? 5 : 3, pad = random.whole(0, side / 2);
                c.algorithm = way;
                c.window = {side, side, 1, 1, pad, pad};
                c.in.height = random.whole(side, 14);
                c.in.width = random.whole(side, 14);
                if (seed % 8 == 7) c.in.channels = random.whole(300, 500);
                c.out = {c.in.height + 2 * pad - side + 1, c.in.width + 2 * pad - side + 1, c.out.channels};
                check_conv(table, c, random);
            }
    });
}

TEST_CASE("int8: minimal filtering is the convolution but for the rounding of its weights") {
    for (Algorithm way : {Algorithm::winograd_2x2, Algorithm::winograd_4x4, Algorithm::winograd_5x5}) {
        CAPTURE(static_cast<int>(way));
        Random random(7);
        const int side = way == Algorithm::winograd_5x5 ? 5 : 3, zero = 100;
        const Window w{side, side, 1, 1, 1, 1};
        const Dims in_dims{13, 14, 64}, out_dims{13 + 3 - side, 14 + 3 - side, 32};
        const auto bytes = [&] { return draw_byte(random, Values::any); };
        const Canvas<std::uint8_t> in(in_dims, random, 1, bytes);
        Random same(3), again(3);
        const PackedConv filtered(same, Values::any, way, w, 64, 32, zero, false), direct(again, Values::any, Algorithm::direct, w, 64, 32, zero, false);
        Canvas<float> got(out_dims, random, 1, [] { return 0.0f; }), wanted = got;
        Int8ConvArgs a{in.view(), {nullptr, out_dims, 0, 0, 0}, got.view(), {}, w, filtered.view(way)};
        a.in_zero = zero;
        int8_reference::kTable.conv(a);
        a.weights = direct.view(Algorithm::direct);
        a.float_out = wanted.view();
        int8_reference::kTable.conv(a);
        double error = 0, signal = 0;
        for (std::size_t i = 0; i < got.data.size(); ++i) {
            error += std::pow(static_cast<double>(got.data[i]) - static_cast<double>(wanted.data[i]), 2.0);
            signal += std::pow(static_cast<double>(wanted.data[i]), 2.0);
        }
        // Tiles of 2x2 have whole numbers for transformed weights, but for their denominator of 4.
        CHECK(std::sqrt(error / signal) < (way == Algorithm::winograd_2x2 ? 1e-6 : 3e-3));
    }
}

TEST_CASE("int8: dense layers of floats with weights of bytes") {
    for_tables([](const Int8Kernels& table) {
        for (unsigned seed = 0; seed < 20 / kFewer; ++seed) {
            CAPTURE(seed);
            Random random(seed);
            const int depth = kQuad * random.whole(1, 200), outputs = random.whole(1, 70);
            const auto columns = static_cast<std::size_t>(int8_panels(outputs) * kInt8Panel);
            std::vector<std::int8_t> weights(static_cast<std::size_t>(depth * outputs)), panels(int8_panel_bytes({}, depth, outputs));
            for (std::int8_t& w : weights) w = draw_weight(random, Values::any);
            pack_int8(weights.data(), {}, depth, outputs, panels.data());
            std::vector<float> in(static_cast<std::size_t>(depth)), scale(columns), bias(columns), out(columns, 5.0f), wanted = out;
            for (float& x : in) x = random.real(-1, 1);
            for (float& x : scale) x = random.real(0.001f, 0.01f);
            for (float& x : bias) x = random.real(-1, 1);
            Int8DenseArgs a{in.data(), out.data(), depth, outputs, panels.data(), scale.data(), bias.data()};
            for (int part = 0; part < 2; ++part) {
                a.share = {part, 2};
                table.dense(a);
            }
            a.share = {};
            a.out = wanted.data();
            int8_reference::kTable.dense(a);
            for (std::size_t i = 0; i < columns; ++i) CHECK(out[i] == doctest::Approx(wanted[i]).epsilon(1e-4));
        }
    });
}

TEST_CASE("int8: pooling and the way from floats and back equal the plain loops") {
    for_tables([](const Int8Kernels& table) {
        for (unsigned seed = 0; seed < 40 / kFewer; ++seed) {
            CAPTURE(seed);
            Random random(seed);
            const Dims dims{random.whole(3, 12), random.whole(3, 12), random.whole(1, 70)};
            const auto bytes = [&] { return draw_byte(random, Values::any); };
            const Canvas<std::uint8_t> in(dims, random, 1, bytes);
            const int pad = random.whole(0, 1);
            const Dims pooled{(dims.height + 2 * pad - 3) / 2 + 1, (dims.width + 2 * pad - 3) / 2 + 1, dims.channels};
            Canvas<std::uint8_t> out(pooled, random, 1, bytes), wanted = out;
            Int8PoolArgs pool{in.view(), out.view(), {3, 3, 2, 2, pad, pad}};
            if (random.coin()) {
                pool.in_zero = random.whole(0, 255);
                pool.out_zero = random.whole(0, 255);
                pool.scale = random.real(0.1f, 3.0f);
            }
            table.max_pool(pool);
            pool.out = wanted.view();
            int8_reference::kTable.max_pool(pool);
            CHECK((out.data == wanted.data));

            Canvas<float> floats(dims, random, 1, [&] { return random.real(-300, 300); });
            floats.data[0] = 1e30f;
            floats.data.back() = -INFINITY;
            Canvas<std::uint8_t> quantised(dims, random, 1, bytes), quantised_wanted = quantised;
            QuantiseArgs q{static_cast<const Canvas<float>&>(floats).view(), quantised.view(), random.real(0.1f, 2.0f), random.whole(0, 255)};
            table.quantise(q);
            q.out = quantised_wanted.view();
            int8_reference::kTable.quantise(q);
            CHECK((quantised.data == quantised_wanted.data));

            Canvas<float> back(dims, random, 1, [] { return 5.0f; }), back_wanted = back;
            DequantiseArgs d{in.view(), back.view(), random.real(0.01f, 2.0f), random.whole(0, 255)};
            table.dequantise(d);
            d.out = back_wanted.view();
            int8_reference::kTable.dequantise(d);
            CHECK((back.data == back_wanted.data));
        }
    });
}

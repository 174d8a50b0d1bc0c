// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <random>
#include <vector>

#include <facenet/image/resize.hpp>

using namespace facenet;

namespace {

/// Random pixels in memory of just their size, in a random format, rows upwards or downwards.
struct RandomView {
    std::vector<std::uint8_t> bytes;
    ImageView view;

    RandomView(int width, int height, std::mt19937& random) {
        const auto format = static_cast<PixelFormat>(random() % 5);
        const std::ptrdiff_t stride = std::ptrdiff_t{width} * bytes_per_pixel(format);
        bytes.resize(static_cast<std::size_t>(stride * height));
        for (std::uint8_t& byte : bytes)
            byte = static_cast<std::uint8_t>(random() >> 24);
        const bool upwards = random() % 2 == 0;
        view = {upwards ? bytes.data() + (height - 1) * stride : bytes.data(), width, height,
                upwards ? -stride : stride, format};
    }
    double value(int x, int y, int c) const {
        std::uint8_t rgb[3];
        read_rgb(view.pixel(x, y), view.format, rgb);
        return rgb[c];
    }
};

/// Weights of the input pixels of one output pixel: (first, weights).
using Taps = std::pair<int, std::vector<double>>;

Taps area_taps(int i, int in, int out) {
    const int begin = static_cast<int>(std::floor(static_cast<double>(i) * in / out));
    const int end = static_cast<int>(std::ceil(static_cast<double>(i + 1) * in / out));
    return {begin, std::vector<double>(static_cast<std::size_t>(end - begin), 1.0 / (end - begin))};
}

Taps bilinear_taps(int i, int in, int out) {
    const double at = std::min(std::max((i + 0.5) * in / out - 0.5, 0.0), in - 1.0);
    const int first = std::min(static_cast<int>(at), std::max(in - 2, 0));
    if (in == 1) return {0, {1.0}};
    return {first, {1 - (at - first), at - first}};
}

/// The triangle over all pixels that it reaches, normalised.
Taps triangle_taps(int i, int in, int out) {
    const double scale = static_cast<double>(in) / out, support = std::max(scale, 1.0), centre = (i + 0.5) * scale;
    std::vector<double> weights(static_cast<std::size_t>(in));
    double sum = 0;
    for (int x = 0; x < in; ++x)
        sum += weights[static_cast<std::size_t>(x)] = std::max(1 - std::abs(x + 0.5 - centre) / support, 0.0);
    for (double& weight : weights)
        weight /= sum;
    return {0, weights};
}

template <class MakeTaps>
double reference(const RandomView& in, int x, int y, int c, int width, int height, MakeTaps make_taps) {
    const Taps across = make_taps(x, in.view.width, width), down = make_taps(y, in.view.height, height);
    double sum = 0;
    for (std::size_t j = 0; j < down.second.size(); ++j)
        for (std::size_t i = 0; i < across.second.size(); ++i)
            if (down.second[j] != 0 && across.second[i] != 0)
                sum += down.second[j] * across.second[i] *
                       in.value(across.first + static_cast<int>(i), down.first + static_cast<int>(j), c);
    return sum;
}

constexpr float kUntouched = -12345.0f;

template <class ResizeFloats, class ResizeBytes, class MakeTaps>
void check_against_reference(const RandomView& in, int width, int height, double tolerance, ResizeFloats floats,
                             ResizeBytes to_bytes, MakeTaps make_taps) {
    CAPTURE(in.view.width);
    CAPTURE(in.view.height);
    CAPTURE(width);
    CAPTURE(height);
    const std::size_t size = static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3;
    std::vector<float> out(size + 1, kUntouched);
    std::vector<std::uint8_t> bytes(size);
    floats(in.view, width, height, out.data());
    to_bytes(in.view, width, height, bytes.data());
    CHECK(out.back() == kUntouched);
    double worst = 0, worst_byte = 0;
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (int c = 0; c < 3; ++c) {
                const std::size_t at = static_cast<std::size_t>((y * width + x) * 3 + c);
                const double wanted = reference(in, x, y, c, width, height, make_taps);
                worst = std::max(worst, std::abs(static_cast<double>(out[at]) - wanted));
                worst_byte = std::max(worst_byte, std::abs(bytes[at] - wanted));
            }
    CHECK(worst <= tolerance);
    CHECK(worst_byte <= 0.5 + tolerance);
}

}  // namespace

TEST_CASE("each filter against its definition, over random sizes and formats") {
    std::mt19937 random(1);
    const auto side = [&] { return static_cast<int>(1 + random() % (random() % 4 == 0 ? 90u : 24u)); };
    for (int i = 0; i < 150; ++i) {
        const RandomView in(side(), side(), random);
        const int width = side(), height = side();
        check_against_reference(in, width, height, 2e-5, resize_area<float>, resize_area<std::uint8_t>, area_taps);
        check_against_reference(in, width, height, 1e-3, resize_bilinear<float>, resize_bilinear<std::uint8_t>,
                                bilinear_taps);
        check_against_reference(in, width, height, 1e-3, resize_triangle<float>, resize_triangle<std::uint8_t>,
                                triangle_taps);
    }
}

TEST_CASE("widths beyond one strip, and windows wider than it") {
    std::mt19937 random(2);
    for (const auto& [in_width, width] : {std::pair{1000, 1},
                                          {1000, 3},
                                          {3000, 5},
                                          {700, 699},
                                          {700, 1300},
                                          {3, 900},
                                          {257, 256},
                                          {512, 2},
                                          {kMaxImageSide, 1},
                                          {kMaxImageSide, 100}}) {
        const RandomView in(in_width, 3, random);
        check_against_reference(in, width, 2, 1e-4, resize_area<float>, resize_area<std::uint8_t>, area_taps);
        check_against_reference(in, width, 2, 1e-3, resize_triangle<float>, resize_triangle<std::uint8_t>,
                                triangle_taps);
        check_against_reference(in, width, 2, 1e-3, resize_bilinear<float>, resize_bilinear<std::uint8_t>,
                                bilinear_taps);
    }
    // The greatest sums: a white column of full height.
    const std::vector<std::uint8_t> white(static_cast<std::size_t>(kMaxImageSide) * 256, 255);
    const ImageView view{white.data(), 256, kMaxImageSide, 256, PixelFormat::gray};
    float out[3];
    resize_area(view, 1, 1, out);
    CHECK(out[0] == 255.0f);
    resize_triangle(view, 1, 1, out);
    CHECK(out[2] == doctest::Approx(255).epsilon(1e-4));
}

TEST_CASE("the same size changes nothing, whole factors are plain means, constants stay") {
    std::mt19937 random(3);
    const RandomView in(300, 20, random);
    std::vector<float> out(300 * 20 * 3);
    for (const auto resize_by : {resize_area<float>, resize_bilinear<float>, resize_triangle<float>}) {
        resize_by(in.view, 300, 20, out.data());
        for (int i = 0; i < 300 * 20 * 3; ++i)
            REQUIRE(static_cast<double>(out[static_cast<std::size_t>(i)]) == in.value(i / 3 % 300, i / 3 / 300, i % 3));
    }
    resize_area(in.view, 100, 10, out.data());
    double mean = 0;
    for (int i = 0; i < 6; ++i)
        mean += in.value(3 + i % 3, 2 + i / 3, 1) / 6;
    CHECK(static_cast<double>(out[(1 * 100 + 1) * 3 + 1]) == doctest::Approx(mean).epsilon(1e-6));

    const std::vector<std::uint8_t> grey(64 * 64, 201);
    const ImageView flat{grey.data(), 64, 64, 64, PixelFormat::gray};
    for (const auto resize_by :
         {resize_area<std::uint8_t>, resize_bilinear<std::uint8_t>, resize_triangle<std::uint8_t>})
        for (const int side : {1, 7, 63, 65, 200}) {
            std::vector<std::uint8_t> bytes(static_cast<std::size_t>(side * side) * 3);
            resize_by(flat, side, side, bytes.data());
            REQUIRE(std::count(bytes.begin(), bytes.end(), 201) == static_cast<std::ptrdiff_t>(bytes.size()));
        }
}

TEST_CASE("what cannot be resized leaves the output alone, or is an error") {
    const std::uint8_t pixel[3] = {1, 2, 3};
    const ImageView one{pixel, 1, 1, 3, PixelFormat::rgb};
    float out[3] = {kUntouched, kUntouched, kUntouched};
    for (const auto resize_by : {resize_area<float>, resize_bilinear<float>, resize_triangle<float>}) {
        resize_by({}, 1, 1, out);
        resize_by(one, 0, 1, out);
        resize_by(one, 1, -1, out);
        resize_by({pixel, kMaxImageSide + 1, 1, 0, PixelFormat::rgb}, 1, 1, out);
        CHECK(out[0] == kUntouched);
    }
    for (const Resample filter : {Resample::bilinear, Resample::area, Resample::triangle}) {
        const auto image = try_resize(one, 4, 3, filter);
        REQUIRE(image.ok());
        CHECK(image->width() == 4);
        CHECK(image->height() == 3);
        CHECK(image->pixel(3, 2)[2] == 3);
        CHECK(!try_resize({}, 4, 3, filter).ok());
        CHECK(!try_resize(one, 0, 3, filter).ok());
        CHECK(!try_resize(one, kMaxImageSide + 1, 3, filter).ok());
    }
}

TEST_CASE("a pyramid of a full-HD photo is quick") {
    const std::vector<std::uint8_t> photo(1920 * 1080 * 3, 99);
    const ImageView view{photo.data(), 1920, 1080, 1920 * 3, PixelFormat::rgb};
    std::vector<float> out(1153 * 649 * 3);
    const auto start = std::chrono::steady_clock::now();
    int levels = 0;
    for (double scale = 0.6; scale * 1080 >= 12; scale *= 0.709, ++levels)
        resize_area(view, static_cast<int>(1920 * scale + 1), static_cast<int>(1080 * scale + 1), out.data());
    const double ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    MESSAGE(levels << " levels in " << ms << " ms");
    CHECK(ms < 3000);  // about 20 with optimisation; builds without, with sanitizers and on busy machines pass too
}

// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include <facenet/data/geometry.hpp>
#include <facenet/image/image.hpp>
#include <facenet/image/planes.hpp>
#include <facenet/image/yuv.hpp>

using namespace facenet;

namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes random_bytes(std::size_t size, std::uint32_t seed) {
    std::mt19937 random(seed);
    Bytes bytes(size);
    for (std::uint8_t& byte : bytes)
        byte = static_cast<std::uint8_t>(random() >> 24);
    return bytes;
}

}  // namespace

TEST_CASE("views of every format, with gaps, and upside down, are copied to RGB") {
    struct Layout {
        PixelFormat format;
        int red, green, blue, step;
    };
    for (const Layout& layout : {Layout{PixelFormat::rgb, 0, 1, 2, 3}, Layout{PixelFormat::bgr, 2, 1, 0, 3},
                                 Layout{PixelFormat::rgba, 0, 1, 2, 4}, Layout{PixelFormat::bgra, 2, 1, 0, 4},
                                 Layout{PixelFormat::gray, 0, 0, 0, 1}}) {
        CAPTURE(static_cast<int>(layout.format));
        const int width = 7, height = 5, gap = 3;
        const std::ptrdiff_t stride = width * layout.step + gap;
        CHECK(bytes_per_pixel(layout.format) == layout.step);
        // Exactly as long as the view: the last row has no gap behind it.
        const Bytes bytes = random_bytes(static_cast<std::size_t>(stride * height - gap), 1);
        for (const bool upwards : {false, true}) {
            const ImageView view{upwards ? bytes.data() + (height - 1) * stride : bytes.data(), width, height,
                                 upwards ? -stride : stride, layout.format};
            const auto image = Image::try_from(view);
            REQUIRE(image.ok());
            REQUIRE(image->width() == width);
            REQUIRE(image->height() == height);
            for (int y = 0; y < height; ++y)
                for (int x = 0; x < width; ++x) {
                    const std::uint8_t* p =
                        bytes.data() + (upwards ? height - 1 - y : y) * stride + std::ptrdiff_t{x} * layout.step;
                    std::uint8_t rgb[3];
                    read_rgb(view.pixel(x, y), layout.format, rgb);
                    REQUIRE(view.pixel(x, y) == p);
                    const int offsets[3] = {layout.red, layout.green, layout.blue};
                    for (int c = 0; c < 3; ++c) {
                        REQUIRE(image->pixel(x, y)[c] == p[offsets[c]]);
                        REQUIRE(rgb[c] == p[offsets[c]]);
                    }
                }
        }
    }
}

TEST_CASE("crops are views, cut at the border") {
    const Bytes bytes = random_bytes(10 * 8 * 4, 2);
    const ImageView image{bytes.data(), 10, 8, 40, PixelFormat::bgra};
    const ImageView inner = crop(image, 2, 3, 7, 5);
    CHECK(inner.width == 5);
    CHECK(inner.height == 2);
    CHECK(inner.data == image.pixel(2, 3));
    CHECK(inner.pixel(4, 1) == image.pixel(6, 4));
    CHECK(inner.format == PixelFormat::bgra);
    const ImageView corner = crop(image, -100, 6, 3, 1000);
    CHECK(corner.width == 3);
    CHECK(corner.height == 2);
    CHECK(corner.data == image.pixel(0, 6));
    CHECK(crop(image, 10, 0, 20, 8).empty());
    CHECK(crop(image, 5, 5, 5, 8).empty());
    CHECK(crop(image, 7, 7, 3, 3).empty());
    CHECK(crop({}, 0, 0, 5, 5).empty());
}

TEST_CASE("sizes that no image has are refused before memory is asked for") {
    const std::uint8_t pixel[3] = {};
    CHECK(!Image::try_from({}).ok());
    CHECK(!Image::try_from({nullptr, 1, 1, 3, PixelFormat::rgb}).ok());
    for (const auto& [width, height] : {std::pair{0, 1},
                                        {1, 0},
                                        {-1, 5},
                                        {kMaxImageSide + 1, 1},
                                        {1, kMaxImageSide + 1},
                                        {kMaxImageSide, kMaxImageSide},
                                        {16385, 16384}}) {
        const auto image = Image::try_from({pixel, width, height, 0, PixelFormat::rgb});
        REQUIRE(!image.ok());
        CHECK(image.error().message().find(std::to_string(width) + " x " + std::to_string(height)) !=
              std::string::npos);
        CHECK(!Image::try_make(width, height).ok());
    }
    CHECK(check_image_size(16384, 16384).ok());
    CHECK(Image::try_make(kMaxImageSide, 1).ok());
    CHECK(check_image_size(0, 7, "here").error().message() == "here: expected 1 to 32768 pixels a side, found 0 x 7");
}

TEST_CASE("planes of bytes and floats") {
    const int width = 5, height = 4;
    const Bytes bytes = random_bytes(width * height * 3, 3);
    const auto planar = try_image_from(planar_view(bytes.data(), width, height));
    const auto interleaved = try_image_from(interleaved_view(bytes.data(), width, height));
    REQUIRE(planar.ok());
    REQUIRE(interleaved.ok());
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (int c = 0; c < 3; ++c) {
                REQUIRE(planar->pixel(x, y)[c] == bytes[static_cast<std::size_t>((c * height + y) * width + x)]);
                REQUIRE(interleaved->pixel(x, y)[c] == bytes[static_cast<std::size_t>((y * width + x) * 3 + c)]);
            }
    // -1 to 1, as networks of images have them; what lies outside is clipped.
    const float values[] = {-1.0f,
                            0.0f,
                            1.0f,
                            -7.0f,
                            7.0f,
                            std::numeric_limits<float>::quiet_NaN(),
                            std::numeric_limits<float>::infinity(),
                            -std::numeric_limits<float>::infinity(),
                            0.5f};
    const auto floats = try_image_from(interleaved_view(values, 3, 1), -1.0f, 1.0f);
    REQUIRE(floats.ok());
    const int expected[] = {0, 128, 255, 0, 255, 0, 255, 0, 191};
    for (int i = 0; i < 9; ++i)
        CHECK(static_cast<int>(floats->data()[i]) == expected[i]);
    // Every byte survives the way to floats and back.
    std::vector<float> all(256 * 3);
    for (int i = 0; i < 256 * 3; ++i)
        all[static_cast<std::size_t>(i)] = static_cast<float>(i % 256) / 255.0f;
    const auto back = try_image_from(planar_view(all.data(), 256, 1));
    REQUIRE(back.ok());
    for (int i = 0; i < 256; ++i)
        REQUIRE(back->pixel(i, 0)[1] == i);
    CHECK(!try_image_from(planar_view(all.data(), 0, 1)).ok());
    CHECK(!try_image_from(planar_view<float>(nullptr, 2, 2)).ok());
    CHECK(!try_image_from(planar_view(all.data(), 1, 1), 2.0f, 2.0f).ok());
    CHECK(!try_image_from(planar_view(all.data(), 1, 1), 0.0f, std::nanf("")).ok());
}

TEST_CASE("camera layouts against BT.601 in double precision") {
    for (const auto& [width, height] : {std::pair{6, 4}, {7, 5}, {1, 1}, {64, 33}})
        for (const YuvFormat format : {YuvFormat::nv12, YuvFormat::nv21, YuvFormat::i420, YuvFormat::yv12})
            for (const YuvRange range : {YuvRange::limited, YuvRange::full}) {
                const int columns = (width + 1) / 2, rows = (height + 1) / 2;
                const Bytes bytes = random_bytes(static_cast<std::size_t>(width * height + 2 * columns * rows), 4);
                const auto image = try_image_from(yuv_view(format, bytes.data(), width, height), range);
                REQUIRE(image.ok());
                for (int y = 0; y < height; ++y)
                    for (int x = 0; x < width; ++x) {
                        const std::uint8_t* chroma = bytes.data() + width * height;
                        const int at = (y / 2) * columns + x / 2, plane = columns * rows;
                        double u = 0, v = 0;
                        if (format == YuvFormat::nv12) u = chroma[2 * at], v = chroma[2 * at + 1];
                        if (format == YuvFormat::nv21) v = chroma[2 * at], u = chroma[2 * at + 1];
                        if (format == YuvFormat::i420) u = chroma[at], v = chroma[plane + at];
                        if (format == YuvFormat::yv12) v = chroma[at], u = chroma[plane + at];
                        double luma = bytes[static_cast<std::size_t>(y * width + x)];
                        u -= 128;
                        v -= 128;
                        if (range == YuvRange::limited) {
                            luma = (luma - 16) * 255 / 219;
                            u *= 255.0 / 224;
                            v *= 255.0 / 224;
                        }
                        // Kr = 0.299, Kb = 0.114.
                        const double red = luma + 2 * (1 - 0.299) * v, blue = luma + 2 * (1 - 0.114) * u;
                        const double green = (luma - 0.299 * red - 0.114 * blue) / 0.587;
                        const double exact[3] = {red, green, blue};
                        for (int c = 0; c < 3; ++c) {
                            const double wanted = std::min(std::max(exact[c], 0.0), 255.0);
                            REQUIRE(std::abs(image->pixel(x, y)[c] - wanted) <= 0.51);
                        }
                    }
            }
    // Separate planes with gaps, as Android gives them.
    const Bytes luma(40, 235), chroma(40, 128);
    const YuvView view{luma.data(), chroma.data(), chroma.data() + 1, 5, 4, 8, 10, 2};
    const auto white = try_image_from(view);
    REQUIRE(white.ok());
    CHECK(white->pixel(4, 3)[0] == 255);
    CHECK(white->pixel(0, 0)[2] == 255);
    CHECK(!try_image_from(YuvView{}).ok());
    CHECK(!try_image_from(yuv_view(YuvFormat::nv12, luma.data(), 0, 4)).ok());
}

TEST_CASE("boxes") {
    const Box a{0, 0, 10, 10};
    CHECK(a.area() == 100.0f);
    CHECK(intersection_over_union(a, a) == 1.0f);
    CHECK(intersection_over_union(a, {5, 0, 15, 10}) == doctest::Approx(50.0 / 150));
    CHECK(intersection_over_union(a, {2, 2, 4, 4}) == doctest::Approx(0.04));
    CHECK(intersection_over_union(a, {10, 0, 20, 10}) == 0.0f);
    CHECK(intersection_over_union(a, {20, 20, 30, 30}) == 0.0f);
    CHECK(Box{5, 5, 1, 1}.area() == 0.0f);
    CHECK(intersection_over_union({5, 5, 1, 1}, {5, 5, 1, 1}) == 0.0f);
}

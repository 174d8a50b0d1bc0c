// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <random>
#include <utility>
#include <vector>

#include <facenet/align.hpp>

using namespace facenet;

namespace {

double uniform(std::mt19937& random, double low, double high) {
    return low + (high - low) * static_cast<double>(random()) / 4294967295.0;
}

Image random_photo(int width, int height, std::uint32_t seed) {
    std::mt19937 random(seed);
    Image image(width, height);
    for (int i = 0; i < width * height * 3; ++i)
        image.data()[i] = static_cast<std::uint8_t>(random() >> 24);
    return image;
}

Similarity turned(double scale, double degrees, double x, double y) {
    const double angle = degrees * 3.14159265358979323846 / 180;
    return {scale * std::cos(angle), scale * std::sin(angle), x, y};
}

Landmarks moved(const Similarity& transform, const Landmarks& points) {
    Landmarks result;
    for (std::size_t i = 0; i < 5; ++i)
        result[i] = transform(points[i]);
    return result;
}

const Landmarks kFace = {Point{38, 51}, Point{73, 51.5f}, Point{56, 71}, Point{41, 92}, Point{70, 92}};

/// The photo at (u, v), bilinear, black outside.
double bilinear(const Image& photo, double u, double v, int c) {
    const int x = static_cast<int>(std::floor(u)), y = static_cast<int>(std::floor(v));
    double sum = 0;
    for (int j = 0; j < 2; ++j)
        for (int i = 0; i < 2; ++i)
            if (x + i >= 0 && y + j >= 0 && x + i < photo.width() && y + j < photo.height())
                sum += (i == 0 ? 1 - (u - x) : u - x) * (j == 0 ? 1 - (v - y) : v - y) * photo.pixel(x + i, y + j)[c];
    return sum;
}

}  // namespace

TEST_CASE("a known transform is found again") {
    std::mt19937 random(1);
    for (int i = 0; i < 200; ++i) {
        const Similarity known = turned(uniform(random, 0.05, 20), uniform(random, -180, 180),
                                        uniform(random, -500, 500), uniform(random, -500, 500));
        const auto found = fit_similarity(kFace, moved(known, kFace));
        REQUIRE(found.ok());
        CHECK(found->scale() == doctest::Approx(known.scale()).epsilon(1e-4));
        CHECK(found->a == doctest::Approx(known.a).epsilon(1e-4).scale(known.scale()));
        CHECK(found->b == doctest::Approx(known.b).epsilon(1e-4).scale(known.scale()));
        const Point there = (*found)({12, -7}), back = found->inverse()(there), wanted = known({12, -7});
        CHECK(there.x == doctest::Approx(wanted.x).epsilon(1e-3));
        CHECK(there.y == doctest::Approx(wanted.y).epsilon(1e-3));
        CHECK(back.x == doctest::Approx(12).epsilon(1e-3));
        CHECK(back.y == doctest::Approx(-7).epsilon(1e-3));
    }
    CHECK(turned(2, 30, 0, 0).angle() == doctest::Approx(0.5235988));
}

TEST_CASE("noisy and mirrored points: no other similarity is closer") {
    std::mt19937 random(2);
    for (int i = 0; i < 300; ++i) {
        Landmarks to = moved(turned(uniform(random, 0.2, 5), uniform(random, -180, 180), 100, 50), kFace);
        for (Point& point : to) {
            point.x += static_cast<float>(uniform(random, -20, 20));
            point.y += static_cast<float>(uniform(random, -20, 20));
            if (i % 3 == 0) point.x = -point.x;  // no mirroring may come of it
        }
        const auto found = fit_similarity(kFace, to);
        REQUIRE(found.ok());
        const auto error = [&](const Similarity& s) {
            double sum = 0;
            for (std::size_t k = 0; k < 5; ++k) {
                const double x = static_cast<double>(kFace[k].x), y = static_cast<double>(kFace[k].y);
                sum += std::pow(s.a * x - s.b * y + s.shift_x - static_cast<double>(to[k].x), 2) +
                       std::pow(s.b * x + s.a * y + s.shift_y - static_cast<double>(to[k].y), 2);
            }
            return sum;
        };
        // The error is a convex quadratic of the four numbers, so its minimum is where no direction leads down.
        const double least = error(*found);
        for (double Similarity::*number : {&Similarity::a, &Similarity::b, &Similarity::shift_x, &Similarity::shift_y})
            for (const double step : {1e-4, -1e-4}) {
                Similarity other = *found;
                other.*number += step;
                CHECK(error(other) > least);
            }
    }
}

TEST_CASE("points that determine nothing are errors") {
    Landmarks one_place;
    one_place.fill({31.5f, 77.25f});
    CHECK(!fit_similarity(one_place, kFace).ok());
    CHECK(!fit_similarity(kFace, one_place).ok());
    CHECK(!fit_similarity(Landmarks{}, kFace).ok());
    CHECK(!fit_similarity(kFace, Landmarks{}).ok());
    for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                            -std::numeric_limits<float>::infinity()})
        for (std::size_t i = 0; i < 5; ++i) {
            Landmarks points = kFace;
            points[i].y = bad;
            CHECK(!fit_similarity(points, kFace).ok());
            CHECK(!fit_similarity(kFace, points).ok());
        }
    // A mirrored square: every turning fits equally badly, with scale 0.
    const std::array<Point, 4> square = {Point{0, 0}, Point{1, 0}, Point{1, 1}, Point{0, 1}};
    const std::array<Point, 4> mirrored = {Point{0, 0}, Point{-1, 0}, Point{-1, 1}, Point{0, 1}};
    CHECK(!fit_similarity(square, mirrored).ok());
    Landmarks huge = kFace;
    for (Point& point : huge)
        point = {point.x * 1e30f, point.y * 1e30f};
    const Image photo = random_photo(10, 10, 1);
    const auto chip = try_align(photo, huge, kDlibTemplate, 150, 150);
    REQUIRE(!chip.ok());
    CHECK(chip.error().message().find("warp: expected a transform") == 0);
}

TEST_CASE("warping by nothing, by whole shifts and by quarter turns moves pixels unchanged") {
    const Image photo = random_photo(30, 20, 3);
    const auto same = try_warp(photo, Similarity{}, 30, 20);
    REQUIRE(same.ok());
    CHECK(std::equal(same->data(), same->data() + 30 * 20 * 3, photo.data()));
    const auto shifted = try_warp(photo, Similarity{1, 0, 5, -3}, 30, 20);
    REQUIRE(shifted.ok());
    const auto turned_left = try_warp(photo, Similarity{0, 1, 29, 0}, 20, 30);  // (x, y) from (29 - y, x)
    REQUIRE(turned_left.ok());
    for (int y = 0; y < 20; ++y)
        for (int x = 0; x < 30; ++x)
            for (int c = 0; c < 3; ++c) {
                const bool inside = x + 5 < 30 && y >= 3;
                REQUIRE(shifted->pixel(x, y)[c] == (inside ? photo.pixel(x + 5, y - 3)[c] : 0));
                REQUIRE(turned_left->pixel(y, 29 - x)[c] == photo.pixel(x, y)[c]);
            }
}

TEST_CASE("bilinear sampling against double precision, inside, across the border and outside, in every format") {
    std::mt19937 random(4);
    for (int i = 0; i < 60; ++i) {
        const int width = 1 + static_cast<int>(random() % 40), height = 1 + static_cast<int>(random() % 40);
        const Image photo = random_photo(width, height, static_cast<std::uint32_t>(i));
        const Similarity transform = turned(uniform(random, 0.05, 1.99), uniform(random, -180, 180),
                                            uniform(random, -15, 45), uniform(random, -15, 45));
        // As BGRA, bottom row first.
        std::vector<std::uint8_t> bgra(static_cast<std::size_t>(width * height) * 4, 77);
        for (int y = 0; y < height; ++y)
            for (int x = 0; x < width; ++x)
                for (int c = 0; c < 3; ++c)
                    bgra[static_cast<std::size_t>(((height - 1 - y) * width + x) * 4 + 2 - c)] = photo.pixel(x, y)[c];
        const ImageView view{bgra.data() + (height - 1) * width * 4, width, height, std::ptrdiff_t{-4} * width,
                             PixelFormat::bgra};
        const auto chip = try_warp(view, transform, 25, 18);
        REQUIRE(chip.ok());
        double worst = 0;
        for (int y = 0; y < 18; ++y)
            for (int x = 0; x < 25; ++x)
                for (int c = 0; c < 3; ++c) {
                    const double u = transform.a * x - transform.b * y + transform.shift_x;
                    const double v = transform.b * x + transform.a * y + transform.shift_y;
                    worst = std::max(worst, std::abs(chip->pixel(x, y)[c] - bilinear(photo, u, v, c)));
                }
        CHECK(worst <= 0.501);
    }
}

TEST_CASE("shrinking: slopes stay exact, fine patterns become their mean, the photo's border stays in place") {
    Image slope(900, 700), stripes(900, 700), white(900, 700);
    for (int y = 0; y < 700; ++y)
        for (int x = 0; x < 900; ++x)
            for (int c = 0; c < 3; ++c) {
                slope.pixel(x, y)[c] = static_cast<std::uint8_t>(x / 4);
                stripes.pixel(x, y)[c] = (x + y) % 2 == 0 ? 0 : 200;
                white.pixel(x, y)[c] = 255;
            }
    std::mt19937 random(5);
    WarpScratch scratch;
    for (int i = 0; i < 40; ++i) {
        const double scale = uniform(random, 2, 9);
        const Similarity transform = turned(scale, uniform(random, -180, 180), 450, 350);
        Image chip(40, 30);
        const auto to_chip = [&](const Image& photo) {
            REQUIRE(try_warp(photo, transform, 40, 30, chip.data(), scratch).ok());
        };
        const auto place = [&](int x, int y) {
            return std::pair{transform.a * x - transform.b * y + transform.shift_x,
                             transform.b * x + transform.a * y + transform.shift_y};
        };
        double worst_slope = 0;
        int worst_stripe = 0, dark_inside = 0, light_outside = 0, inside = 0, outside = 0;
        const auto each = [&](auto check) {
            for (int y = 0; y < 30; ++y)
                for (int x = 0; x < 40; ++x) {
                    const auto [u, v] = place(x, y);
                    const double depth = std::min({u, v, 899 - u, 699 - v}) / scale;  // in pixels of the chip
                    check(chip.pixel(x, y)[1], u, depth);
                }
        };
        to_chip(slope);
        each([&](int value, double u, double depth) {
            // The slope has steps of 4 pixels, whose mean is 3/8 lower.
            if (depth > 2) worst_slope = std::max(worst_slope, std::abs(value - (u / 4 - 0.375)));
        });
        to_chip(stripes);
        each([&](int value, double, double depth) {
            if (depth > 2) worst_stripe = std::max(worst_stripe, std::abs(value - 100));
        });
        to_chip(white);
        each([&](int value, double, double depth) {
            if (depth > 1.5) ++inside, dark_inside += value < 255;
            if (depth < -1.5) ++outside, light_outside += value > 0;
        });
        CHECK(worst_slope <= 1.0);
        CHECK(worst_stripe <= 23);  // an odd block has one more of one kind: 100 +- 200 / 9 / 2
        CHECK(dark_inside == 0);
        CHECK(light_outside == 0);
        CHECK(inside > 50);
    }
    // The scratch is kept, not asked for anew.
    const std::uint8_t* memory = scratch.pixels.data();
    Image chip(40, 30);
    REQUIRE(try_warp(white, turned(3, 10, 200, 200), 40, 30, chip.data(), scratch).ok());
    CHECK(scratch.pixels.data() == memory);
}

TEST_CASE("photos smaller than a pixel of the chip, and chips beside the photo") {
    const Image photo = random_photo(3, 2, 6);
    for (const double scale : {2.0, 3.5, 10.0, 1000.0, 30000.0})
        for (const double shift : {-1e6, -50.0, 0.0, 1.0, 1e6}) {
            const auto chip = try_warp(photo, turned(scale, 33, shift, shift), 9, 9);
            REQUIRE(chip.ok());
            if (std::abs(shift) > 1e5 && scale < 1000)
                CHECK(std::count(chip->data(), chip->data() + 9 * 9 * 3, 0) == 9 * 9 * 3);
        }
    WarpScratch scratch;
    std::uint8_t out[3] = {};
    const double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
    for (const double bad : {nan, infinity, -infinity, 1e300}) {
        CHECK(!try_warp(photo, Similarity{bad, 0, 0, 0}, 1, 1, out, scratch).ok());
        CHECK(!try_warp(photo, Similarity{1, bad, 0, 0}, 1, 1, out, scratch).ok());
        CHECK(!try_warp(photo, Similarity{1, 0, bad, 0}, 1, 1, out, scratch).ok());
        CHECK(!try_warp(photo, Similarity{1, 0, 0, bad}, 1, 1, out, scratch).ok());
    }
    CHECK(!try_warp(photo, Similarity{0, 0, 0, 0}, 1, 1, out, scratch).ok());
    CHECK(!try_warp({}, Similarity{}, 1, 1, out, scratch).ok());
    CHECK(!try_warp(photo, Similarity{}, 0, 1, out, scratch).ok());
    CHECK(!try_warp(photo, Similarity{}, 1, kMaxImageSide + 1, out, scratch).ok());
    CHECK(scratch.pixels.size() < 1000000);
}

TEST_CASE("a face is brought to its template") {
    // A photo with a white dot at each landmark: the chip must have them where the template says.
    std::mt19937 random(7);
    for (const AlignTemplate* align_template : {&kDlibTemplate, &kOpenfaceTemplate})
        for (const int side : {96, 150}) {
            Landmarks chip_points;
            for (std::size_t i = 0; i < 5; ++i)
                chip_points[i] = {align_template->points[i].x * static_cast<float>(side),
                                  align_template->points[i].y * static_cast<float>(side)};
            const Similarity placed =
                turned(uniform(random, 0.8, 1.9), uniform(random, -60, 60), 250, uniform(random, 150, 250));
            const Landmarks face = moved(placed, chip_points);
            Image photo(600, 600);
            for (const Point& point : face)
                for (int dy = -2; dy <= 2; ++dy)
                    for (int dx = -2; dx <= 2; ++dx)
                        photo.pixel(static_cast<int>(std::lround(point.x)) + dx,
                                    static_cast<int>(std::lround(point.y)) + dy)[1] = 255;
            const auto chip = try_align(photo, face, *align_template, side, side);
            REQUIRE(chip.ok());
            for (const Point& point : chip_points)
                CHECK(static_cast<int>(chip->pixel(static_cast<int>(std::lround(point.x)),
                                                   static_cast<int>(std::lround(point.y)))[1]) > 200);
        }
    // dlib's numbers: (p + 0.25) / 1.5 of 150 pixels.
    CHECK(kDlibTemplate.points[0].x * 150 == doctest::Approx((0.22549 + 0.25) / 1.5 * 150));
    CHECK(kDlibTemplate.points[4].y * 150 == doctest::Approx((0.780233 + 0.25) / 1.5 * 150));
}

TEST_CASE("boxes are cut as facenet-pytorch cuts them") {
    // By hand: 40 wide, margin 14 of 160 pixels: 14 * 40 / 146 = 3.84 pixels, half on each side.
    auto cut = box_with_margin({100.5f, 50.25f, 140.5f, 100.25f}, 14, 160, 160, 640, 480);
    REQUIRE(cut.ok());
    CHECK(cut->left == 98.0f);     // 98.58
    CHECK(cut->top == 47.0f);      // 47.85
    CHECK(cut->right == 142.0f);   // 142.42
    CHECK(cut->bottom == 102.0f);  // 102.65
    cut = box_with_margin({-20, -10, 700, 500}, 0, 160, 160, 640, 480);
    REQUIRE(cut.ok());
    CHECK(cut->left == 0.0f);
    CHECK(cut->bottom == 480.0f);
    CHECK(!box_with_margin({700, 0, 800, 100}, 0, 160, 160, 640, 480).ok());
    CHECK(!box_with_margin({10, 10, 10, 20}, 0, 160, 160, 640, 480).ok());
    CHECK(!box_with_margin({20, 10, 10, 20}, 0, 160, 160, 640, 480).ok());
    CHECK(!box_with_margin({0, 0, std::nanf(""), 20}, 0, 160, 160, 640, 480).ok());
    CHECK(!box_with_margin({0, 0, 20, std::numeric_limits<float>::infinity()}, 0, 160, 160, 640, 480).ok());
    CHECK(!box_with_margin({0, 0, 20, 20}, 160, 160, 160, 640, 480).ok());
    CHECK(!box_with_margin({0, 0, 20, 20}, -1, 160, 160, 640, 480).ok());
    CHECK(!box_with_margin({0, 0, 20, 20}, std::nanf(""), 160, 160, 640, 480).ok());
    cut = box_with_margin({-3e38f, -3e38f, 3e38f, 3e38f}, 14, 160, 160, 640, 480);
    REQUIRE(cut.ok());
    CHECK(cut->area() == 640.0f * 480.0f);

    const Image photo = random_photo(200, 150, 8);
    const auto chip = try_align(photo, Box{40, 30, 120, 130}, kFace, kFacenetTemplate, 160, 160);
    REQUIRE(chip.ok());
    // 80 x 100 pixels widened by 14 / 146 of that.
    const auto wanted = try_resize(crop(photo, 36, 25, 123, 134), 160, 160, Resample::triangle);
    REQUIRE(wanted.ok());
    CHECK(std::equal(chip->data(), chip->data() + 160 * 160 * 3, wanted->data()));
    const auto without_box = try_align(photo, kFace, kFacenetTemplate, 160, 160);
    REQUIRE(!without_box.ok());
    CHECK(without_box.error().message().find("found landmarks only") != std::string::npos);
}

TEST_CASE("without a template the photo is the crop") {
    const Image photo = random_photo(30, 40, 9);
    const auto same = try_align(photo, Landmarks{}, AlignTemplate{}, 30, 40);
    REQUIRE(same.ok());
    CHECK(std::equal(same->data(), same->data() + 30 * 40 * 3, photo.data()));
    const auto resized = try_align(photo, Landmarks{}, AlignTemplate{}, 12, 9);
    REQUIRE(resized.ok());
    CHECK(resized->width() == 12);
    CHECK(!try_align({}, kFace, AlignTemplate{}, 12, 9).ok());
    CHECK(!try_align(photo, kFace, AlignTemplate{}, 0, 9).ok());
    CHECK(!try_align(photo, kFace, kDlibTemplate, 150, 0).ok());
}

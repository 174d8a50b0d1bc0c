// SPDX-License-Identifier: MIT
// Levels of the pyramid, and their pixels against plain means.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "detect_support.hpp"
#include "facenet/detect/pyramid.hpp"

namespace {

using namespace facenet;

constexpr Standardisation kStandardisation{StandardisationKind::fixed, {100, 120, 140}, 1.0f / 128};

std::vector<float> read(const ImageView& photo, const detect::Level& level, int top, int left, int height, int width) {
    detect::LevelReader reader(photo, level, kStandardisation);
    std::vector<float> values(static_cast<std::size_t>(height) * static_cast<std::size_t>(width) * 3);
    reader.read(top, left, height, width, values.data());
    return values;
}

/// One value of a level, the plain way.
double plain_value(const ImageView& photo, const detect::Level& level, int y, int x, int channel) {
    const auto begin = [](int i, int in, int out) { return static_cast<int>(std::int64_t{i} * in / out); };
    const auto end = [](int i, int in, int out) {
        return static_cast<int>(((i + std::int64_t{1}) * in + out - 1) / out);
    };
    double sum = 0;
    int count = 0;
    for (int py = begin(y, photo.height, level.height); py < end(y, photo.height, level.height); ++py)
        for (int px = begin(x, photo.width, level.width); px < end(x, photo.width, level.width); ++px, ++count) {
            std::uint8_t rgb[3];
            read_rgb(photo.pixel(px, py), photo.format, rgb);
            sum += rgb[channel];
        }
    return (sum / count - static_cast<double>(kStandardisation.mean[static_cast<std::size_t>(channel)])) / 128;
}

}  // namespace

TEST_CASE("levels of the pyramid") {
    const auto levels = detect::pyramid(1920, 1080, 20, 0.709);
    REQUIRE(levels.size() == 12);  // 648 * 0.709^11 = 14.8, the next 10.5
    CHECK(levels[0].height == 649);
    CHECK(levels[0].width == 1153);
    CHECK(levels[1].height == 460);  // 459.432
    CHECK(levels[1].width == 817);   // 816.768
    CHECK(levels[0].scale == 12.0 / 20);
    CHECK(levels[11].height == 15);
    CHECK(detect::pyramid(20, 500, 20, 0.709).size() == 1);
    CHECK(detect::pyramid(20, 20, 20, 0.709)[0].height == 13);
    CHECK(detect::pyramid(19, 500, 20, 0.709).empty());
    CHECK(detect::pyramid(500, 19, 20, 0.709).empty());
    CHECK(detect::pyramid(40, 40, 5, 0.5).size() == 4);  // enlarged: 96, 48, 24, 12
    for (const detect::Level& level : detect::pyramid(777, 333, 13, 0.93))
        CHECK(std::min(level.height, level.width) >= 12);
}

TEST_CASE("a level's pixels are means of the photo's") {
    support::Dice dice(11);
    for (int round = 0; round < 150; ++round) {
        const auto format = static_cast<PixelFormat>(dice.below(5));
        const int width = 1 + static_cast<int>(dice.below(120)), height = 1 + static_cast<int>(dice.below(120));
        const int step = bytes_per_pixel(format);
        const std::ptrdiff_t stride = std::ptrdiff_t{width} * step + static_cast<std::ptrdiff_t>(dice.below(9));
        const auto bytes = detect_test::random_bytes(dice, static_cast<std::size_t>(stride * height));
        ImageView photo{bytes.data(), width, height, stride, format};
        if (round % 3 == 0) photo = {bytes.data() + stride * (height - 1), width, height, -stride, format};
        detect::Level level;
        level.height = 1 + static_cast<int>(dice.below(round % 4 == 0 ? 150 : 40));
        level.width = 1 + static_cast<int>(dice.below(round % 4 == 0 ? 150 : 40));
        const std::vector<float> whole = read(photo, level, 0, 0, level.height, level.width);
        double worst = 0;
        for (int y = 0; y < level.height; ++y)
            for (int x = 0; x < level.width; ++x)
                for (int c = 0; c < 3; ++c) {
                    const auto at = static_cast<std::size_t>((y * level.width + x) * 3 + c);
                    worst =
                        std::max(worst, std::fabs(static_cast<double>(whole[at]) - plain_value(photo, level, y, x, c)));
                }
        CHECK(worst < 1e-6);

        // A part is the same as that part of the whole, bit for bit.
        const int top = static_cast<int>(dice.below(static_cast<std::size_t>(level.height)));
        const int left = static_cast<int>(dice.below(static_cast<std::size_t>(level.width)));
        const int rows = 1 + static_cast<int>(dice.below(static_cast<std::size_t>(level.height - top)));
        const int columns = 1 + static_cast<int>(dice.below(static_cast<std::size_t>(level.width - left)));
        const std::vector<float> part = read(photo, level, top, left, rows, columns);
        for (int y = 0; y < rows; ++y)
            CHECK(std::memcmp(part.data() + static_cast<std::ptrdiff_t>(y) * columns * 3,
                              whole.data() + (static_cast<std::ptrdiff_t>(top + y) * level.width + left) * 3,
                              static_cast<std::size_t>(columns) * 3 * sizeof(float)) == 0);
    }
}

TEST_CASE("sums over the largest windows do not overflow") {
    // One white row stands for all rows: 32768 x 8192 pixels.
    const std::vector<std::uint8_t> row(32768, 255);
    const ImageView photo{row.data(), 32768, 8192, 0, PixelFormat::gray};
    detect::Level level;
    level.height = 6;
    level.width = 24;
    for (const float value : read(photo, level, 0, 0, 6, 24)) {
        CHECK(value > (255.0f - 140) / 128 - 1e-5f);
        CHECK(value < (255.0f - 100) / 128 + 1e-5f);
    }
}

// SPDX-License-Identifier: MIT
// Suppression, regression, squares and crops against plain versions.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "facenet/detect/boxes.hpp"
#include "facenet/detect/suppress.hpp"
#include "support/mutate.hpp"

namespace {

using facenet::Box;
namespace detect = facenet::detect;

/// As torchvision's nms does it: every pair.
std::vector<std::uint32_t> plain_union(const std::vector<Box>& boxes, double threshold) {
    std::vector<char> gone(boxes.size());
    std::vector<std::uint32_t> stay;
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        if (gone[i]) continue;
        stay.push_back(static_cast<std::uint32_t>(i));
        const Box& a = boxes[i];
        for (std::size_t j = i + 1; j < boxes.size(); ++j) {
            const Box& b = boxes[j];
            const float width = std::max(0.0f, std::min(a.right, b.right) - std::max(a.left, b.left));
            const float height = std::max(0.0f, std::min(a.bottom, b.bottom) - std::max(a.top, b.top));
            const float common = width * height;
            const float areas = (a.right - a.left) * (a.bottom - a.top) + (b.right - b.left) * (b.bottom - b.top);
            if (static_cast<double>(common / (areas - common)) > threshold) gone[j] = 1;
        }
    }
    return stay;
}

/// As facenet-pytorch's nms_numpy does it with the method "Min".
std::vector<std::uint32_t> plain_smaller(const std::vector<Box>& boxes, float threshold) {
    std::vector<std::uint32_t> rest(boxes.size()), stay;
    for (std::size_t i = 0; i < rest.size(); ++i)
        rest[i] = static_cast<std::uint32_t>(i);
    while (!rest.empty()) {
        const Box a = boxes[rest[0]];
        stay.push_back(rest[0]);
        std::vector<std::uint32_t> next;
        for (std::size_t k = 1; k < rest.size(); ++k) {
            const Box& b = boxes[rest[k]];
            const float width = std::max(0.0f, std::min(a.right, b.right) - std::max(a.left, b.left) + 1);
            const float height = std::max(0.0f, std::min(a.bottom, b.bottom) - std::max(a.top, b.top) + 1);
            const float areas[2] = {(a.right - a.left + 1) * (a.bottom - a.top + 1),
                                    (b.right - b.left + 1) * (b.bottom - b.top + 1)};
            if (width * height / std::min(areas[0], areas[1]) <= threshold) next.push_back(rest[k]);
        }
        rest = next;
    }
    return stay;
}

/// Boxes of many sizes in a small place, many on whole numbers so that overlaps are equal; a few without area.
std::vector<Box> random_boxes(support::Dice& dice, std::size_t count, std::size_t place, std::size_t side,
                              bool squares) {
    std::vector<Box> boxes;
    for (std::size_t i = 0; i < count; ++i) {
        const auto part = [&] { return dice.below(2) == 0 ? 0.0f : static_cast<float>(dice.below(1000)) / 1000; };
        const float left = static_cast<float>(dice.below(place)) - static_cast<float>(place) / 4 + part();
        const float top = static_cast<float>(dice.below(place)) - static_cast<float>(place) / 4 + part();
        const float width = static_cast<float>(dice.below(side)) + part();
        const float height = squares ? width : static_cast<float>(dice.below(side)) + part();
        boxes.push_back({left, top, left + width, top + height});
        if (dice.below(50) == 0) std::swap(boxes.back().left, boxes.back().right);
        if (dice.below(50) == 0) boxes.push_back(boxes[dice.below(boxes.size())]);
    }
    return boxes;
}

}  // namespace

TEST_CASE("suppression by the union equals comparing all pairs") {
    support::Dice dice(1);
    std::size_t dropped = 0, total = 0;
    for (int round = 0; round < 60; ++round) {
        const std::size_t place = std::size_t{10} << dice.below(9), side = std::size_t{2} << dice.below(9);
        const std::vector<Box> boxes = random_boxes(dice, 1 + dice.below(600), place, side, round % 2 == 0);
        for (const double threshold : {0.4, 0.5, 0.7, 0.95}) {
            const auto stay = detect::suppress_by_union(boxes, threshold);
            CHECK(stay == plain_union(boxes, threshold));
            total += boxes.size();
            dropped += boxes.size() - stay.size();
        }
    }
    CHECK(dropped > total / 10);  // the boxes were worth suppressing
    CHECK(dropped < total * 9 / 10);
}

TEST_CASE("suppression by the union of boxes that overlap just enough") {
    support::Dice dice(6);
    const auto random = [&](double from, double to) {
        return from + (to - from) * static_cast<double>(dice.below(1u << 20)) / (1u << 20);
    };
    for (int round = 0; round < 4000; ++round) {
        // The second box is the first, longer by 1 / threshold towards one side: as unlike as they may be.
        const double t = random(0.4, 0.95), longer = round % 2 == 0 ? 0.999 / t : 1.001 / t;
        const float width = static_cast<float>(random(1.5, 200)), height = static_cast<float>(random(1.5, 200));
        const float left = static_cast<float>(random(-300, 300)), top = static_cast<float>(random(-300, 300));
        const Box first{left, top, left + width, top + height};
        Box second = first;
        const auto more = static_cast<float>(longer - 1);
        switch (dice.below(4)) {
        case 0: second.left -= width * more; break;
        case 1: second.top -= height * more; break;
        case 2: second.right += width * more; break;
        default: second.bottom += height * more; break;
        }
        std::vector<Box> boxes{first, second};
        if (dice.below(2) == 0) std::swap(boxes[0], boxes[1]);
        CHECK(detect::suppress_by_union(boxes, t).size() == (round % 2 == 0 ? 1u : 2u));
    }
}

TEST_CASE("suppression by the union on the cells of one level") {
    // All of one size, regularly placed: what P-Net gives where it takes everything for a face.
    std::vector<Box> boxes;
    for (int y = 0; y < 40; ++y)
        for (int x = 0; x < 60; ++x)
            boxes.push_back(
                {std::floor(static_cast<float>(2 * x + 1) / 0.6f), std::floor(static_cast<float>(2 * y + 1) / 0.6f),
                 std::floor(static_cast<float>(2 * x + 12) / 0.6f), std::floor(static_cast<float>(2 * y + 12) / 0.6f)});
    support::Dice dice(2);
    for (std::size_t i = boxes.size(); i > 1; --i)
        std::swap(boxes[i - 1], boxes[dice.below(i)]);
    CHECK(detect::suppress_by_union(boxes, 0.5) == plain_union(boxes, 0.5));
}

TEST_CASE("suppression of many boxes does not compare all pairs") {
    support::Dice dice(3);
    const std::vector<Box> boxes = random_boxes(dice, 300000, 10000, 40, true);
    // Quadratic, this would take a minute.
    const auto stay = detect::suppress_by_union(boxes, 0.5);
    CHECK(stay.size() > 30000);
    CHECK(stay.size() < boxes.size());
}

TEST_CASE("suppression at the ends of the scale") {
    CHECK(detect::suppress_by_union({}, 0.5).empty());
    CHECK(detect::suppress_by_smaller({}, 0.7f).empty());
    const std::vector<Box> far{
        {-9e6f, -9e6f, 9e6f, 9e6f}, {-9e6f, -9e6f, 8.9e6f, 9e6f}, {0, 0, 1e-30f, 1e-30f}, {5, 5, 5, 5}};
    CHECK(detect::suppress_by_union(far, 0.7) == std::vector<std::uint32_t>{0, 2, 3});
    // Exactly at the threshold nothing is dropped: 50 of 100, then of 99.
    CHECK(detect::suppress_by_union({{0, 0, 10, 10}, {0, 0, 10, 5}}, 0.5).size() == 2);
    CHECK(detect::suppress_by_union({{0, 0, 10, 9.9f}, {0, 0, 10, 5}}, 0.5).size() == 1);
}

TEST_CASE("suppression by the smaller box equals comparing all pairs") {
    support::Dice dice(4);
    for (int round = 0; round < 60; ++round) {
        const std::size_t place = std::size_t{10} << dice.below(8), side = std::size_t{2} << dice.below(8);
        std::vector<Box> boxes = random_boxes(dice, 1 + dice.below(200), place, side, false);
        for (Box& b : boxes)
            if (b.left > b.right) std::swap(b.left, b.right);
        CHECK(detect::suppress_by_smaller(boxes, 0.7f) == plain_smaller(boxes, 0.7f));
    }
    // Inside another, a box goes; by the union it would stay.
    CHECK(detect::suppress_by_smaller({{0, 0, 100, 100}, {20, 20, 50, 50}}, 0.7f).size() == 1);
    CHECK(detect::suppress_by_union({{0, 0, 100, 100}, {20, 20, 50, 50}}, 0.7).size() == 2);
}

TEST_CASE("regression and squares") {
    const Box box{10, 20, 30, 60};
    const std::array<float, 4> offsets{0.1f, -0.2f, 0.3f, 0.5f};
    const Box plain = detect::regress(box, offsets, 0), counted = detect::regress(box, offsets, 1);
    const float wanted[2][4] = {{12, 12, 36, 80}, {12.1f, 11.8f, 36.3f, 80.5f}};
    const Box found[2] = {plain, counted};
    for (int i = 0; i < 2; ++i) {
        CHECK(found[i].left == doctest::Approx(wanted[i][0]));
        CHECK(found[i].top == doctest::Approx(wanted[i][1]));
        CHECK(found[i].right == doctest::Approx(wanted[i][2]));
        CHECK(found[i].bottom == doctest::Approx(wanted[i][3]));
    }
    support::Dice dice(5);
    for (const Box& b : random_boxes(dice, 500, 400, 300, false)) {
        if (b.left > b.right) continue;
        const Box s = detect::square(b);
        const double side = std::max(b.width(), b.height());
        CHECK(std::fabs(static_cast<double>(s.width()) - side) < 1e-3);
        CHECK(std::fabs(static_cast<double>(s.height()) - side) < 1e-3);
        CHECK(std::fabs(static_cast<double>((s.left + s.right) - (b.left + b.right))) < 1e-3);
        CHECK(std::fabs(static_cast<double>((s.top + s.bottom) - (b.top + b.bottom))) < 1e-3);
    }
}

TEST_CASE("the pixels of a box") {
    const std::vector<std::uint8_t> bytes(100 * 80);
    const facenet::ImageView photo{bytes.data(), 100, 80, 100, facenet::PixelFormat::gray};
    const auto check = [&](const Box& box, int left, int top, int right, int bottom) {
        const facenet::ImageView p = detect::pixels_of(photo, box);
        CHECK(p.width == right - left);
        CHECK(p.height == bottom - top);
        CHECK(p.data == bytes.data() + top * 100 + left);
    };
    check({1, 1, 100, 80}, 0, 0, 100, 80);
    check({10.9f, 20.9f, 30.9f, 40.9f}, 9, 19, 30, 40);     // cut towards zero, counted from one
    check({-7.5f, -3.2f, 12.7f, 9.1f}, 0, 0, 12, 9);        // over the left and upper border
    check({90.5f, 70.5f, 130.0f, 95.0f}, 89, 69, 100, 80);  // over the right and lower border
    check({0.4f, 0.9f, 1.5f, 1.0f}, 0, 0, 1, 1);
    for (const Box& outside : {Box{-30, 5, -10, 25}, Box{5, -30, 25, -10}, Box{101, 5, 120, 25}, Box{5, 81, 25, 100},
                               Box{0.2f, 0.2f, 0.9f, 0.9f}, Box{50, 50, 40, 60}, Box{9e6f, 9e6f, 9.5e6f, 9.5e6f}})
        CHECK(detect::pixels_of(photo, outside).empty());
    CHECK(detect::pixels_of(photo, {-9e6f, -9e6f, 9e6f, 9e6f}).width == 100);
}

TEST_CASE("implausible boxes") {
    const float infinity = INFINITY;
    CHECK(detect::plausible(Box{-5, 0, 40000, 1e6f}));
    for (const float bad : {infinity, -infinity, NAN, 2e7f, -2e7f}) {
        CHECK_FALSE(detect::plausible(Box{bad, 0, 1, 1}));
        CHECK_FALSE(detect::plausible(Box{0, bad, 1, 1}));
        CHECK_FALSE(detect::plausible(Box{0, 0, bad, 1}));
        CHECK_FALSE(detect::plausible(Box{0, 0, 1, bad}));
        facenet::Landmarks landmarks{};
        CHECK(detect::plausible(landmarks));
        landmarks[4].y = bad;
        CHECK_FALSE(detect::plausible(landmarks));
    }
}

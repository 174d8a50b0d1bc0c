// SPDX-License-Identifier: MIT
#include "album/drawing.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstdlib>
#include <cstring>

#include "album/glyphs.hpp"

namespace {

/// Pixels of the area that are not black.
int painted(const facenet::Image& image, int left, int top, int right, int bottom) {
    int count = 0;
    for (int y = top; y < bottom; ++y)
        for (int x = left; x < right; ++x)
            count += image.pixel(x, y)[1] > 40 ? 1 : 0;
    return count;
}

}  // namespace

TEST_CASE("drawing: a box is its frame, clipped to the image") {
    facenet::Image image(100, 80);
    program::draw_box(image, {20, 20, 60, 50}, 3, {255, 255, 255});
    CHECK(painted(image, 19, 30, 22, 40) == 30);  // the left side, three pixels wide
    CHECK(painted(image, 24, 24, 57, 47) == 0);   // nothing inside
    CHECK(painted(image, 0, 0, 17, 80) == 0);     // nor outside
    for (const facenet::Box box :
         {facenet::Box{-50, -50, 500, 500}, facenet::Box{90, 70, 110, 90}, facenet::Box{-1e9f, 5, 1e9f, 6},
          facenet::Box{300, 300, 400, 400}, facenet::Box{50, 40, 40, 30}}) {
        program::draw_box(image, box, 3, {255, 0, 0});
        program::draw_label(image, box, "person 1", 12, {0, 90, 0});
    }
    program::draw_dot(image, {99.5f, 79.5f}, 4, {255, 255, 255});
    CHECK(painted(image, 97, 77, 100, 80) == 9);
}

TEST_CASE("drawing: labels are inside the image, and every character of them differs") {
    for (const facenet::Box box :
         {facenet::Box{10, 40, 60, 90}, facenet::Box{150, 2, 199, 50}, facenet::Box{-30, -30, 40, 40}}) {
        facenet::Image image(200, 100);
        program::draw_label(image, box, "person 12", 14, {0, 80, 0});
        int plate = 0;
        for (int y = 0; y < 100; ++y)
            for (int x = 0; x < 200; ++x)
                plate += image.pixel(x, y)[1] >= 60 ? 1 : 0;
        CHECK(plate > 1200);
    }
    std::vector<facenet::Image> drawn;
    for (const char c : std::string("person0123456789")) {
        CHECK(!program::glyph(c).strokes.empty());
        facenet::Image image(40, 40);
        program::draw_label(image, {2, 38, 10, 39}, std::string(1, c), 16, {0, 0, 0});
        for (const facenet::Image& other : drawn)
            CHECK(std::memcmp(other.data(), image.data(), 40 * 40 * 3) != 0);
        drawn.push_back(image);
    }
    CHECK(program::glyph('?').strokes.empty());
}

TEST_CASE("drawing: colours of neighbouring persons are far apart") {
    for (int person = 1; person < 50; ++person)
        for (int next = 1; next <= 3; ++next) {
            const program::Colour a = program::person_colour(person), b = program::person_colour(person + next);
            CHECK(std::abs(a.red - b.red) + std::abs(a.green - b.green) + std::abs(a.blue - b.blue) > 60);
        }
}

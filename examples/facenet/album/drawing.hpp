// SPDX-License-Identifier: MIT
/// Boxes, dots and labels drawn on photos.
#pragma once

#include <cstdint>
#include <facenet/data/geometry.hpp>
#include <facenet/image/image.hpp>
#include <string>

namespace program {

struct Colour {
    std::uint8_t red = 0, green = 0, blue = 0;
};

/// The colour of a person's number: neighbouring numbers look different.
Colour person_colour(int person);

/// A frame with rounded corners; `width` of its line in pixels.
void draw_box(facenet::Image& image, const facenet::Box& box, float width, Colour colour);

/// A filled dot with a dark rim.
void draw_dot(facenet::Image& image, facenet::Point centre, float radius, Colour colour);

/// Text on a plate of the given colour, above the box where there is room, inside its upper edge elsewhere.
/// `size` is the height of a digit in pixels. Knows the characters of "person 0123456789"; others are left blank.
void draw_label(facenet::Image& image, const facenet::Box& box, const std::string& text, float size, Colour colour);

}  // namespace program

// SPDX-License-Identifier: MIT
#include "drawing.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "glyphs.hpp"

namespace program {
namespace {

using facenet::Box;
using facenet::Image;
using facenet::Point;

/// Blends `colour` over each pixel of `area` by how much of it a shape covers. The shape is given by `distance(x, y)`,
/// its signed distance in pixels, negative inside: so every edge is smooth.
template <class Distance>
void paint(Image& image, const Box& area, Colour colour, Distance&& distance) {
    const auto pixel_range = [](float from, float to, int size) {
        const float last = static_cast<float>(size);
        return std::pair{static_cast<int>(std::clamp(std::floor(from - 1), 0.0f, last)),
                         static_cast<int>(std::clamp(std::ceil(to + 1), 0.0f, last))};
    };
    const auto [x0, x1] = pixel_range(area.left, area.right, image.width());
    const auto [y0, y1] = pixel_range(area.top, area.bottom, image.height());
    const std::uint8_t rgb[3] = {colour.red, colour.green, colour.blue};
    for (int y = y0; y < y1; ++y)
        for (int x = x0; x < x1; ++x) {
            const float d = distance(static_cast<float>(x), static_cast<float>(y));
            const float cover = std::clamp(0.5f - d, 0.0f, 1.0f);
            if (cover <= 0) continue;
            std::uint8_t* pixel = image.pixel(x, y);
            for (int c = 0; c < 3; ++c) {
                const float old = pixel[c];
                pixel[c] = static_cast<std::uint8_t>(std::lround(old + (static_cast<float>(rgb[c]) - old) * cover));
            }
        }
}

Box grown(const Box& box, float by) {
    return {box.left - by, box.top - by, box.right + by, box.bottom + by};
}

/// Signed distance from a box with rounded corners.
float rounded_box(const Box& box, float radius, float x, float y) {
    const float dx = std::fabs(x - (box.left + box.right) / 2) - (box.right - box.left) / 2 + radius;
    const float dy = std::fabs(y - (box.top + box.bottom) / 2) - (box.bottom - box.top) / 2 + radius;
    const float outside = std::hypot(std::max(dx, 0.0f), std::max(dy, 0.0f));
    return outside + std::min(std::max(dx, dy), 0.0f) - radius;
}

float to_segment(Point a, Point b, float x, float y) {
    const float dx = b.x - a.x, dy = b.y - a.y, length = dx * dx + dy * dy;
    const float t = length > 0 ? std::clamp(((x - a.x) * dx + (y - a.y) * dy) / length, 0.0f, 1.0f) : 0.0f;
    return std::hypot(x - a.x - t * dx, y - a.y - t * dy);
}

/// A stroke's curve as short lines: a Catmull-Rom spline through its points.
std::vector<Point> flattened(const std::vector<Point>& points) {
    constexpr int kSteps = 6;
    std::vector<Point> line;
    const auto at = [&](std::size_t i) { return points[std::min(i, points.size() - 1)]; };
    for (std::size_t i = 0; i + 1 < points.size(); ++i) {
        const Point p0 = at(i == 0 ? 0 : i - 1), p1 = at(i), p2 = at(i + 1), p3 = at(i + 2);
        for (int step = 0; step < kSteps; ++step) {
            const float t = static_cast<float>(step) / kSteps;
            const auto curve = [t](float a, float b, float c, float d) {
                return b + 0.5f * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
            };
            line.push_back({curve(p0.x, p1.x, p2.x, p3.x), curve(p0.y, p1.y, p2.y, p3.y)});
        }
    }
    if (!points.empty()) line.push_back(points.back());
    return line;
}

/// White, or black on a light plate.
Colour ink_on(Colour plate) {
    const double light = 0.299 * plate.red + 0.587 * plate.green + 0.114 * plate.blue;
    return light > 140 ? Colour{15, 15, 15} : Colour{255, 255, 255};
}

float text_width(const std::string& text, float unit) {
    float width = 0;
    for (const char c : text)
        width += (glyph(c).width + kGlyphGap) * unit;
    return text.empty() ? 0 : width - kGlyphGap * unit;
}

void draw_text(Image& image, Point origin, const std::string& text, float unit, Colour colour) {
    const float pen = std::max(0.85f * unit, 0.6f);
    for (const char c : text) {
        const Glyph& shape = glyph(c);
        std::vector<std::vector<Point>> lines;
        for (const auto& stroke : shape.strokes) {
            auto line = flattened(stroke);
            for (Point& p : line)
                p = {origin.x + p.x * unit, origin.y + p.y * unit};
            lines.push_back(std::move(line));
        }
        const Box area = {origin.x, origin.y, origin.x + shape.width * unit, origin.y + kGlyphDepth * unit};
        paint(image, grown(area, pen), colour, [&](float x, float y) {
            float nearest = 1e9f;
            for (const auto& line : lines)
                for (std::size_t i = 0; i + 1 < line.size(); ++i)
                    nearest = std::min(nearest, to_segment(line[i], line[i + 1], x, y));
            return nearest - pen;
        });
        origin.x += (shape.width + kGlyphGap) * unit;
    }
}

}  // namespace

Colour person_colour(int person) {
    // Hues a golden section of the circle apart: any run of numbers is spread well.
    const double hue = std::fmod(0.58 + 0.61803398875 * person, 1.0) * 6;
    const auto channel = [&](double shift) {
        const double k = std::fmod(shift + hue, 6.0);
        return static_cast<std::uint8_t>(std::lround(225 - 185 * std::clamp(std::min(k, 4 - k), 0.0, 1.0)));
    };
    return {channel(5), channel(3), channel(1)};
}

void draw_box(Image& image, const Box& box, float width, Colour colour) {
    const float radius = 2 * width;
    const auto ring = [&](float x, float y) { return std::fabs(rounded_box(box, radius, x, y)); };
    const Colour shadow = {20, 20, 20};
    paint(image, grown(box, width), shadow, [&](float x, float y) { return ring(x, y) - width * 0.8f; });
    paint(image, grown(box, width), colour, [&](float x, float y) { return ring(x, y) - width * 0.5f; });
}

void draw_dot(Image& image, Point centre, float radius, Colour colour) {
    const Box area = {centre.x - radius, centre.y - radius, centre.x + radius, centre.y + radius};
    const auto from_centre = [&](float x, float y) { return std::hypot(x - centre.x, y - centre.y); };
    paint(image, grown(area, radius), {20, 20, 20},
          [&](float x, float y) { return from_centre(x, y) - radius * 1.4f; });
    paint(image, area, colour, [&](float x, float y) { return from_centre(x, y) - radius; });
}

void draw_label(Image& image, const Box& box, const std::string& text, float size, Colour colour) {
    const float unit = size / kDigitHeight, margin = 0.45f * size;
    const float width = text_width(text, unit) + 2 * margin, height = size + 2 * margin;
    const float room = static_cast<float>(image.width()) - width;
    const float left = std::clamp(box.left, 0.0f, std::max(room, 0.0f));
    const float top = box.top >= height ? box.top - height : std::max(box.top, 0.0f);
    const Box plate = {left, top, left + width, top + height};
    paint(image, plate, colour, [&](float x, float y) { return rounded_box(plate, 0.25f * size, x, y); });
    draw_text(image, {left + margin, top + margin}, text, unit, ink_on(colour));
}

}  // namespace program

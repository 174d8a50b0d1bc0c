// SPDX-License-Identifier: MIT
/// Similarity transforms: rotation, uniform scale and shift, no mirroring.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <string>

#include "../core/error.hpp"
#include "../data/geometry.hpp"

FACENET_NAMESPACE_BEGIN

/// Takes (x, y) to (a x - b y + shift_x, b x + a y + shift_y).
struct Similarity {
    double a = 1;
    double b = 0;
    double shift_x = 0;
    double shift_y = 0;

    /// How many units of the target one unit of the source becomes.
    double scale() const { return std::hypot(a, b); }
    /// Counted from the x axis towards the y axis, in radians.
    double angle() const { return std::atan2(b, a); }
    Point operator()(Point p) const {
        return {static_cast<float>(a * p.x - b * p.y + shift_x), static_cast<float>(b * p.x + a * p.y + shift_y)};
    }
    /// The way back. Needs a scale other than 0.
    Similarity inverse() const {
        const double norm = a * a + b * b;
        return {a / norm, -b / norm, -(a * shift_x + b * shift_y) / norm, (b * shift_x - a * shift_y) / norm};
    }
};

/// The similarity that takes `from` to `to` with the least sum of squared distances (Umeyama 1991, without mirroring).
///
/// In the plane the unknowns a and b enter linearly, so the solution needs no decomposition: it is the quotient of two
/// sums. (Written out rather than with Eigen, whose functions would be shared by units of differing -m flags.)
/// Errors: values that are not finite, `from` in one place, or points that no similarity relates (scale 0).
template <std::size_t kCount>
Result<Similarity> fit_similarity(const std::array<Point, kCount>& from, const std::array<Point, kCount>& to) {
    static_assert(kCount >= 2, "a similarity needs two points");
    double from_x = 0, from_y = 0, to_x = 0, to_y = 0;
    for (std::size_t i = 0; i < kCount; ++i) {
        from_x += from[i].x, from_y += from[i].y;
        to_x += to[i].x, to_y += to[i].y;
    }
    from_x /= kCount, from_y /= kCount, to_x /= kCount, to_y /= kCount;
    double along = 0, across = 0, from_spread = 0, to_spread = 0;
    for (std::size_t i = 0; i < kCount; ++i) {
        const double x = from[i].x - from_x, y = from[i].y - from_y;
        const double u = to[i].x - to_x, v = to[i].y - to_y;
        along += x * u + y * v;
        across += x * v - y * u;
        from_spread += x * x + y * y;
        to_spread += u * u + v * v;
    }
    if (!std::isfinite(from_spread) || !std::isfinite(to_spread))
        return Error("similarity: expected finite points, found infinity or not a number");
    // Rounding of the coordinates (float, relative to their size) must not decide the result.
    const auto in_one_place = [](double spread, double x, double y) { return spread <= 1e-12 * (x * x + y * y); };
    if (from_spread == 0 || to_spread == 0 || in_one_place(from_spread, from_x, from_y) ||
        in_one_place(to_spread, to_x, to_y))
        return Error("similarity: expected points in several places, found all in one");
    if (along * along + across * across <= 1e-12 * from_spread * to_spread)
        return Error("similarity: expected points that turning and scaling can match, found none such");
    const double a = along / from_spread, b = across / from_spread;
    return Similarity{a, b, to_x - a * from_x + b * from_y, to_y - b * from_x - a * from_y};
}

FACENET_NAMESPACE_END

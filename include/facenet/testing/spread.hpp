// SPDX-License-Identifier: MIT
/// How far random vectors must vary so that their distances have a wanted mean and deviation.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>

#include "../core/error.hpp"
#include "../data/recipe.hpp"

FACENET_NAMESPACE_BEGIN
namespace testing {

/// A distribution of distances under a recipe's metric.
struct Spread {
    float mean = 0;
    float deviation = 0;
};

namespace detail {

/// An even distribution from middle - half_width to middle + half_width; its variance is half_width^2 / 3.
struct Range {
    float middle = 0;
    float half_width = 0;
    float at(float unit) const {  // in double precision the product is exact: fused or not, the sum is the same
        return static_cast<float>(static_cast<double>(middle) +
                                  static_cast<double>(half_width) * static_cast<double>(unit));
    }
    double variance() const { return static_cast<double>(half_width) * static_cast<double>(half_width) / 3; }
};

/// Mean and variance of squared distances, where a metric's plain ones are normally distributed with `spread`.
struct SquaredSpread {
    double mean, variance;
};
inline SquaredSpread squared(const Spread& spread, Metric metric) {
    const double m = static_cast<double>(spread.mean),
                 v = static_cast<double>(spread.deviation) * static_cast<double>(spread.deviation);
    if (metric == Metric::squared_l2) return {m, v};
    return {m * m + v, 4 * m * m * v + 2 * v * v};
}
/// Back to the metric's own deviation, for messages.
inline double deviation_of(const SquaredSpread& s, Metric metric) {
    if (metric == Metric::squared_l2) return std::sqrt(s.variance);
    return std::sqrt(s.mean - std::sqrt(std::max(s.mean * s.mean - s.variance / 2, 0.0)));
}

/// The half width of a range around `middle`, at most `most`, for which variance(its variance), which rises, is the
/// wanted one. Error of `who`: it is never.
template <class Variance>
Result<Range> range_for(const char* who, double middle, double most, const SquaredSpread& wanted, Metric metric,
                        Variance variance) {
    const auto bound = [&](const char* which, double v) {
        return mismatch_error(who,
                              std::string("a deviation of ") + which + " " +
                                  std::to_string(deviation_of({wanted.mean, v}, metric)) +
                                  " for this mean and size of embedding",
                              std::to_string(deviation_of(wanted, metric)));
    };
    if (!(variance(0.0) <= wanted.variance)) return bound("at least", variance(0.0));
    if (!(variance(most * most / 3) >= wanted.variance)) return bound("at most", variance(most * most / 3));
    double low = 0, high = most;
    for (int i = 0; i < 60; ++i) {
        const double half = (low + high) / 2;
        (variance(half * half / 3) < wanted.variance ? low : high) = half;
    }
    return Range{static_cast<float>(middle), static_cast<float>(high)};
}

}  // namespace detail
}  // namespace testing
FACENET_NAMESPACE_END

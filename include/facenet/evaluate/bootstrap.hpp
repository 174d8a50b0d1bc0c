// SPDX-License-Identifier: MIT
/// How sure a figure is: confidence intervals by drawing identities again.
///
/// Pairs that share a person are not independent, so drawing pairs again would promise too much. Here people are drawn,
/// as many as there are, with replacement. One who is drawn w times counts as w people: pairs of this person weigh w,
/// pairs with another who is drawn v times weigh w * v; nobody makes pairs with a copy of himself.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "../core/random.hpp"
#include "roc.hpp"

FACENET_NAMESPACE_BEGIN

struct BootstrapOptions {
    int rounds = 1000;
    double confidence = 0.95;
    std::uint64_t seed = 1;  ///< equal seeds give equal intervals, on every machine
};

/// Both ends are not a number where nothing could be measured, or the confidence is none of 0 to 1.
struct Interval {
    double low = NAN, high = NAN;
};

namespace detail {

class Draws {
public:
    explicit Draws(std::uint64_t seed) : stream_{seed} {}
    /// 0 .. count-1.
    std::uint32_t below(std::uint32_t count) {
        return static_cast<std::uint32_t>(((stream_.bits(drawn_++) >> 32) * count) >> 32);
    }

private:
    RandomStream stream_;
    std::uint64_t drawn_ = 0;
};

/// How often each of `count` people is drawn.
inline std::vector<std::uint32_t> drawn_people(std::uint32_t count, Draws& random) {
    std::vector<std::uint32_t> times(count, 0);
    for (std::uint32_t i = 0; i < count; ++i)
        ++times[random.below(count)];
    return times;
}

/// The value below which a part of all values lies, on the straight line between its neighbours (NumPy's default).
inline double quantile(const std::vector<double>& sorted, double part) {
    const double at = part * static_cast<double>(sorted.size() - 1);
    const auto low = static_cast<std::size_t>(at);
    const std::size_t high = std::min(low + 1, sorted.size() - 1);
    return sorted[low] + (sorted[high] - sorted[low]) * (at - static_cast<double>(low));
}

}  // namespace detail

/// Percentile intervals of whatever `measure` reads off a curve: it gets a Roc and returns as many doubles each time.
/// Draws in which a measure is not a number (no pair of one person was drawn) are passed over for that measure.
/// Time: rounds * pairs.
template <class Measure>
std::vector<Interval> bootstrap(std::vector<ScoredPair> pairs, Measure&& measure,
                                const BootstrapOptions& options = {}) {
    const std::vector<ScoredPair> sorted = detail::by_distance(std::move(pairs));
    std::uint32_t people = 0;
    for (const ScoredPair& pair : sorted)
        people = std::max({people, pair.first + 1, pair.second + 1});

    detail::Draws random(options.seed);
    std::vector<std::vector<double>> values;
    for (int round = 0; round < options.rounds; ++round) {
        const std::vector<std::uint32_t> times = detail::drawn_people(people, random);
        const Roc roc(sorted, [&](const ScoredPair& pair) {
            const double first = times[pair.first];
            return pair.first == pair.second ? first : first * times[pair.second];
        });
        const std::vector<double> measured = measure(roc);
        values.resize(measured.size());
        for (std::size_t m = 0; m < measured.size(); ++m)
            if (!std::isnan(measured[m])) values[m].push_back(measured[m]);
    }

    std::vector<Interval> intervals(values.size());
    for (std::size_t m = 0; m < values.size(); ++m) {
        if (values[m].empty() || !(options.confidence >= 0 && options.confidence <= 1)) continue;
        std::sort(values[m].begin(), values[m].end());
        const double outside = (1 - options.confidence) / 2;
        intervals[m] = {detail::quantile(values[m], outside), detail::quantile(values[m], 1 - outside)};
    }
    return intervals;
}

FACENET_NAMESPACE_END

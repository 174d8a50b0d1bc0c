// SPDX-License-Identifier: MIT
/// From a distance to the probability that two faces are the same person.
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include "scored_pair.hpp"

FACENET_NAMESPACE_BEGIN

/// P(same | distance) = 1 / (1 + exp(slope * distance + intercept)).
struct Calibration {
    double slope = NAN, intercept = NAN;

    double probability(double distance) const { return 1 / (1 + std::exp(slope * distance + intercept)); }
    /// Where both verdicts are equally probable.
    double threshold() const { return -intercept / slope; }
};

namespace detail {

/// Platt's logistic regression of one variable: minimises the cross-entropy by Newton's method with halved steps (Lin,
/// Lin and Weng 2007).
class PlattFit {
public:
    /// `xs` and the wanted probabilities of each.
    PlattFit(const std::vector<double>& xs, const std::vector<double>& targets) : xs_(xs), targets_(targets) {}

    Calibration run(double intercept) const {
        constexpr int kMostSteps = 200;
        Calibration at{0, intercept};
        double value = loss(at);
        for (int step = 0; step < kMostSteps; ++step) {
            const auto [slope_step, intercept_step] = newton_step(at);
            // Near the minimum the loss is flat: its rounding must not stop the last steps.
            const double most = value + 1e-12 * std::fabs(value);
            double length = 1;
            Calibration next = at;
            do {
                next = {at.slope + length * slope_step, at.intercept + length * intercept_step};
                length /= 2;
            } while (!(loss(next) <= most) && length > 1e-10);
            at = next, value = loss(at);
            if (std::fabs(slope_step) + std::fabs(intercept_step) < 1e-13) break;
        }
        return at;
    }

private:
    struct Step {
        double slope, intercept;
    };

    double loss(const Calibration& at) const {
        double sum = 0;
        for (std::size_t i = 0; i < xs_.size(); ++i) {
            const double z = at.slope * xs_[i] + at.intercept;  // log of (1 - p) / p
            sum +=
                z >= 0 ? targets_[i] * z + std::log1p(std::exp(-z)) : (targets_[i] - 1) * z + std::log1p(std::exp(z));
        }
        return sum;
    }

    Step newton_step(const Calibration& at) const {
        double gx = 0, g1 = 0, hxx = 1e-12, hx = 0, h11 = 1e-12;  // never quite singular
        for (std::size_t i = 0; i < xs_.size(); ++i) {
            const double p = at.probability(xs_[i]), weight = p * (1 - p);
            gx += xs_[i] * (targets_[i] - p);
            g1 += targets_[i] - p;
            hxx += xs_[i] * xs_[i] * weight;
            hx += xs_[i] * weight;
            h11 += weight;
        }
        const double det = hxx * h11 - hx * hx;
        return {-(h11 * gx - hx * g1) / det, -(hxx * g1 - hx * gx) / det};
    }

    const std::vector<double>&xs_, &targets_;
};

}  // namespace detail

/// Platt scaling (Platt 1999): a logistic regression whose targets are (s + 1) / (s + 2) for the s pairs of one person
/// and 1 / (d + 2) for the d of different people, so that it has an answer where the two do not overlap. Then the
/// intercept is moved from the pairs' own share s / (s + d) to `prior`, the share of same people among the verdicts to
/// come: all pairs of a folder are mostly of different people, and a doorman's are not.
/// Pairs without a finite distance do not count. Not numbers where either kind of pairs is missing.
inline Calibration calibrate(const std::vector<ScoredPair>& pairs, double prior = 0.5) {
    double same = 0, all = 0, mean = 0, spread = 0;
    for (const ScoredPair& pair : pairs) {
        if (!std::isfinite(pair.distance)) continue;
        same += pair.same ? 1 : 0;
        all += 1;
        mean += pair.distance;
    }
    const double different = all - same;
    if (!(same > 0 && different > 0)) return {};
    mean /= all;
    for (const ScoredPair& pair : pairs)
        if (std::isfinite(pair.distance)) spread += (pair.distance - mean) * (pair.distance - mean);
    spread = std::sqrt(spread / all);
    if (!(spread > 0)) spread = 1;  // all distances are one

    // Newton's method works on distances of mean 0 and spread 1, whatever the metric's scale.
    std::vector<double> xs, targets;
    for (const ScoredPair& pair : pairs) {
        if (!std::isfinite(pair.distance)) continue;
        xs.push_back((pair.distance - mean) / spread);
        targets.push_back(pair.same ? (same + 1) / (same + 2) : 1 / (different + 2));
    }
    const Calibration fit = detail::PlattFit(xs, targets).run(std::log((different + 1) / (same + 1)));
    const double moved = std::log(prior / (1 - prior)) - std::log(same / different);
    return {fit.slope / spread, fit.intercept - fit.slope * mean / spread - moved};
}

FACENET_NAMESPACE_END

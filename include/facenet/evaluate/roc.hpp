// SPDX-License-Identifier: MIT
/// The receiver operating characteristic, and the figures that are read off it.
///
/// A pair is accepted where its distance is below the threshold, as verify() accepts (verify.hpp).
/// VAL: accepted pairs of one person / all pairs of one person (the true positive rate).
/// FAR: accepted pairs of different people / all pairs of different people (the false positive rate).
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

#include "scored_pair.hpp"

FACENET_NAMESPACE_BEGIN

/// What a threshold does.
struct Rates {
    double far = 0, val = 0;
};

/// VAL at a wanted FAR.
struct ValAtFar {
    double wanted_far = 0;
    double far = 0;  ///< what is reached; at most what is wanted
    double val = 0;
    double threshold = 0;
};

namespace detail {

/// Pairs in the order of their distances, with what is no number at the end as infinitely far.
inline std::vector<ScoredPair> by_distance(std::vector<ScoredPair> pairs) {
    for (ScoredPair& pair : pairs)
        if (std::isnan(pair.distance)) pair.distance = std::numeric_limits<double>::infinity();
    std::sort(pairs.begin(), pairs.end(),
              [](const ScoredPair& a, const ScoredPair& b) { return a.distance < b.distance; });
    return pairs;
}

}  // namespace detail

/// Ties: pairs of equal distance are accepted together, one point of the curve for each distinct distance; points are
/// joined by straight lines. So AUC and EER do not depend on the order of pairs.
/// Without pairs of both kinds FAR or VAL, AUC and EER are not numbers.
class Roc {
public:
    /// Everything accepted up to and including a distance.
    struct Point {
        double distance = 0, same = 0, different = 0;
    };

    explicit Roc(std::vector<ScoredPair> pairs) {
        const std::vector<ScoredPair> sorted = detail::by_distance(std::move(pairs));
        trace(sorted, [](const ScoredPair&) { return 1.0; });
    }

    /// Of pairs that count several times, or not at all: `weight(pair)` >= 0. The pairs are sorted by distance, without
    /// NaN among them.
    template <class Weight>
    Roc(const std::vector<ScoredPair>& sorted, Weight&& weight) {
        trace(sorted, weight);
    }

    /// Pairs of one person and of different people (or the sums of their weights).
    double same() const { return points_.back().same; }
    double different() const { return points_.back().different; }

    /// From nothing accepted (distance -infinity) to all.
    const std::vector<Point>& points() const { return points_; }
    Rates rates(const Point& point) const { return {point.different / different(), point.same / same()}; }

    Rates at(double threshold) const { return rates(before(threshold)); }

    /// Verdicts that are right / all verdicts.
    double accuracy(double threshold) const {
        const Point& accepted = before(threshold);
        return (accepted.same + (different() - accepted.different)) / (same() + different());
    }

    /// Area under the curve by trapezoids: the probability that a pair of one person is closer than a pair of
    /// different people, a tie counting one half. As scikit-learn's roc_auc_score(same, -distance).
    double auc() const {
        double area = 0;
        for (std::size_t i = 1; i < points_.size(); ++i)
            area += (points_[i].different - points_[i - 1].different) * (points_[i].same + points_[i - 1].same) / 2;
        return area / (same() * different());
    }

    /// Equal error rate: FAR where it equals 1 - VAL, on the straight line between the two points around it. As SciPy's
    /// brentq finds it on scikit-learn's roc_curve(same, -distance, drop_intermediate=False).
    double eer() const {
        if (!(same() > 0 && different() > 0)) return NAN;
        const auto excess = [&](const Point& p) { return rates(p).far + rates(p).val - 1; };
        std::size_t i = 1;
        while (excess(points_[i]) < 0)
            ++i;
        const double below = excess(points_[i - 1]), above = excess(points_[i]);
        const double low = rates(points_[i - 1]).far, high = rates(points_[i]).far;
        return low + (high - low) * (below / (below - above));
    }

    /// The largest VAL of all thresholds whose FAR is at most `far`; nothing is interpolated. As the largest of
    /// scikit-learn's tpr[fpr <= far]. The threshold is the largest such one: the distance of the closest pair of
    /// different people that must be refused. Where none must be, it is just above the largest distance. Where `far` is
    /// not a number, nothing is accepted.
    ValAtFar at_far(double far) const {
        std::size_t i = 1;
        // What is infinitely far apart is below no threshold.
        while (i < points_.size() && !std::isnan(far) && !(rates(points_[i]).far > far) && std::isfinite(points_[i].distance))
            ++i;
        const Rates reached = rates(points_[i - 1]);
        const double threshold = i < points_.size()
                                     ? points_[i].distance
                                     : std::nextafter(points_.back().distance, std::numeric_limits<double>::infinity());
        return {far, reached.far, reached.val, threshold};
    }

private:
    template <class Weight>
    void trace(const std::vector<ScoredPair>& sorted, Weight&& weight) {
        Point sum{-std::numeric_limits<double>::infinity(), 0, 0};
        points_.push_back(sum);
        for (const ScoredPair& pair : sorted) {
            const double w = weight(pair);
            if (!(w > 0)) continue;
            (pair.same ? sum.same : sum.different) += w;
            // The first point stays what it is, also before distances of -infinity.
            if (points_.size() == 1 || pair.distance != sum.distance) points_.emplace_back();
            sum.distance = pair.distance;
            points_.back() = sum;
        }
    }

    /// The point of all that is accepted below a threshold.
    const Point& before(double threshold) const {
        const auto refused = std::lower_bound(points_.begin() + 1, points_.end(), threshold,
                                              [](const Point& p, double t) { return p.distance < t; });
        return *(refused - 1);
    }

    std::vector<Point> points_;
};

FACENET_NAMESPACE_END

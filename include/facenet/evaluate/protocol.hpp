// SPDX-License-Identifier: MIT
/// Cross-validation as the LFW benchmark has it (Huang et al. 2007): a threshold is chosen on all folds but one, and
/// judged on that one.
///
/// Exactly as davidsandberg/facenet runs it, whose figures most people quote:
/// - a pair is accepted where its distance is below the threshold;
/// - accuracy: thresholds 0, 0.01 .. 3.99; of those that are best on the training folds, the lowest;
/// - VAL at a FAR: thresholds 0, 0.001 .. 3.999; the threshold for the wanted FAR by straight lines between the FARs of
///   the training folds, each at the lowest threshold that reaches it; 0 where none reaches what is wanted;
/// - means over folds, and population standard deviations;
/// - AUC and EER of the curve whose FAR and VAL at each of the first thresholds are the means over the folds, joined by
///   straight lines. (Here the curve ends at (1, 1); the reference leaves it where the last threshold is.)
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include "../core/error.hpp"
#include "roc.hpp"

FACENET_NAMESPACE_BEGIN

/// One fold, with the thresholds chosen on the others.
struct FoldResult {
    double threshold = 0, accuracy = 0;
    double val_threshold = 0, val = 0, far = 0;
};

struct ProtocolResult {
    std::vector<FoldResult> folds;
    double accuracy = 0, accuracy_deviation = 0;
    double val = 0, val_deviation = 0, far = 0;
    double auc = 0, eer = 0;
};

namespace detail {

inline constexpr int kAccuracySteps = 400, kValSteps = 4000;
inline double accuracy_threshold(int step) {
    return step * 0.01;
}
inline double val_threshold(int step) {
    return step * 0.001;
}

/// Distances of both kinds, each in order: a threshold's rates take two binary searches.
class SortedDistances {
public:
    void add(double distance, bool same) { (same ? same_ : different_).push_back(distance); }
    void sort() {
        std::sort(same_.begin(), same_.end());
        std::sort(different_.begin(), different_.end());
    }
    bool has_both() const { return !same_.empty() && !different_.empty(); }

    Rates at(double threshold) const {
        return {below(different_, threshold) / count(different_), below(same_, threshold) / count(same_)};
    }
    double accuracy(double threshold) const {
        return (below(same_, threshold) + count(different_) - below(different_, threshold)) /
               (count(same_) + count(different_));
    }

    double best_threshold() const {
        double best = 0, most = -1;
        for (int step = 0; step < kAccuracySteps; ++step) {
            const double accuracy_here = accuracy(accuracy_threshold(step));
            if (accuracy_here > most) most = accuracy_here, best = accuracy_threshold(step);
        }
        return best;
    }

    double threshold_for(double far) const {
        double last_far = 0, last_threshold = 0;  // no distance is below 0
        for (int step = 0; step < kValSteps; ++step) {
            const double threshold = val_threshold(step), here = at(threshold).far;
            if (here == far) return threshold;
            if (here > far)
                return last_threshold + (threshold - last_threshold) * ((far - last_far) / (here - last_far));
            if (here != last_far) last_far = here, last_threshold = threshold;
        }
        return 0;
    }

private:
    static double below(const std::vector<double>& sorted, double threshold) {
        return static_cast<double>(std::lower_bound(sorted.begin(), sorted.end(), threshold) - sorted.begin());
    }
    static double count(const std::vector<double>& values) { return static_cast<double>(values.size()); }

    std::vector<double> same_, different_;
};

/// The pairs in a fold, or those outside of it.
inline SortedDistances distances_of(const std::vector<double>& distances, const std::vector<bool>& same,
                                    const std::vector<int>& fold_of, int fold, bool inside) {
    SortedDistances result;
    for (std::size_t i = 0; i < distances.size(); ++i)
        if ((fold_of[i] == fold) == inside)
            result.add(std::isnan(distances[i]) ? std::numeric_limits<double>::infinity() : distances[i], same[i]);
    result.sort();
    return result;
}

/// Mean and population standard deviation of a member over the folds.
inline void summarise(const std::vector<FoldResult>& folds, double FoldResult::*member, double& mean,
                      double* deviation = nullptr) {
    double sum = 0, squares = 0;
    for (const FoldResult& fold : folds)
        sum += fold.*member;
    mean = sum / static_cast<double>(folds.size());
    for (const FoldResult& fold : folds)
        squares += (fold.*member - mean) * (fold.*member - mean);
    if (deviation != nullptr) *deviation = std::sqrt(squares / static_cast<double>(folds.size()));
}

/// AUC and EER of mean rates that rise from (0, 0) to (1, 1).
inline void read_mean_curve(const std::vector<Rates>& curve, ProtocolResult& result) {
    result.auc = 0;
    bool crossed = false;
    for (std::size_t i = 1; i < curve.size(); ++i) {
        const Rates &a = curve[i - 1], &b = curve[i];
        result.auc += (b.far - a.far) * (a.val + b.val) / 2;
        const double below = a.far + a.val - 1, above = b.far + b.val - 1;
        if (!crossed && above >= 0) {
            // Where all is accepted at once, even below 0, the curve begins beyond the crossing.
            result.eer = a.far + (b.far - a.far) * (below < 0 ? below / (below - above) : 0);
            crossed = true;
        }
    }
}

}  // namespace detail

/// Folds of neighbouring pairs, as alike in size as may be, the larger ones first: scikit-learn's KFold without
/// shuffling. Of each pair, its fold 0 .. folds-1.
inline std::vector<int> contiguous_folds(std::size_t pairs, int folds) {
    std::vector<int> fold_of;
    const std::size_t n = static_cast<std::size_t>(std::max(folds, 1));
    for (std::size_t fold = 0; fold < n; ++fold)
        fold_of.insert(fold_of.end(), pairs / n + (fold < pairs % n ? 1 : 0), static_cast<int>(fold));
    return fold_of;
}

/// As cross_validate(), never throwing.
template <class Distances>
Result<ProtocolResult> try_cross_validate(const std::vector<bool>& same, const std::vector<int>& fold_of, int folds,
                                          Distances&& distances, double far = 1e-3) {
    constexpr const char* kWhere = "evaluation by folds";
    if (folds < 2) return mismatch_error(kWhere, "at least 2 folds", std::to_string(folds));
    if (fold_of.size() != same.size())
        return mismatch_error(kWhere, "a fold for each of " + std::to_string(same.size()) + " pairs",
                              std::to_string(fold_of.size()));
    return guarded<ProtocolResult>(kWhere, [&]() -> Result<ProtocolResult> {
        ProtocolResult result;
        std::vector<Rates> curve(detail::kAccuracySteps);
        for (int fold = 0; fold < folds; ++fold) {
            const std::vector<double> all = distances(fold);
            if (all.size() != same.size())
                return mismatch_error(kWhere, std::to_string(same.size()) + " distances", std::to_string(all.size()));
            const auto training = detail::distances_of(all, same, fold_of, fold, false);
            const auto test = detail::distances_of(all, same, fold_of, fold, true);
            if (!training.has_both() || !test.has_both())
                return mismatch_error(kWhere + std::string(", fold ") + std::to_string(fold + 1),
                                      "pairs of one person and pairs of different people in it and outside of it",
                                      "only one kind");
            FoldResult judged;
            judged.threshold = training.best_threshold();
            judged.accuracy = test.accuracy(judged.threshold);
            judged.val_threshold = training.threshold_for(far);
            const Rates rates = test.at(judged.val_threshold);
            judged.val = rates.val, judged.far = rates.far;
            result.folds.push_back(judged);
            for (int step = 0; step < detail::kAccuracySteps; ++step) {
                const Rates here = test.at(detail::accuracy_threshold(step));
                Rates& mean = curve[static_cast<std::size_t>(step)];
                mean.far += here.far / folds, mean.val += here.val / folds;
            }
        }
        curve.push_back({1, 1});
        detail::read_mean_curve(curve, result);
        detail::summarise(result.folds, &FoldResult::accuracy, result.accuracy, &result.accuracy_deviation);
        detail::summarise(result.folds, &FoldResult::val, result.val, &result.val_deviation);
        detail::summarise(result.folds, &FoldResult::far, result.far);
        return result;
    });
}

/// `distances(fold)` gives the distances of all pairs; they may depend on the fold that is judged, which they must not
/// have learnt from (lfw.hpp). `fold_of` has numbers 0 .. folds-1.
/// Error: fewer than two folds, numbers that do not fit, or a fold without pairs of both kinds.
template <class Distances>
Outcome<ProtocolResult> cross_validate(const std::vector<bool>& same, const std::vector<int>& fold_of, int folds,
                                       Distances&& distances, double far = 1e-3) {
    return deliver(try_cross_validate(same, fold_of, folds, distances, far));
}

FACENET_NAMESPACE_END

// SPDX-License-Identifier: MIT
/// The figures of `facenet evaluate`, and how they are reported.
#pragma once

#include <facenet/data/recipe.hpp>
#include <facenet/evaluate.hpp>
#include <optional>
#include <string>
#include <vector>

#include "comparison.hpp"
#include "photos/pipeline.hpp"
#include "photos/report.hpp"

namespace program {

struct EvaluationOptions {
    std::vector<double> fars = {0.001, 0.01, 0.1};
    int rounds = 1000;  ///< of the bootstrap
    double prior = 0.5;
    facenet::LfwOptions protocol;
    bool mirror = false;
};

struct FailedPhoto {
    std::string photo, reason;
};

/// With intervals of 95 %.
struct Intervals {
    int rounds = 0;
    facenet::Interval accuracy, auc, eer;
    std::vector<facenet::Interval> val;  ///< for each wanted FAR
};

struct Evaluation {
    facenet::Recipe recipe;
    std::vector<FailedPhoto> failed;
    std::size_t skipped_pairs = 0;            ///< a side of them failed
    std::vector<facenet::ScoredPair> scored;  ///< all others
    std::vector<std::size_t> pair_of;         ///< of each, its index in Comparison::pairs
    facenet::Roc roc{{}};
    std::vector<facenet::ValAtFar> val;
    facenet::Calibration calibration;
    double prior = 0.5;
    Intervals intervals;
    std::vector<facenet::GroupRates> groups;
    std::optional<facenet::ProtocolResult> protocol;

    /// The model's own.
    double threshold() const { return static_cast<double>(recipe.verify_threshold); }
};

/// Of each photo, the face that is compared, or -1: the only one; of several, the one that is largest and nearest the
/// middle. As davidsandberg/facenet aligns LFW: the greatest area less twice the squared distance of its centre from
/// the photo's.
std::vector<int> chosen_faces(const std::vector<Photo>& photos, const std::vector<Findings>& findings,
                              std::size_t threads);

/// Throws facenet::Error where no pair could be compared, or where the protocol has a fold of one kind of pairs.
Evaluation evaluate(const Models& models, const Comparison& comparison, const std::vector<Findings>& findings,
                    const std::vector<int>& faces, const EvaluationOptions& options, std::size_t threads);

Json evaluation_json(const std::string& model, const Comparison& comparison, const Evaluation& evaluation);
void print_evaluation(const std::string& model, const Comparison& comparison, const Evaluation& evaluation);

/// One page that needs nothing else: figures, ROC, distances, and the worst pairs as pictures.
std::string evaluation_page(const std::string& model, const Comparison& comparison, const Evaluation& evaluation,
                            const std::vector<Findings>& findings, const std::vector<int>& faces);

}  // namespace program

// SPDX-License-Identifier: MIT
#include "evaluation.hpp"

#include <algorithm>
#include <cmath>
#include <facenet/verify.hpp>

#include "photos/image_io.hpp"
#include "photos/mirror.hpp"
#include "photos/parallel.hpp"
#include "terminal/progress.hpp"

namespace program {
namespace {

int central_face(const Findings& findings, const facenet::Image& photo) {
    const float middle_x = static_cast<float>(photo.width()) / 2, middle_y = static_cast<float>(photo.height()) / 2;
    const auto weight = [&](const FoundFace& found) {
        const facenet::Box& box = found.face.box;
        const float x = (box.left + box.right) / 2 - middle_x, y = (box.top + box.bottom) / 2 - middle_y;
        return box.area() - 2 * (x * x + y * y);
    };
    const auto heavier = [&](const FoundFace& a, const FoundFace& b) { return weight(a) < weight(b); };
    return static_cast<int>(std::max_element(findings.faces.begin(), findings.faces.end(), heavier) -
                            findings.faces.begin());
}

/// Results that were kept may be of a photo that is gone by now.
int central_or_largest(const Findings& findings, const std::string& photo) {
    try {
        return central_face(findings, load_photo(photo));
    } catch (const facenet::Error&) {
        return static_cast<int>(largest(findings));
    }
}

/// Of each photo, the embedding of the chosen face; null where there is none.
std::vector<const facenet::Embedding*> embeddings_of(const std::vector<Findings>& findings,
                                                     const std::vector<int>& faces) {
    std::vector<const facenet::Embedding*> result(findings.size(), nullptr);
    for (std::size_t p = 0; p < findings.size(); ++p)
        if (faces[p] >= 0) result[p] = &findings[p].faces[static_cast<std::size_t>(faces[p])].embedding;
    return result;
}

/// The embeddings of a subject's photos that have a face, one after the other.
using Rows = std::vector<float>;

std::vector<Rows> rows_of(const std::vector<Subject>& subjects, const std::vector<const facenet::Embedding*>& photos) {
    std::vector<Rows> rows(subjects.size());
    for (std::size_t s = 0; s < subjects.size(); ++s)
        for (const std::uint32_t photo : subjects[s].photos)
            if (photos[photo] != nullptr) rows[s].insert(rows[s].end(), photos[photo]->begin(), photos[photo]->end());
    return rows;
}

facenet::FloatRows view(const Rows& rows, int size) {
    return {rows.data(), rows.size() / static_cast<std::size_t>(size), size};
}

/// Fills in what is compared and how far apart it is.
void score(const Comparison& comparison, const std::vector<const facenet::Embedding*>& photos, Evaluation& evaluation) {
    const std::vector<Rows> rows = comparison.tracks ? rows_of(comparison.subjects, photos) : std::vector<Rows>();
    for (std::size_t i = 0; i < comparison.pairs.size(); ++i) {
        const SubjectPair& pair = comparison.pairs[i];
        const Subject &a = comparison.subjects[pair.first], &b = comparison.subjects[pair.second];
        facenet::ScoredPair scored{0, pair.same, a.identity, b.identity};
        if (comparison.tracks) {
            const int size = evaluation.recipe.embedding_size;
            const auto metric = evaluation.recipe.metric;
            scored.distance =
                facenet::track_distance(metric, view(rows[pair.first], size), view(rows[pair.second], size));
        } else {
            const facenet::Embedding *x = photos[a.photos[0]], *y = photos[b.photos[0]];
            const bool both = x != nullptr && y != nullptr;
            scored.distance = both ? static_cast<double>(facenet::distance(evaluation.recipe, *x, *y)) : NAN;
        }
        if (std::isnan(scored.distance)) {
            ++evaluation.skipped_pairs;
            continue;
        }
        evaluation.scored.push_back(scored);
        evaluation.pair_of.push_back(i);
    }
}

Intervals intervals_of(const Evaluation& evaluation, const EvaluationOptions& options) {
    // A round takes a while where pairs are millions, and so many are sure of themselves with fewer rounds.
    constexpr std::size_t kMostWork = 1'000'000'000, kFewestRounds = 100;
    const std::size_t affordable = std::max(kMostWork / evaluation.scored.size(), kFewestRounds);
    facenet::BootstrapOptions drawing;
    drawing.rounds = static_cast<int>(std::min(static_cast<std::size_t>(options.rounds), affordable));
    const auto measure = [&](const facenet::Roc& roc) {
        std::vector<double> values = {roc.accuracy(evaluation.threshold()), roc.auc(), roc.eer()};
        for (const double far : options.fars)
            values.push_back(roc.at_far(far).val);
        return values;
    };
    const std::vector<facenet::Interval> found = facenet::bootstrap(evaluation.scored, measure, drawing);
    Intervals intervals;
    intervals.rounds = drawing.rounds;
    intervals.val.resize(options.fars.size());
    if (found.empty()) return intervals;  // no rounds
    intervals.accuracy = found[0], intervals.auc = found[1], intervals.eer = found[2];
    intervals.val.assign(found.begin() + 3, found.end());
    return intervals;
}

facenet::ProtocolResult protocol_of(const Models& models, const Comparison& comparison,
                                    const std::vector<Findings>& findings, const std::vector<int>& faces,
                                    const Evaluation& evaluation, const EvaluationOptions& options,
                                    std::size_t threads) {
    std::vector<bool> same;
    std::vector<int> fold_of;
    for (const std::size_t i : evaluation.pair_of) {
        same.push_back(comparison.pairs[i].same);
        fold_of.push_back(comparison.pairs[i].fold);
    }
    if (comparison.tracks) {
        std::vector<double> distances;
        for (const facenet::ScoredPair& pair : evaluation.scored)
            distances.push_back(pair.distance);
        return facenet::cross_validate(
            same, fold_of, comparison.folds, [&](int) { return distances; }, options.protocol.far);
    }
    const std::vector<const facenet::Embedding*> photos = embeddings_of(findings, faces);
    const std::vector<facenet::Embedding> mirrored =
        options.mirror ? mirrored_embeddings(models, comparison.photos, findings, faces, threads)
                       : std::vector<facenet::Embedding>();
    Rows sides[2];
    for (const std::size_t i : evaluation.pair_of) {
        const std::uint32_t subjects[2] = {comparison.pairs[i].first, comparison.pairs[i].second};
        for (int side = 0; side < 2; ++side) {
            const std::uint32_t photo = comparison.subjects[subjects[side]].photos[0];
            sides[side].insert(sides[side].end(), photos[photo]->begin(), photos[photo]->end());
            if (options.mirror) sides[side].insert(sides[side].end(), mirrored[photo].begin(), mirrored[photo].end());
        }
    }
    const int size = evaluation.recipe.embedding_size * (options.mirror ? 2 : 1);
    return facenet::lfw_protocol(view(sides[0], size), view(sides[1], size), same, fold_of, comparison.folds,
                                 options.protocol);
}

std::string nothing_compared(const Comparison& comparison, const Evaluation& evaluation) {
    const std::string message =
        "evaluate: none of " + std::to_string(comparison.pairs.size()) + " pairs can be compared";
    if (evaluation.failed.empty()) return message;
    const FailedPhoto& failed = evaluation.failed[0];
    return message + ", for instance because of " + failed.photo + ": " + failed.reason;
}

}  // namespace

std::vector<int> chosen_faces(const std::vector<Photo>& photos, const std::vector<Findings>& findings,
                              std::size_t threads) {
    std::vector<int> faces(photos.size(), -1);
    Progress progress("choosing faces", photos.size());
    for_each_index(photos.size(), threads, [&](std::size_t p) {
        const std::size_t count = findings[p].faces.size();
        if (count == 1) faces[p] = 0;
        if (count > 1) faces[p] = central_or_largest(findings[p], photos[p].path);
        progress.step();
    });
    return faces;
}

Evaluation evaluate(const Models& models, const Comparison& comparison, const std::vector<Findings>& findings,
                    const std::vector<int>& faces, const EvaluationOptions& options, std::size_t threads) {
    Evaluation evaluation;
    evaluation.recipe = models.recipe();
    evaluation.prior = options.prior;
    for (std::size_t p = 0; p < findings.size(); ++p)
        if (faces[p] < 0) evaluation.failed.push_back({comparison.photos[p].path, findings[p].problem});
    for (const Subject& subject : comparison.subjects)
        if (subject.photos.empty()) evaluation.failed.push_back({subject.name, "there are no frames of this track"});
    score(comparison, embeddings_of(findings, faces), evaluation);
    if (evaluation.scored.empty()) throw facenet::Error(nothing_compared(comparison, evaluation));
    evaluation.roc = facenet::Roc(evaluation.scored);
    for (const double far : options.fars)
        evaluation.val.push_back(evaluation.roc.at_far(far));
    evaluation.calibration = facenet::calibrate(evaluation.scored, options.prior);
    evaluation.intervals = intervals_of(evaluation, options);
    if (!comparison.groups.empty()) {
        std::vector<std::string> labels;
        for (const std::size_t i : evaluation.pair_of)
            labels.push_back(comparison.groups[comparison.pairs[i].group]);
        evaluation.groups =
            facenet::group_rates(evaluation.scored, labels, evaluation.threshold(), options.fars.front());
    }
    if (comparison.folds > 0)
        evaluation.protocol = protocol_of(models, comparison, findings, faces, evaluation, options, threads);
    return evaluation;
}

}  // namespace program

// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>

#include "evaluation.hpp"
#include "evaluation_page_style.hpp"
#include "evaluation_plots.hpp"
#include "html/markup.hpp"
#include "html/page.hpp"
#include "worst_pairs.hpp"

namespace program {

using namespace html;

namespace {

std::string between(const facenet::Interval& interval) {
    if (std::isnan(interval.low)) return "";
    return percent(interval.low, 1) + " to " + percent(interval.high, 1);
}

std::string summary(const Comparison& comparison, const Evaluation& evaluation) {
    const facenet::Roc& roc = evaluation.roc;
    const facenet::Rates rates = roc.at(evaluation.threshold());
    const auto wrong = [](double part, double all) {
        return number(std::round(part * all), 0) + " of " + number(all, 0);
    };
    std::string text = "With the model's threshold of " + number(evaluation.threshold(), 3) + ", ";
    if (roc.same() > 0) text += wrong(1 - rates.val, roc.same()) + " pairs of one person are refused";
    if (roc.same() > 0 && roc.different() > 0) text += " and ";
    if (roc.different() > 0) text += wrong(rates.far, roc.different()) + " pairs of different people are accepted";
    text += ".";
    if (!evaluation.failed.empty())
        text += " " + counted(evaluation.failed.size(), "photo") + " of " + std::to_string(comparison.photos.size()) +
                " could not be compared.";
    return text;
}

std::string tiles(const Comparison& comparison, const Evaluation& evaluation) {
    const facenet::Roc& roc = evaluation.roc;
    std::string markup =
        "<dl class=\"tiles\">\n" +
        tile("accuracy", percent(roc.accuracy(evaluation.threshold())), between(evaluation.intervals.accuracy)) +
        tile("AUC", percent(roc.auc()), between(evaluation.intervals.auc)) +
        tile("EER", percent(roc.eer()), between(evaluation.intervals.eer));
    if (!evaluation.val.empty())
        markup += tile("VAL at FAR " + percent(evaluation.val[0].wanted_far, 1), percent(evaluation.val[0].val),
                       between(evaluation.intervals.val[0]));
    return markup + tile("pairs", number(roc.same() + roc.different(), 0), number(roc.same(), 0) + " of one person") +
           tile("failed photos", std::to_string(evaluation.failed.size()),
                "of " + std::to_string(comparison.photos.size()), !evaluation.failed.empty()) +
           "</dl>\n";
}

std::string table(const std::vector<std::string>& titles, const std::vector<std::vector<std::string>>& rows) {
    std::string markup = "<div class=\"wide\" tabindex=\"0\"><table>\n<tr>";
    for (const std::string& title : titles)
        markup += "<th>" + title + "</th>";
    markup += "</tr>\n";
    for (const std::vector<std::string>& row : rows) {
        markup += "<tr>";
        for (const std::string& cell : row)
            markup += "<td>" + cell + "</td>";
        markup += "</tr>\n";
    }
    return markup + "</table></div>\n";
}

std::string thresholds(const Evaluation& evaluation) {
    const facenet::Roc& roc = evaluation.roc;
    const auto sure = [&](double threshold) { return percent(evaluation.calibration.probability(threshold), 1); };
    const facenet::Rates own = roc.at(evaluation.threshold());
    std::vector<std::vector<std::string>> rows = {{"the model's own", number(evaluation.threshold(), 4),
                                                   percent(own.far), percent(own.val), "",
                                                   sure(evaluation.threshold())}};
    for (std::size_t i = 0; i < evaluation.val.size(); ++i) {
        const facenet::ValAtFar& at = evaluation.val[i];
        rows.push_back({"FAR at most " + percent(at.wanted_far, 2), number(at.threshold, 4), percent(at.far),
                        percent(at.val), between(evaluation.intervals.val[i]), sure(at.threshold)});
    }
    return table({"threshold for", "distance", "FAR", "VAL", "VAL, 95 % interval", "confidence there"}, rows);
}

std::string groups(const Evaluation& evaluation) {
    std::vector<std::vector<std::string>> rows;
    for (const facenet::GroupRates& group : evaluation.groups)
        rows.push_back({escaped(group.group), std::to_string(group.same_pairs), std::to_string(group.different_pairs),
                        percent(group.common.far), percent(group.common.val), number(group.own.threshold, 4),
                        percent(group.own.val)});
    return table({"group", "same", "different", "FAR", "VAL", "own threshold", "VAL there"}, rows);
}

std::string folds(const facenet::ProtocolResult& protocol) {
    std::vector<std::vector<std::string>> rows;
    for (std::size_t i = 0; i < protocol.folds.size(); ++i) {
        const facenet::FoldResult& fold = protocol.folds[i];
        rows.push_back({std::to_string(i + 1), number(fold.threshold, 2), percent(fold.accuracy),
                        number(fold.val_threshold, 4), percent(fold.val), percent(fold.far)});
    }
    rows.push_back({"mean", "", percent(protocol.accuracy) + " &plusmn; " + percent(protocol.accuracy_deviation), "",
                    percent(protocol.val) + " &plusmn; " + percent(protocol.val_deviation), percent(protocol.far)});
    return table({"fold", "threshold", "accuracy", "threshold for VAL", "VAL", "FAR"}, rows);
}

std::string failures(const std::vector<FailedPhoto>& failed) {
    constexpr std::size_t kMost = 500;
    std::string markup = "<ul class=\"failed\">\n";
    for (std::size_t i = 0; i < std::min(failed.size(), kMost); ++i)
        markup += "<li><b>" + escaped(failed[i].photo) + "</b> " + escaped(failed[i].reason) + "</li>\n";
    markup += "</ul>\n";
    if (failed.size() > kMost)
        markup += "<p class=\"note\">And " + std::to_string(failed.size() - kMost) + " more.</p>\n";
    return markup;
}

}  // namespace

std::string evaluation_page(const std::string& model, const Comparison& comparison, const Evaluation& evaluation,
                            const std::vector<Findings>& findings, const std::vector<int>& faces) {
    const std::string metric = evaluation.recipe.metric == facenet::Metric::l2 ? "Euclidean" : "squared Euclidean";
    std::string body = "<h1>How well " + escaped(model) + " knows these people</h1>\n<p class=\"from\">" +
                       counted(comparison.photos.size(), "photo") + " &middot; " +
                       std::to_string(comparison.identities) + (comparison.identities == 1 ? " person" : " people") +
                       " &middot; " + metric + " distances</p>\n<p class=\"summary\">" +
                       summary(comparison, evaluation) + "</p>\n" + tiles(comparison, evaluation);
    body += section("Accepted, rightly and wrongly",
                    "VAL: how many pairs of one person are accepted, where FAR of those of different people are. The "
                    "scale of FAR is logarithmic.",
                    roc_plot(evaluation));
    body += section("Distances",
                    "Of each kind of pairs, how many are so far apart. Accepted is what is left of the threshold.",
                    distance_histogram(evaluation));
    body += section("Thresholds",
                    "Confidence is the probability that two faces so far apart are one person, where " +
                        percent(evaluation.prior, 1) +
                        " of all that are compared are. Intervals say what else the "
                        "figures might have been with other people: " +
                        counted(static_cast<std::size_t>(evaluation.intervals.rounds), "draw") + " of these people.",
                    thresholds(evaluation));
    if (!evaluation.groups.empty())
        body += section("Groups",
                        "What the model's threshold does to each group, and the threshold that it would need itself "
                        "for a FAR of at most " +
                            percent(evaluation.groups[0].own.wanted_far, 2) + ".",
                        groups(evaluation));
    if (evaluation.protocol)
        body += section("By folds", "Each fold is judged with the thresholds that are best for all others.",
                        folds(*evaluation.protocol));
    body += worst_pairs(comparison, evaluation, findings, faces);
    if (!evaluation.failed.empty())
        body += section("Not compared", "Photos in which there is no face to compare, and why.",
                        failures(evaluation.failed));
    return page("How well " + model + " knows these people", body, kEvaluationStyle);
}

}  // namespace program

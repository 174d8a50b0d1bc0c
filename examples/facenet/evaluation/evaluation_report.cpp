// SPDX-License-Identifier: MIT
/// What `facenet evaluate` prints: a table, or JSON.
#include <cmath>
#include <cstdio>

#include "evaluation.hpp"

namespace program {
namespace {

const char* metric_name(const Evaluation& evaluation) {
    return evaluation.recipe.metric == facenet::Metric::l2 ? "l2" : "squared_l2";
}

std::size_t pairs_compared(const Evaluation& evaluation, bool same) {
    return static_cast<std::size_t>(same ? evaluation.roc.same() : evaluation.roc.different());
}

Json interval_json(const facenet::Interval& interval) {
    return {interval.low, interval.high};
}

Json val_json(const facenet::ValAtFar& at, const facenet::Interval& interval) {
    return {{"far", at.wanted_far},
            {"val", at.val},
            {"threshold", at.threshold},
            {"reached_far", at.far},
            {"val_interval", interval_json(interval)}};
}

Json protocol_json(const facenet::ProtocolResult& protocol) {
    Json json = {{"accuracy", protocol.accuracy}, {"accuracy_std", protocol.accuracy_deviation},
                 {"val", protocol.val},           {"val_std", protocol.val_deviation},
                 {"far", protocol.far},           {"auc", protocol.auc},
                 {"eer", protocol.eer},           {"folds", Json::array()}};
    for (const facenet::FoldResult& fold : protocol.folds)
        json["folds"].push_back({{"accuracy", fold.accuracy},
                                 {"threshold", fold.threshold},
                                 {"val", fold.val},
                                 {"far", fold.far},
                                 {"val_threshold", fold.val_threshold}});
    return json;
}

/// "97.10 %"; a dash for what could not be measured.
std::string percentage(double fraction) {
    if (std::isnan(fraction)) return "-";
    char text[32];
    std::snprintf(text, sizeof text, "%.2f %%", 100 * fraction);
    return text;
}

void print_row(const std::string& name, double value, const facenet::Interval* interval = nullptr) {
    std::printf("  %-24s %10s", name.c_str(), percentage(value).c_str());
    if (interval != nullptr && !std::isnan(interval->low))
        std::printf("   %s to %s", percentage(interval->low).c_str(), percentage(interval->high).c_str());
    std::printf("\n");
}

std::string val_name(double far) {
    char text[48];
    std::snprintf(text, sizeof text, "VAL at FAR %g", far);
    return text;
}

void print_groups(const Evaluation& evaluation) {
    std::printf("\ngroups: the model's threshold, and each group's own for FAR %g\n",
                evaluation.groups[0].own.wanted_far);
    for (const facenet::GroupRates& group : evaluation.groups)
        std::printf("  %-24s FAR %s, VAL %s; own threshold %.4f, VAL %s (%zu same, %zu different pairs)\n",
                    group.group.empty() ? "(none)" : group.group.c_str(), percentage(group.common.far).c_str(),
                    percentage(group.common.val).c_str(), group.own.threshold, percentage(group.own.val).c_str(),
                    group.same_pairs, group.different_pairs);
}

void print_protocol(const facenet::ProtocolResult& protocol) {
    std::printf("\nprotocol of %zu folds: thresholds from all folds but one, judged on that one\n",
                protocol.folds.size());
    std::printf("  accuracy                 %10s +- %s\n", percentage(protocol.accuracy).c_str(),
                percentage(protocol.accuracy_deviation).c_str());
    std::printf("  VAL                      %10s +- %s at FAR %s\n", percentage(protocol.val).c_str(),
                percentage(protocol.val_deviation).c_str(), percentage(protocol.far).c_str());
    print_row("AUC", protocol.auc);
    print_row("EER", protocol.eer);
}

}  // namespace

Json evaluation_json(const std::string& model, const Comparison& comparison, const Evaluation& evaluation) {
    const facenet::Rates rates = evaluation.roc.at(evaluation.threshold());
    Json json = {{"model", model},
                 {"metric", metric_name(evaluation)},
                 {"photos", comparison.photos.size()},
                 {"identities", comparison.identities},
                 {"same_pairs", pairs_compared(evaluation, true)},
                 {"different_pairs", pairs_compared(evaluation, false)},
                 {"skipped_pairs", evaluation.skipped_pairs},
                 {"threshold", evaluation.recipe.verify_threshold},
                 {"accuracy", evaluation.roc.accuracy(evaluation.threshold())},
                 {"far_at_threshold", rates.far},
                 {"val_at_threshold", rates.val},
                 {"auc", evaluation.roc.auc()},
                 {"eer", evaluation.roc.eer()},
                 {"val", Json::array()}};
    for (std::size_t i = 0; i < evaluation.val.size(); ++i)
        json["val"].push_back(val_json(evaluation.val[i], evaluation.intervals.val[i]));
    json["intervals"] = {{"confidence", facenet::BootstrapOptions{}.confidence},
                         {"rounds", evaluation.intervals.rounds},
                         {"accuracy", interval_json(evaluation.intervals.accuracy)},
                         {"auc", interval_json(evaluation.intervals.auc)},
                         {"eer", interval_json(evaluation.intervals.eer)}};
    json["calibration"] = {{"slope", evaluation.calibration.slope},
                           {"intercept", evaluation.calibration.intercept},
                           {"prior", evaluation.prior}};
    for (const facenet::GroupRates& group : evaluation.groups)
        json["groups"].push_back({{"group", group.group},
                                  {"same_pairs", group.same_pairs},
                                  {"different_pairs", group.different_pairs},
                                  {"far_at_threshold", group.common.far},
                                  {"val_at_threshold", group.common.val},
                                  {"far", group.own.wanted_far},
                                  {"val", group.own.val},
                                  {"threshold", group.own.threshold}});
    if (evaluation.protocol) json["protocol"] = protocol_json(*evaluation.protocol);
    json["failed"] = Json::array();
    for (const FailedPhoto& failed : evaluation.failed)
        json["failed"].push_back({{"photo", failed.photo}, {"reason", failed.reason}});
    return json;
}

void print_evaluation(const std::string& model, const Comparison& comparison, const Evaluation& evaluation) {
    const Intervals& intervals = evaluation.intervals;
    const facenet::Rates rates = evaluation.roc.at(evaluation.threshold());
    std::printf("%zu photos of %u people; compared: %zu pairs of one person, %zu of different people",
                comparison.photos.size(), comparison.identities, pairs_compared(evaluation, true),
                pairs_compared(evaluation, false));
    if (evaluation.skipped_pairs > 0) std::printf(", %zu left out because a photo failed", evaluation.skipped_pairs);
    std::printf("\n\n%s, threshold %.4g (%s)%s\n", model.c_str(), evaluation.threshold(), metric_name(evaluation),
                intervals.rounds > 0 ? "; intervals of 95 % by drawing people again" : "");
    print_row("accuracy", evaluation.roc.accuracy(evaluation.threshold()), &intervals.accuracy);
    print_row("VAL (same accepted)", rates.val);
    print_row("FAR (different accepted)", rates.far);
    std::printf("\nat any threshold\n");
    print_row("AUC", evaluation.roc.auc(), &intervals.auc);
    print_row("EER", evaluation.roc.eer(), &intervals.eer);
    for (std::size_t i = 0; i < evaluation.val.size(); ++i) {
        print_row(val_name(evaluation.val[i].wanted_far), evaluation.val[i].val, &intervals.val[i]);
        std::printf("  %-24s %10.4f\n", "  its threshold", evaluation.val[i].threshold);
    }
    if (std::isfinite(evaluation.calibration.slope)) {
        std::printf("\nhow sure a verdict is, where %g of all are of one person\n", evaluation.prior);
        for (const double part : {0.25, 0.5, 0.75, 1.0, 1.25, 1.5})
            std::printf("  at distance %-12.4g %10s\n", part * evaluation.threshold(),
                        percentage(evaluation.calibration.probability(part * evaluation.threshold())).c_str());
    }
    if (!evaluation.groups.empty()) print_groups(evaluation);
    if (evaluation.protocol) print_protocol(*evaluation.protocol);
    if (!evaluation.failed.empty()) std::printf("\nnot compared\n");
    for (const FailedPhoto& failed : evaluation.failed)
        std::printf("  %s: %s\n", failed.photo.c_str(), failed.reason.c_str());
}

}  // namespace program

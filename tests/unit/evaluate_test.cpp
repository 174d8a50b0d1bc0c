// SPDX-License-Identifier: MIT
// Figures of recognition beside scikit-learn's and SciPy's (tests/oracles/evaluate.py), and their rules for ties.
#include "facenet/evaluate.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>

#include "support/paths.hpp"

namespace {

using Json = nlohmann::json;

constexpr double kTolerance = 1e-9;

const Json& golden() {
    static const Json json = Json::parse(std::ifstream(support::source_dir() / "tests/golden/evaluate.json"));
    return json;
}

/// Embeddings as the golden file has them.
std::vector<float> rows_of(const Json& rows) {
    std::vector<float> values;
    for (const Json& row : rows)
        for (const Json& value : row)
            values.push_back(value.get<float>() / golden()["unit"].get<float>());
    return values;
}

facenet::FloatRows view(const std::vector<float>& values, std::size_t count) {
    return {values.data(), count, static_cast<int>(values.size() / count)};
}

/// The embeddings of one side of all pairs.
std::vector<float> side_of_pairs(const facenet::FloatRows& rows, std::size_t side) {
    std::vector<float> values;
    for (const Json& pair : golden()["pairs"]) {
        const float* row = rows[pair[side].get<std::size_t>()];
        values.insert(values.end(), row, row + rows.size);
    }
    return values;
}

std::vector<bool> truth() {
    std::vector<bool> same;
    for (const Json& pair : golden()["pairs"])
        same.push_back(pair[2] == 1);
    return same;
}

std::vector<facenet::ScoredPair> scored(const Json& distances) {
    const auto photos_of = golden()["photos_per_person"].get<std::uint32_t>();
    std::vector<facenet::ScoredPair> pairs;
    for (const Json& pair : golden()["pairs"])
        pairs.push_back({distances[pairs.size()].get<double>(), pair[2] == 1, pair[0].get<std::uint32_t>() / photos_of,
                         pair[1].get<std::uint32_t>() / photos_of});
    return pairs;
}

void check_near(double found, const Json& expected) {
    CHECK(std::fabs(found - expected.get<double>()) <= kTolerance);
}

}  // namespace

TEST_CASE("evaluate: the LFW protocol, with and without mirrored images and the mean, both metrics") {
    const std::size_t photos = golden()["photos"].size();
    const std::vector<float> plain = rows_of(golden()["photos"]), mirrored = rows_of(golden()["mirrored"]);
    const std::vector<float> both = facenet::with_mirrored(view(plain, photos), view(mirrored, photos));
    const std::vector<bool> same = truth();
    const int folds = golden()["folds"].get<int>();
    REQUIRE(golden()["protocol"].size() == 16);
    int curves = 0;
    for (const Json& expected : golden()["protocol"]) {
        CAPTURE(expected["mirror"].get<bool>());
        CAPTURE(expected["metric"].get<std::string>());
        CAPTURE(expected["subtract_mean"].get<bool>());
        CAPTURE(expected["far_target"].get<double>());
        const facenet::FloatRows rows = view(expected["mirror"] == true ? both : plain, photos);
        const std::vector<float> first = side_of_pairs(rows, 0), second = side_of_pairs(rows, 1);
        facenet::LfwOptions options;
        options.metric = expected["metric"] == "angular" ? facenet::LfwMetric::angular : facenet::LfwMetric::squared_l2;
        options.subtract_mean = expected["subtract_mean"].get<bool>();
        options.far = expected["far_target"].get<double>();
        const facenet::ProtocolResult found =
            facenet::lfw_protocol(view(first, same.size()), view(second, same.size()), same,
                                  facenet::contiguous_folds(same.size(), folds), folds, options);
        check_near(found.accuracy, expected["accuracy"]);
        check_near(found.accuracy_deviation, expected["accuracy_deviation"]);
        check_near(found.val, expected["val"]);
        check_near(found.val_deviation, expected["val_deviation"]);
        check_near(found.far, expected["far"]);
        REQUIRE(found.folds.size() == expected["thresholds"].size());
        for (std::size_t fold = 0; fold < found.folds.size(); ++fold) {
            check_near(found.folds[fold].threshold, expected["thresholds"][fold]);
            check_near(found.folds[fold].accuracy, expected["accuracies"][fold]);
            check_near(found.folds[fold].val_threshold, expected["val_thresholds"][fold]);
            check_near(found.folds[fold].val, expected["vals"][fold]);
            check_near(found.folds[fold].far, expected["fars"][fold]);
        }
        if (!expected.contains("auc")) continue;
        ++curves;
        check_near(found.auc, expected["auc"]);
        check_near(found.eer, expected["eer"]);
    }
    CHECK(curves >= 12);
}

TEST_CASE("evaluate: AUC, EER, accuracy, VAL, confidence and intervals, without ties and with many") {
    for (const Json& expected : golden()["scores"]) {
        CAPTURE(expected["decimals"].get<int>());
        const std::vector<facenet::ScoredPair> pairs = scored(expected["distances"]);
        const double threshold = expected["threshold"].get<double>();
        const auto fars = expected["fars"].get<std::vector<double>>();
        const facenet::Roc roc(pairs);
        check_near(roc.auc(), expected["auc"]);
        check_near(roc.eer(), expected["eer"]);
        check_near(roc.accuracy(threshold), expected["accuracy"]);
        for (std::size_t i = 0; i < fars.size(); ++i) {
            const facenet::ValAtFar found = roc.at_far(fars[i]);
            check_near(found.val, expected["val"][i]);
            CHECK(found.far <= fars[i]);
            // The threshold does what is said of it, and a larger one does not.
            CHECK(roc.at(found.threshold).val == found.val);
            CHECK(roc.at(found.threshold).far == found.far);
            CHECK(roc.at(std::nextafter(found.threshold, 10.0)).far > fars[i]);
        }
        for (const Json& fit : expected["calibration"]) {
            const facenet::Calibration found = facenet::calibrate(pairs, fit["prior"].get<double>());
            check_near(found.slope, fit["slope"]);
            check_near(found.intercept, fit["intercept"]);
            CHECK(found.probability(found.threshold()) == doctest::Approx(0.5));
        }
        const auto measure = [&](const facenet::Roc& drawn) {
            std::vector<double> values = {drawn.auc(), drawn.eer(), drawn.accuracy(threshold)};
            for (const double far : fars)
                values.push_back(drawn.at_far(far).val);
            return values;
        };
        facenet::BootstrapOptions options;
        options.rounds = expected["bootstrap"]["rounds"].get<int>();
        options.seed = expected["bootstrap"]["seed"].get<std::uint64_t>();
        const std::vector<facenet::Interval> found = facenet::bootstrap(pairs, measure, options);
        const Json& intervals = expected["bootstrap"]["intervals"];
        REQUIRE(found.size() == intervals.size());
        for (std::size_t i = 0; i < found.size(); ++i) {
            CAPTURE(i);
            check_near(found[i].low, intervals[i][0]);
            check_near(found[i].high, intervals[i][1]);
        }
    }
}

TEST_CASE("evaluate: tracks are as far apart as their frames in the mean") {
    const std::vector<float> values = rows_of(golden()["photos"]);
    const facenet::FloatRows all = view(values, golden()["photos"].size());
    const Json& expected = golden()["tracks"];
    const auto track = [&](const Json& range) {
        const auto begin = range[0].get<std::size_t>();
        return facenet::FloatRows{all[begin], range[1].get<std::size_t>() - begin, all.size};
    };
    const facenet::FloatRows a = track(expected["first"]), b = track(expected["second"]);
    check_near(facenet::track_distance(facenet::Metric::l2, a, b), expected["l2"]);
    check_near(facenet::track_distance(facenet::Metric::squared_l2, a, b), expected["squared_l2"]);
    check_near(facenet::track_distance(facenet::Metric::l2, a, b, 3), expected["first_three_frames"]);
    CHECK(std::isnan(facenet::track_distance(facenet::Metric::l2, a, {nullptr, 0, a.size})));
}

TEST_CASE("evaluate: what is no number is never accepted") {
    const double nan = std::nan("");
    const std::vector<facenet::ScoredPair> pairs = {{0.1, true}, {nan, true}, {0.5, false}, {nan, false}};
    const facenet::Roc roc(pairs);
    CHECK(roc.at(1e30).val == 0.5);
    CHECK(roc.at(1e30).far == 0.5);
    CHECK(roc.at_far(1).far == 0.5);
    CHECK(roc.at_far(1).val == roc.at(roc.at_far(1).threshold).val);
    CHECK(roc.at(0.1).val == 0);  // the threshold itself is refused
    CHECK(roc.accuracy(0.3) == 0.75);
    CHECK(roc.auc() == doctest::Approx(0.625));  // NaN beside NaN is a tie
    CHECK(std::isfinite(facenet::calibrate(pairs).slope));
}

TEST_CASE("evaluate: without pairs of both kinds nothing is promised") {
    for (const bool same : {true, false}) {
        const std::vector<facenet::ScoredPair> pairs = {{0.1, same}, {0.2, same}};
        const facenet::Roc roc(pairs);
        CHECK(std::isnan(roc.auc()));
        CHECK(std::isnan(roc.eer()));
        CHECK(std::isnan(facenet::calibrate(pairs).probability(0.1)));
        CHECK(roc.accuracy(0.15) == 0.5);
    }
    CHECK(std::isnan(facenet::Roc({}).auc()));
    CHECK(std::isnan(facenet::Roc({}).eer()));
    CHECK(std::isnan(facenet::Roc({}).accuracy(1)));
    CHECK(facenet::bootstrap({}, [](const facenet::Roc& roc) { return std::vector<double>{roc.auc()}; }).size() == 1);
}

TEST_CASE("evaluate: separate distances give confident verdicts and a threshold between them") {
    const std::vector<facenet::ScoredPair> pairs = {{0.2, true}, {0.3, true}, {0.9, false}, {1.0, false}};
    const facenet::Calibration calibration = facenet::calibrate(pairs);
    CHECK(calibration.threshold() > 0.3);
    CHECK(calibration.threshold() < 0.9);
    CHECK(calibration.probability(0.2) > calibration.probability(0.3));
    CHECK(facenet::Roc(pairs).auc() == 1);
    CHECK(facenet::Roc(pairs).eer() == 0);
}

TEST_CASE("evaluate: every group has its own threshold") {
    const std::vector<facenet::ScoredPair> pairs = {{0.1, true}, {0.6, false}, {0.3, true}, {0.4, false}};
    const auto groups = facenet::group_rates(pairs, {"b", "b", "a", "a"}, 0.5, 0.0);
    REQUIRE(groups.size() == 2);
    CHECK(groups[0].group == "a");
    CHECK(groups[0].own.threshold == 0.4);
    CHECK(groups[0].common.far == 1);
    CHECK(groups[1].own.threshold == 0.6);
    CHECK(groups[1].common.far == 0);
    CHECK(groups[1].same_pairs == 1);
}

TEST_CASE("evaluate: folds are contiguous, the larger ones first; a fold of one kind is an error") {
    CHECK(facenet::contiguous_folds(7, 3) == std::vector<int>{0, 0, 0, 1, 1, 2, 2});
    const auto zeros = [](int) { return std::vector<double>(4, 0.0); };
    const auto error_of = [&](const std::vector<bool>& same, const std::vector<int>& fold_of, int folds) {
        const auto result = facenet::try_cross_validate(same, fold_of, folds, zeros);
        return result ? std::string() : result.error().message();
    };
    CHECK(error_of({true, false, true, false}, {0, 0, 1, 1}, 2).empty());
    CHECK(error_of({true, true, false, false}, {0, 0, 1, 1}, 2).find("fold 1") != std::string::npos);
    CHECK(error_of({true, false, true, false}, {0, 0, 1}, 2).find("found 3") != std::string::npos);
    CHECK(error_of({true, false, true, false}, {0, 0, 0, 0}, 1).find("at least 2 folds") != std::string::npos);
    CHECK(error_of({true, false, true}, {0, 0, 1}, 2).find("3 distances, found 4") != std::string::npos);
}

TEST_CASE("evaluate: where no training fold reaches the FAR, the threshold is 0 and nothing is accepted") {
    const auto far_apart = [](int) { return std::vector<double>{0.5, 9, 0.5, 9}; };
    const auto result = facenet::cross_validate({true, false, true, false}, {0, 0, 1, 1}, 2, far_apart, 1e-3);
    CHECK(result.folds[0].val_threshold == 0);
    CHECK(result.val == 0);
    CHECK(result.accuracy == 1);
    CHECK(result.folds[0].threshold == doctest::Approx(0.51));  // the first that is best: 0.5 < 0.51
}

// SPDX-License-Identifier: MIT
// The page about what a quantisation costs: that nothing from outside acts in it, and that it bears odd figures.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>

#include "weights_tool/quantise/report.hpp"

namespace {

using namespace facenet_tool;

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t n = 0;
    for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size())
        ++n;
    return n;
}

constexpr int kLayers = 120;
std::string path_of(int layer) {
    return "stage/" + std::to_string(layer) + "/3x3";
}

/// Made-up figures of `faces` faces and all their pairs; one verdict of the first pair changes.
Quantised made_up(int faces) {
    Quantised q;
    q.blob.resize(2'500'000);
    q.fp32_bytes = 10'000'000;
    q.crops = static_cast<std::size_t>(faces);
    q.recipe.network = "some_network";
    q.recipe.model = "a model";
    q.recipe.source = "a source";
    q.recipe.verify_threshold = 1.1f;
    q.trials = {{RangeMethod::percentile, true, 0.999, 0.998, 0.004}, {RangeMethod::largest, false, 0.99, 0.98, 0.04}};
    for (int i = 0; i < kLayers; ++i)
        q.layers.push_back({path_of(i), i == 7, 1000, i == 7 ? 0.4 : 0.001 * (i % 9), 0.0005 * i});
    for (int i = 0; i < faces; ++i) {
        q.fidelity.cosines.push_back(1 - 1e-4 * (i + 1));
        for (int j = 0; j < i; ++j) {
            const float fp32 = 0.05f * static_cast<float>(i + j);
            q.fidelity.drifts.push_back({fp32, fp32 + 0.001f, fp32 < q.recipe.verify_threshold});
        }
    }
    if (faces > 1) q.fidelity.drifts[0] = {1.09f, 1.11f, true};
    return q;
}

/// What no figure may look like, whichever library printed it, and a coordinate that became a dash. "nan" alone is also
/// in words.
bool shows_no_number(const std::string& page) {
    for (const char* text : {">nan", "\"nan", " nan", "-nan", ">inf", "\"inf", " inf", "-inf", "NaN", "\"&ndash;"})
        if (contains(page, text)) return true;
    return false;
}

}  // namespace

TEST_CASE("the report's page shows the figures, every layer and the chosen way") {
    const std::string page = report_page(made_up(20));
    for (int i = 0; i < kLayers; ++i)
        CHECK(contains(page, ">" + path_of(i) + "<"));
    CHECK(contains(page, "some_network"));
    CHECK(contains(page, "a source"));
    CHECK(contains(page, "25.0% of 10.0 MB"));
    CHECK(contains(page, "1 of 190 verdicts differs."));
    CHECK(contains(page, "percentile 99.99 <b>chosen</b>"));
    CHECK(count(page, "<b>chosen</b>") == 1);
    CHECK(count(page, "<li class=\"fp16\">") == 1);
    CHECK(count(page, "<li class=\"int8\">") == kLayers - 1);
    CHECK(count(page, "<circle class=\"same\"") + count(page, "<rect class=\"other\"") == 190);
    CHECK(count(page, "<circle class=\"flip\"") == 1);
    CHECK_FALSE(shows_no_number(page));
}

TEST_CASE("the report's page squares the threshold of plain distances") {
    Quantised q = made_up(3);
    q.recipe.verify_threshold = 0.5f;
    CHECK(contains(report_page(q), "threshold 0.500"));
    q.recipe.metric = facenet::Metric::l2;
    CHECK(contains(report_page(q), "threshold 0.250"));
}

TEST_CASE("the report's page is the same each time") {
    CHECK(report_page(made_up(20)) == report_page(made_up(20)));
}

TEST_CASE("the report's page needs nothing else and runs nothing") {
    Quantised q = made_up(5);
    q.recipe.model = "<script>alert('model')</script>";
    q.recipe.network = "<img src=x onerror=\"alert()\">";
    q.recipe.source = "\"><style>*{display:none}";
    q.recipe.licence = "&lt;script>";
    q.layers[3].path = "</span><script>alert('path')</script>";
    const std::string page = report_page(q);
    for (const char* part : {"<script", "<img", "\"><style", "&lt;script>", "http://", "https://", "@import", "url("}) {
        CAPTURE(std::string(part));
        CHECK_FALSE(contains(page, part));
    }
    CHECK(count(page, "<style") == 1);
    CHECK(contains(page, "&lt;script&gt;alert(&#39;model&#39;)&lt;/script&gt;"));
    CHECK(contains(page, "&lt;script&gt;alert(&#39;path&#39;)&lt;/script&gt;"));
    CHECK(contains(page, "&lt;img src=x onerror=&quot;alert()&quot;&gt;"));
    CHECK(contains(page, "&amp;lt;script&gt;"));
}

TEST_CASE("the report's page bears few faces") {
    for (int faces : {0, 1, 2}) {
        CAPTURE(faces);
        const std::string page = report_page(made_up(faces));
        CHECK_FALSE(shows_no_number(page));
        CHECK(contains(page, "no pairs") == (faces < 2));
        CHECK(contains(page, "</html>"));
    }
    const std::string nothing = report_page(Quantised{});
    CHECK_FALSE(shows_no_number(nothing));
    CHECK(contains(nothing, "</html>"));
}

TEST_CASE("the report's page bears figures that are no numbers, all alike, or far out") {
    constexpr float kNan = std::numeric_limits<float>::quiet_NaN(), kMost = std::numeric_limits<float>::max();
    for (float odd : {kNan, std::numeric_limits<float>::infinity(), kMost, -kMost, 0.0f, -1.0f}) {
        CAPTURE(odd);
        Quantised q = made_up(3);
        q.recipe.verify_threshold = odd;
        q.layers[0].own_error = q.layers[1].gathered_error = static_cast<double>(odd);
        q.trials[0].drift = q.fidelity.cosines[0] = static_cast<double>(odd);
        q.fidelity.drifts[0].int8 = q.fidelity.drifts[1].fp32 = odd;
        CHECK_FALSE(shows_no_number(report_page(q)));
        for (double& c : q.fidelity.cosines)
            c = static_cast<double>(odd);
        for (Drift& d : q.fidelity.drifts)
            d = {odd, odd, false};
        CHECK_FALSE(shows_no_number(report_page(q)));
    }
}

TEST_CASE("the report's page stays small where there are very many pairs") {
    Quantised q = made_up(400);  // 79800 pairs
    for (Drift& d : q.fidelity.drifts)
        d = {0.5f, 1.5f, true};
    const std::string page = report_page(q);
    CHECK(page.size() < 2'000'000);
    CHECK(contains(page, "Of 79800 pairs, "));
    CHECK(count(page, "<circle class=\"flip\"") <= 4000);
}

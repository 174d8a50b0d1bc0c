// SPDX-License-Identifier: MIT
#include <cmath>

#include "examples/html/markup.hpp"
#include "examples/html/page.hpp"
#include "report.hpp"
#include "report_plots.hpp"
#include "report_style.hpp"

namespace facenet_tool {

using namespace html;

namespace {

std::string megabytes(std::size_t bytes) {
    return number(static_cast<double>(bytes) / 1e6, 1) + " MB";
}

double size_ratio(const Quantised& q) {
    return q.fp32_bytes > 0 ? static_cast<double>(q.blob.size()) / static_cast<double>(q.fp32_bytes) : NAN;
}

// Without faces there is neither.
double mean_cosine(const Fidelity& f) {
    return f.cosines.empty() ? NAN : f.mean_cosine();
}
double least_cosine(const Fidelity& f) {
    return f.cosines.empty() ? NAN : f.least_cosine();
}

std::string summary(const Quantised& q) {
    const Fidelity& f = q.fidelity;
    std::string text = "In bytes the model takes " + percent(size_ratio(q), 1) +
                       " of its size; beside single precision, the embeddings of " + counted(q.crops, "face") +
                       " keep a cosine of " + number(mean_cosine(f), 5) + " in the mean and " +
                       number(least_cosine(f), 5) + " at least, ";
    if (f.drifts.empty()) return text + "and there are no pairs whose distances could be compared.";
    const std::size_t flips = f.flips(q.recipe);
    text += "squared distances move by " + number(f.mean_drift(), 4) + " in the mean and " + number(f.most_drift(), 4) +
            " at most, and ";
    if (flips == 0) return text + "all " + counted(f.drifts.size(), "verdict") + " stay as they are.";
    return text + std::to_string(flips) + " of " + counted(f.drifts.size(), "verdict") +
           (flips == 1 ? " differs." : " differ.");
}

/// How much stays in half precision.
std::string float_tile(const Quantised& q) {
    std::size_t floats = 0, weights = 0, all = 0;
    for (const LayerReport& layer : q.layers) {
        floats += layer.is_float ? 1 : 0;
        weights += layer.is_float ? layer.weights : 0;
        all += layer.weights;
    }
    const double share = all > 0 ? static_cast<double>(weights) / static_cast<double>(all) : 0;
    return tile("layers left in fp16", std::to_string(floats) + " of " + std::to_string(q.layers.size()),
                percent(share, 1) + " of weights");
}

std::string tiles(const Quantised& q) {
    const Fidelity& f = q.fidelity;
    const bool pairs = !f.drifts.empty();
    const std::size_t flips = f.flips(q.recipe);
    return "<dl class=\"tiles\">\n" +
           tile("size", megabytes(q.blob.size()), percent(size_ratio(q), 1) + " of " + megabytes(q.fp32_bytes)) +
           tile("calibrated on", counted(q.crops, "face"), counted(f.drifts.size(), "pair")) + float_tile(q) +
           tile("mean cosine", number(mean_cosine(f), 5), "least " + number(least_cosine(f), 5)) +
           tile("mean drift", pairs ? number(f.mean_drift(), 4) : "&ndash;",
                "largest " + (pairs ? number(f.most_drift(), 4) : "&ndash;")) +
           tile("verdicts changed", pairs ? std::to_string(flips) : "&ndash;", "of " + std::to_string(f.drifts.size()),
                flips > 0) +
           "</dl>\n";
}

std::string trial_table(const Quantised& q) {
    std::string markup =
        "<div class=\"wide\" tabindex=\"0\"><table>\n<tr><th>ranges</th><th>equalised</th><th>mean "
        "cosine</th><th>least cosine</th>"
        "<th>drift (root mean square)</th></tr>\n";
    for (std::size_t i = 0; i < q.trials.size(); ++i) {
        const Trial& t = q.trials[i];
        markup += std::string(i == 0 ? "<tr class=\"chosen\">" : "<tr>") + "<td>" +
                  escaped(range_method_name(t.method)) + (i == 0 ? " <b>chosen</b>" : "") + "</td><td>" +
                  (t.equalised ? "yes" : "no") + "</td><td>" + number(t.mean_cosine, 5) + "</td><td>" +
                  number(t.least_cosine, 5) + "</td><td>" + number(t.drift, 5) + "</td></tr>\n";
    }
    return markup + "</table></div>\n";
}

}  // namespace

std::string report_page(const Quantised& q) {
    std::string from = escaped(q.recipe.network);
    if (!q.recipe.source.empty()) from += " &middot; " + escaped(q.recipe.source);
    if (!q.recipe.licence.empty()) from += " &middot; " + escaped(q.recipe.licence);
    const std::string title = q.recipe.model + " in bytes";
    const std::string body =
        "<h1>" + escaped(title) + "</h1>\n<p class=\"from\">" + from + "</p>\n<p class=\"summary\">" + summary(q) +
        "</p>\n" + tiles(q) +
        section("Layers",
                "Root mean square errors, relative to what the layer computes in single precision, in the network's "
                "order. "
                "Where a layer's output is not bytes, no gathered error is measured. " +
                    counted(q.layers.size(), "layer") + (q.layers.size() > 20 ? "; the list scrolls." : "."),
                layer_bars(q.layers)) +
        section("Embeddings",
                "Each face's embedding in bytes beside the same face's in single precision, on a scale that is "
                "logarithmic in "
                "1 &minus; cosine. Right is better.",
                cosine_histogram(q.fidelity.cosines)) +
        section("Distances",
                "Every pair of faces. Between the two lines of the threshold, the verdicts of bytes and of single "
                "precision differ.",
                drift_scatter(q.fidelity, q.recipe)) +
        section("Ways tried",
                "Ranges from half of the faces, judged by the other half and its mirror images, and the other way "
                "round; every "
                "layer in bytes that can be. The figures above are of all faces, which the ranges come from. " +
                    (q.equalised_channels > 0 ? counted(q.equalised_channels, "channel") + " equalised."
                                              : "No channels equalised."),
                trial_table(q));
    return page(title, body, kReportStyle);
}

}  // namespace facenet_tool

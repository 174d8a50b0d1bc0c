// SPDX-License-Identifier: MIT
#include "report_plots.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>

#include "examples/html/markup.hpp"
#include "examples/html/plot.hpp"

namespace facenet_tool {

using namespace facenet;
using namespace html;

namespace {

/// As Fidelity::flips() counts.
bool differs(const Drift& d, const Recipe& recipe) {
    return Fidelity{{}, {d}}.flips(recipe) > 0;
}

double moved(const Drift& d) {
    return static_cast<double>(d.int8) - static_cast<double>(d.fp32);
}

bool is_finite(const Drift& d) {
    return std::isfinite(d.fp32) && std::isfinite(d.int8);
}

/// A thousand faces have half a million pairs: so many points would be heavy and tell no more.
constexpr std::ptrdiff_t kMostPoints = 4000;

using DriftIterator = std::vector<Drift>::const_iterator;

std::vector<Drift> thinned(DriftIterator first, DriftIterator last) {
    const std::ptrdiff_t step = std::max<std::ptrdiff_t>(1, (last - first + kMostPoints - 1) / kMostPoints);
    std::vector<Drift> kept;
    for (std::ptrdiff_t i = 0; i < last - first; i += step)
        kept.push_back(first[i]);
    return kept;
}

std::string point(const Plot& plot, const Axis& x, const Axis& y, const Drift& d) {
    const std::string px = Plot::x(x.fraction(static_cast<double>(d.fp32))), py = plot.y(y.fraction(moved(d)));
    const std::string title = "<title>" + number(static_cast<double>(d.fp32), 4) + " became " +
                              number(static_cast<double>(d.int8), 4) + "</title>";
    if (d.same) return "<circle class=\"same\" cx=\"" + px + "\" cy=\"" + py + "\" r=\"3.5\">" + title + "</circle>\n";
    // Squares are given by a corner.
    return "<rect class=\"other\" transform=\"translate(-3 -3)\" x=\"" + px + "\" y=\"" + py +
           "\" width=\"6\" height=\"6\">" + title + "</rect>\n";
}

}  // namespace

std::string drift_scatter(const Fidelity& fidelity, const Recipe& recipe) {
    std::vector<Drift> drifts;
    std::copy_if(fidelity.drifts.begin(), fidelity.drifts.end(), std::back_inserter(drifts), is_finite);
    if (drifts.empty()) return "<p class=\"note\">There are no pairs to show: that takes two faces.</p>\n";

    double lowest = 0, highest = 0, nearest = 0, furthest = 0;
    for (const Drift& d : drifts) {
        lowest = std::min(lowest, moved(d));
        highest = std::max(highest, moved(d));
        nearest = std::min(nearest, static_cast<double>(d.fp32));
        furthest = std::max(furthest, static_cast<double>(d.fp32));
    }
    const auto threshold = static_cast<double>(recipe.verify_threshold);
    const double squared = recipe.metric == Metric::l2 ? threshold * threshold : threshold;
    const bool has_threshold = std::isfinite(squared);
    const Axis y = Axis::around(lowest, highest, 5);
    if (has_threshold) {
        nearest = std::min(nearest, squared - y.high);
        furthest = std::max(furthest, squared - y.low);
    }
    const Axis x = Axis::around(nearest, furthest, 5);

    Plot plot("Squared distances of pairs in single precision, and by how much bytes move them", 320);
    plot.grid_x(marks_of(x), "squared distance in single precision");
    plot.grid_y(marks_of(y), "change in bytes");
    plot.line(0, y.fraction(0), 1, y.fraction(0), "zero");
    if (has_threshold) {
        const double at = x.fraction(squared);
        plot.line(at, 0, at, 1, "threshold");
        // Here bytes are just at the threshold.
        plot.line(x.fraction(squared - y.low), 0, x.fraction(squared - y.high), 1, "threshold in-bytes");
    }
    const auto alike =
        std::stable_partition(drifts.begin(), drifts.end(), [&](const Drift& d) { return differs(d, recipe); });
    const std::vector<Drift> differing = thinned(drifts.begin(), alike), others = thinned(alike, drifts.end());
    for (const Drift& d : others)
        plot.add(point(plot, x, y, d));
    std::string rings;  // above all points
    for (const Drift& d : differing) {
        plot.add(point(plot, x, y, d));
        rings += "<circle class=\"flip\" cx=\"" + Plot::x(x.fraction(static_cast<double>(d.fp32))) + "\" cy=\"" +
                 plot.y(y.fraction(moved(d))) + "\" r=\"6.5\"/>\n";
    }
    plot.add(rings);
    std::string keys = key("same", "the same person, by single precision") + key("other", "different people") +
                       key("flip", "bytes say otherwise");
    if (has_threshold)
        keys += key("threshold", "threshold " + number(squared, 3)) +
                key("threshold in-bytes", "where bytes are at the threshold");
    const std::string markup = "<p class=\"keys\">" + keys + "</p>\n" + plot.finish();
    const std::size_t drawn = differing.size() + others.size();
    if (drawn == drifts.size()) return markup;
    return markup + "<p class=\"note\">Of " + counted(drifts.size(), "pair") + ", " + std::to_string(drawn) +
           " are drawn.</p>\n";
}

}  // namespace facenet_tool

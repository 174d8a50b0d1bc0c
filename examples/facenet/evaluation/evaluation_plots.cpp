// SPDX-License-Identifier: MIT
#include "evaluation_plots.hpp"

#include <algorithm>
#include <cmath>

#include "html/markup.hpp"
#include "html/plot.hpp"

namespace program {

using namespace html;

namespace {

/// FAR is drawn from a power of ten below which no pair can be told from none.
class FarAxis {
public:
    explicit FarAxis(double different_pairs) {
        decades_ = std::clamp(std::ceil(std::log10(std::max(different_pairs, 10.0))), 1.0, 6.0);
    }
    double fraction(double far) const { return far > 0 ? std::clamp(1 + std::log10(far) / decades_, 0.0, 1.0) : 0; }
    /// The first stands for all below it, 0 among them.
    std::vector<Mark> marks() const {
        std::vector<Mark> marks;
        for (double power = -decades_; power <= 0; ++power) {
            const int decimals = std::max(0, static_cast<int>(-power) - 2);
            marks.push_back({1 + power / decades_, percent(std::pow(10, power), decimals)});
        }
        marks[0].label = "&le; " + marks[0].label;
        return marks;
    }

private:
    double decades_ = 1;
};

/// "x,y" pairs in thousandths of the plot, corners only, at most a few thousand.
std::string curve(const Evaluation& evaluation, const FarAxis& axis) {
    constexpr std::size_t kMostPoints = 2000;
    const facenet::Roc& roc = evaluation.roc;
    const std::size_t step = std::max<std::size_t>(1, roc.points().size() / kMostPoints);
    std::string points;
    double last_y = 0;
    const auto add = [&](std::size_t i) {
        const facenet::Rates rates = roc.rates(roc.points()[i]);
        const double x = 1000 * axis.fraction(rates.far), y = 1000 * (1 - rates.val);
        // A straight line would not be straight on a logarithmic scale: first to the right, then up.
        if (!points.empty()) points += number(x, 1) + "," + number(last_y, 1) + " ";
        points += number(x, 1) + "," + number(y, 1) + " ";
        last_y = y;
    };
    for (std::size_t i = 0; i < roc.points().size(); i += step)
        add(i);
    add(roc.points().size() - 1);
    return points;
}

}  // namespace

std::string roc_plot(const Evaluation& evaluation) {
    const facenet::Roc& roc = evaluation.roc;
    if (!(roc.same() > 0 && roc.different() > 0))
        return "<p class=\"note\">That takes pairs of one person and pairs of different people.</p>\n";
    const FarAxis x(roc.different());
    const Axis y{0, 100, 20};
    Plot plot("VAL against FAR", 320);
    plot.grid_x(x.marks(), "FAR");
    std::vector<Mark> marks = marks_of(y);
    for (Mark& mark : marks)
        mark.label += "%";
    plot.grid_y(marks, "VAL");
    plot.add(
        "<svg class=\"curve\" viewBox=\"0 0 1000 1000\" preserveAspectRatio=\"none\" width=\"100%\" height=\"100%\">"
        "<polyline points=\"" +
        curve(evaluation, x) + "\"/></svg>\n");
    const facenet::Rates own = roc.at(evaluation.threshold());
    plot.add("<circle class=\"own-threshold\" r=\"5\" cx=\"" + Plot::x(x.fraction(own.far)) + "\" cy=\"" +
             plot.y(own.val) + "\"><title>the model's threshold: FAR " + percent(own.far) + ", VAL " +
             percent(own.val) + "</title></circle>\n");
    return "<p class=\"keys\">" + key("own-threshold", "the model's threshold") + "</p>\n" + plot.finish();
}

std::string distance_histogram(const Evaluation& evaluation) {
    double highest = evaluation.threshold();
    for (const facenet::ScoredPair& pair : evaluation.scored)
        if (std::isfinite(pair.distance)) highest = std::max(highest, pair.distance);
    const Axis x = Axis::around(0, highest, 8);
    constexpr std::size_t kBins = 48;
    std::vector<std::size_t> counts[2] = {std::vector<std::size_t>(kBins), std::vector<std::size_t>(kBins)};
    for (const facenet::ScoredPair& pair : evaluation.scored)
        if (std::isfinite(pair.distance))
            ++counts[pair.same ? 0 : 1]
                    [std::min(static_cast<std::size_t>(x.fraction(pair.distance) * kBins), kBins - 1)];

    const double totals[2] = {std::max(evaluation.roc.same(), 1.0), std::max(evaluation.roc.different(), 1.0)};
    double most = 0;
    for (int kind = 0; kind < 2; ++kind)
        for (const std::size_t count : counts[kind])
            most = std::max(most, 100 * static_cast<double>(count) / totals[kind]);
    const Axis y = Axis::around(0, most, 4);
    constexpr int kHeight = 240;
    Plot plot("Histogram of distances between pairs of one person and pairs of different people", kHeight);
    plot.grid_x(marks_of(x), "distance");
    std::vector<Mark> marks = marks_of(y);
    for (Mark& mark : marks)
        mark.label += "%";
    plot.grid_y(marks, "of its kind");
    for (int kind = 1; kind >= 0; --kind)
        for (std::size_t bin = 0; bin < kBins; ++bin) {
            if (counts[kind][bin] == 0) continue;
            const double height = y.fraction(100 * static_cast<double>(counts[kind][bin]) / totals[kind]);
            const double from = x.low + (x.high - x.low) * static_cast<double>(bin) / kBins;
            plot.add("<rect class=\"" + std::string(kind == 0 ? "same" : "other") + "\" x=\"" +
                     Plot::x(static_cast<double>(bin) / kBins) + "\" y=\"" + plot.y(height) + "\" width=\"" +
                     Plot::x(1.0 / kBins) + "\" height=\"" + number(kHeight * height, 1) + "\"><title>" +
                     counted(counts[kind][bin], "pair") + (kind == 0 ? " of one person" : " of different people") +
                     " from " + number(from, 3) + "</title></rect>\n");
        }
    const double at = x.fraction(evaluation.threshold());
    plot.line(at, 0, at, 1, "threshold");
    return "<p class=\"keys\">" + key("same", "one person") + key("other", "different people") +
           key("threshold", "the model's threshold " + number(evaluation.threshold(), 3)) + "</p>\n" + plot.finish();
}

}  // namespace program

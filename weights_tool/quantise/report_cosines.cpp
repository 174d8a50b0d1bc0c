// SPDX-License-Identifier: MIT
#include "report_plots.hpp"

#include <algorithm>
#include <cmath>

#include "examples/html/markup.hpp"
#include "examples/html/plot.hpp"

namespace facenet_tool {

using namespace html;

namespace {

/// Cosines crowd below 1, so their axis is logarithmic in the distance from it, with marks at 1, 0.5, 0.2, 0.1 and so
/// on. A float's cosine tells no two embeddings apart that are nearer than the last mark.
constexpr double kNearest = 1e-7;

std::vector<double> distance_marks() {
    std::vector<double> marks;
    for (double power = 1; power > 2 * kNearest; power /= 10)
        marks.insert(marks.end(), {power, power / 2, power / 5});
    marks.push_back(kNearest);
    return marks;
}

std::string cosine_at(double distance) {
    return number(1 - distance, std::max(0, static_cast<int>(std::ceil(-std::log10(distance) - 1e-3))));
}

/// The marks around distances from 1, at least two.
std::vector<double> marks_around(double most, double least) {
    const std::vector<double> all = distance_marks();
    auto first = std::find_if(all.rbegin(), all.rend(), [&](double d) { return d >= most; }).base() - 1;
    auto last = std::find_if(all.begin(), all.end(), [&](double d) { return d <= least; });
    if (first >= last && last + 1 != all.end()) ++last;
    if (first >= last) --first;
    return {first, last + 1};
}

}  // namespace

std::string cosine_histogram(const std::vector<double>& cosines) {
    std::vector<double> distances;
    for (double c : cosines)
        if (std::isfinite(c)) distances.push_back(std::clamp(1 - c, kNearest, 1.0));
    if (distances.empty()) return "<p class=\"note\">There are no cosines to show.</p>\n";
    const auto [least, most] = std::minmax_element(distances.begin(), distances.end());
    const std::vector<double> marks = marks_around(*most, *least);
    const double start = std::log10(marks.front()), length = start - std::log10(marks.back());
    const auto fraction = [&](double distance) { return (start - std::log10(distance)) / length; };

    // Few faces, few bins: else most would be empty or hold one.
    const double bins = std::clamp(std::round(2 * std::sqrt(static_cast<double>(distances.size()))), 6.0, 40.0);
    std::vector<std::size_t> counts(static_cast<std::size_t>(bins));
    for (double d : distances)
        ++counts[std::min(static_cast<std::size_t>(fraction(d) * bins), counts.size() - 1)];
    const auto highest = static_cast<double>(*std::max_element(counts.begin(), counts.end()));
    Axis y = Axis::around(0, highest, 4);
    if (y.step < 1) y = {0, highest, 1};  // faces come whole

    constexpr int kHeight = 200;
    Plot plot("Histogram of cosines between embeddings in single precision and in bytes", kHeight);
    std::vector<Mark> labels;
    const bool crowded = marks.size() > 6;  // then the powers of ten alone
    for (std::size_t i = 0; i < marks.size(); ++i) {
        const bool is_power = std::fabs(std::remainder(std::log10(marks[i]), 1.0)) < 1e-3;
        if (!crowded || is_power) labels.push_back({fraction(marks[i]), cosine_at(marks[i])});
    }
    plot.grid_x(labels, "cosine to single precision");
    plot.grid_y(marks_of(y), "faces");
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (counts[i] == 0) continue;
        const double height = y.fraction(static_cast<double>(counts[i]));
        const auto edge = [&](std::size_t k) {
            return number(1 - std::pow(10, start - length * static_cast<double>(k) / bins), 6);
        };
        plot.add("<rect class=\"count\" x=\"" + Plot::x(static_cast<double>(i) / bins) + "\" y=\"" + plot.y(height) +
                 "\" width=\"" + Plot::x(1 / bins) + "\" height=\"" + number(kHeight * height, 1) + "\"><title>" +
                 counted(counts[i], "face") + ": " + edge(i) + " to " + edge(i + 1) + "</title></rect>\n");
    }
    return plot.finish();
}

}  // namespace facenet_tool

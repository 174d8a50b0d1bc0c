// SPDX-License-Identifier: MIT
#include "plot.hpp"

#include <algorithm>
#include <cmath>

#include "markup.hpp"

namespace html {

Axis Axis::around(double low, double high, int intervals) {
    // Where all values are one, some length around them.
    const double least = std::max(1e-3, 1e-3 * std::max(std::fabs(low), std::fabs(high)));
    if (high - low < least) high = low + least;
    const double rough = (high - low) / intervals, power = std::pow(10.0, std::floor(std::log10(rough)));
    const double step = power * (rough <= power ? 1 : rough <= 2 * power ? 2 : rough <= 5 * power ? 5 : 10);
    return {step * std::floor(low / step), step * std::ceil(high / step), step};
}

std::vector<double> Axis::ticks() const {
    std::vector<double> values;
    const auto intervals = static_cast<int>(std::lround((high - low) / step));
    for (int i = 0; i <= intervals; ++i)
        values.push_back(low + step * i);
    return values;
}

std::string Axis::label(double tick) const {
    // The thousandth keeps the logarithm of 0.001 from being just below -3.
    return number(tick, std::max(0, -static_cast<int>(std::floor(std::log10(step) + 1e-3))));
}

std::vector<Mark> marks_of(const Axis& axis) {
    std::vector<Mark> marks;
    for (double tick : axis.ticks())
        marks.push_back({axis.fraction(tick), axis.label(tick)});
    return marks;
}

Plot::Plot(const std::string& what, int height)
    : height_(height),
      markup_("<svg class=\"plot\" role=\"img\" aria-label=\"" + what + "\" height=\"" + std::to_string(height) +
              "\">\n") {}

std::string Plot::x(double fraction) {
    return percent(fraction);
}
std::string Plot::y(double fraction) const {
    return number(height_ * (1 - fraction), 1);
}

void Plot::line(double x1, double y1, double x2, double y2, const std::string& style) {
    add("<line class=\"" + style + "\" x1=\"" + x(x1) + "\" y1=\"" + y(y1) + "\" x2=\"" + x(x2) + "\" y2=\"" + y(y2) +
        "\"/>\n");
}

void Plot::grid_x(const std::vector<Mark>& marks, const std::string& title) {
    const std::string below = std::to_string(height_ + 17), lowest = std::to_string(height_ + 36);
    for (const Mark& m : marks) {
        line(m.at, 0, m.at, 1, "grid");
        add("<text class=\"middle\" x=\"" + x(m.at) + "\" y=\"" + below + "\">" + m.label + "</text>\n");
    }
    add("<text class=\"middle title\" x=\"50%\" y=\"" + lowest + "\">" + title + "</text>\n");
}

void Plot::grid_y(const std::vector<Mark>& marks, const std::string& title) {
    for (const Mark& m : marks) {
        line(0, m.at, 1, m.at, "grid");
        add("<text class=\"end\" x=\"-7\" dy=\"4\" y=\"" + y(m.at) + "\">" + m.label + "</text>\n");
    }
    add("<text class=\"title\" x=\"-44\" y=\"-12\">" + title + "</text>\n");
}

}  // namespace html

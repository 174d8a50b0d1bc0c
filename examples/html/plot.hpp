// SPDX-License-Identifier: MIT
/// Axes, and plots as inline SVG.
#pragma once

#include <string>
#include <vector>

namespace html {

/// Values along an axis, with ticks at round numbers; both ends are ticks.
struct Axis {
    double low = 0, high = 1, step = 1;

    /// Covers low..high in about `intervals` steps.
    static Axis around(double low, double high, int intervals);

    double fraction(double value) const { return (value - low) / (high - low); }
    std::vector<double> ticks() const;
    std::string label(double tick) const;
};

/// A label at a fraction of an axis.
struct Mark {
    double at;
    std::string label;
};
std::vector<Mark> marks_of(const Axis& axis);

/// A plot whose x are percentages and whose y are pixels: it takes whatever width there is, while its text keeps its
/// size. Labels stand outside of it, in the margins that the style sheet leaves.
class Plot {
public:
    /// `what` is said to those who cannot see it.
    Plot(const std::string& what, int height);

    /// Where fractions from the left and from the bottom are.
    static std::string x(double fraction);
    std::string y(double fraction) const;

    void grid_x(const std::vector<Mark>& marks, const std::string& title);
    void grid_y(const std::vector<Mark>& marks, const std::string& title);
    void line(double x1, double y1, double x2, double y2, const std::string& style);
    void add(const std::string& markup) { markup_ += markup; }
    std::string finish() const { return markup_ + "</svg>\n"; }

private:
    int height_;
    std::string markup_;
};

}  // namespace html

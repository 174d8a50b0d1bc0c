// SPDX-License-Identifier: MIT
#include "report_plots.hpp"

#include <algorithm>
#include <cmath>

#include "examples/html/markup.hpp"
#include "examples/html/plot.hpp"

namespace facenet_tool {

using namespace html;

namespace {

/// Errors without a number (none was measured) have no length; what leaves the scale is cut and has an arrow.
std::string bar(const std::string& style, int y, double length) {
    const double drawn = std::isfinite(length) ? std::min(length, 1.0) : 0;
    const std::string rect =
        "<rect class=\"" + style + "\" y=\"" + std::to_string(y) + "\" width=\"" + Plot::x(drawn) + "\" height=\"6\"/>";
    return drawn < length ? rect + "<text x=\"100%\" dx=\"2\" y=\"9\">&rsaquo;</text>" : rect;
}

/// There is none where a layer leaves no bytes (gathered_errors()).
std::string gathered_text(const LayerReport& layer) {
    return layer.gathered_error > 0 ? percent(layer.gathered_error) : "&ndash;";
}

std::string layer_row(const LayerReport& layer, double longest) {
    const std::string precision = layer.is_float ? "fp16" : "int8";
    return "<li class=\"" + precision + "\"><span class=\"path\">" + escaped(layer.path) +
           "</span><span class=\"tag\">" + precision + "</span><svg class=\"bars\" height=\"16\"><title>" +
           counted(layer.weights, "weight") + ", own error " + percent(layer.own_error) + ", gathered " +
           gathered_text(layer) + "</title>" + bar("own", 1, layer.own_error / longest) +
           bar("gathered", 8, layer.gathered_error / longest) + "</svg><span class=\"value\">" +
           percent(layer.own_error) + "</span><span class=\"value\">" + gathered_text(layer) + "</span></li>\n";
}

}  // namespace

std::string layer_bars(const std::vector<LayerReport>& layers) {
    // What bytes would have cost in half-precision layers is large, and not paid: it has no say in the scale.
    double most = 0;
    for (const LayerReport& layer : layers)
        for (double error : {layer.own_error, layer.gathered_error})
            if (!layer.is_float && std::isfinite(error)) most = std::max(most, error);
    const Axis axis = Axis::around(0, 100 * most, 4);
    std::string markup = "<p class=\"keys\">" + key("own", "own error: of this layer alone in bytes") +
                         key("gathered", "gathered error: of all layers up to here") +
                         key("own spared", "fp16: what bytes would have cost, cut where it leaves the scale") +
                         "</p>\n<ol class=\"layers\" tabindex=\"0\" aria-label=\"Errors of layers\" style=\"--step:" +
                         percent(1 / static_cast<double>(axis.ticks().size() - 1), 4) +
                         "\">\n<li class=\"scale\" aria-hidden=\"true\"><svg class=\"bars\" height=\"16\">";
    for (const Mark& m : marks_of(axis))
        markup += "<text class=\"middle\" x=\"" + Plot::x(m.at) + "\" y=\"12\">" + m.label + "%</text>";
    markup += "</svg><span class=\"value\">own</span><span class=\"value\">gathered</span></li>\n";
    for (const LayerReport& layer : layers)
        markup += layer_row(layer, axis.high / 100);
    return markup + "</ol>\n";
}

}  // namespace facenet_tool

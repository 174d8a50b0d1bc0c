// SPDX-License-Identifier: MIT
#include "report.hpp"

#include <cstdarg>
#include <cstdio>

namespace facenet_tool {

namespace {

#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
void append(std::string& text, const char* format, ...) {
    char line[512];
    std::va_list arguments;
    va_start(arguments, format);
    std::vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    text += line;
}

}  // namespace

std::string report_table(const Quantised& q) {
    std::string text;
    append(text, "%-50s %9s  %9s %9s\n", "layer", "precision", "own error", "gathered");
    for (const LayerReport& layer : q.layers) {
        append(text, "%-50s %9s  %8.2f%% ", layer.path.c_str(), layer.is_float ? "fp16" : "int8", 100 * layer.own_error);
        // What leaves no bytes has no gathered error.
        if (layer.gathered_error > 0) append(text, "%8.2f%%\n", 100 * layer.gathered_error);
        else append(text, "%9s\n", "-");
    }
    append(text, "\nways, judged by faces that were held out\n%-22s %-10s %12s %13s %11s\n", "ranges", "equalised", "mean cosine", "least cosine", "rms drift");
    for (const Trial& t : q.trials)
        append(text, "%-22s %-10s %12.6f %13.6f %11.5f\n", range_method_name(t.method), t.equalised ? "yes" : "no", t.mean_cosine, t.least_cosine, t.drift);
    append(text, "\n%zu faces: cosine to fp32 %.6f in the mean, %.6f at least; squared distances move by %.4f in the mean, %.4f at most; "
                 "%zu of %zu verdicts differ\n", q.crops, q.fidelity.mean_cosine(), q.fidelity.least_cosine(), q.fidelity.mean_drift(),
           q.fidelity.most_drift(), q.fidelity.flips(q.recipe), q.fidelity.drifts.size());
    return text;
}

}  // namespace facenet_tool

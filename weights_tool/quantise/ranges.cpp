// SPDX-License-Identifier: MIT
#include "ranges.hpp"

#include <algorithm>
#include <cmath>

namespace facenet_tool {

using namespace facenet;

namespace {

struct Range {
    double low, high;
};

model::MapScale scale_of(const Range& r) {
    constexpr double kLeast = 1e-6;  // a map of zeros has some scale too
    const double scale = std::max((r.high - r.low) / 255, kLeast);
    return {static_cast<float>(scale), static_cast<int>(std::lround(std::clamp(-r.low / scale, 0.0, 255.0)))};
}

Range percentile(const MapStatistics& s) {
    double all = 0;
    for (double n : s.histogram) all += n;
    const double outside = all * 1e-4;
    std::size_t first = 0, last = s.histogram.size() - 1;
    for (double n = 0; first < last && (n += s.histogram[first]) <= outside;) ++first;
    for (double n = 0; last > first && (n += s.histogram[last]) <= outside;) --last;
    const double low = static_cast<double>(s.low), width = s.bin_width();
    return {std::min(low + static_cast<double>(first) * width, 0.0), std::max(low + static_cast<double>(last + 1) * width, 0.0)};
}

double mean_square_error(const MapStatistics& s, const Range& r) {
    const double step = (r.high - r.low) / 255, low = static_cast<double>(s.low), width = s.bin_width();
    double error = 0;
    for (std::size_t i = 0; i < s.histogram.size(); ++i) {
        const double x = low + (static_cast<double>(i) + 0.5) * width;
        const double outside = x < r.low ? r.low - x : x > r.high ? x - r.high : 0;
        error += s.histogram[i] * (outside * outside + (outside == 0 ? step * step / 12 : 0));
    }
    return error;
}

Range least_error(const MapStatistics& s) {
    Range best{static_cast<double>(s.low), static_cast<double>(s.high)};
    double least = mean_square_error(s, best);
    constexpr int kSteps = 64;
    for (int i = kSteps; i > kSteps / 4; --i)
        for (int j = kSteps; j > (s.low < 0 ? kSteps / 4 : kSteps - 1); --j) {
            const Range r{static_cast<double>(s.low) * j / kSteps, static_cast<double>(s.high) * i / kSteps};
            if (const double error = mean_square_error(s, r); error < least) {
                least = error;
                best = r;
            }
        }
    return best;
}

}  // namespace

const char* range_method_name(RangeMethod method) {
    switch (method) {
    case RangeMethod::largest: return "largest value";
    case RangeMethod::headroom: return "largest and a half";
    case RangeMethod::percentile: return "percentile 99.99";
    case RangeMethod::mse: return "least square error";
    }
    return "";
}

model::MapScale choose_range(const MapStatistics& s, RangeMethod method) {
    if (!(s.high > s.low)) return {};
    if (method == RangeMethod::percentile) return scale_of(percentile(s));
    if (method == RangeMethod::mse) return scale_of(least_error(s));
    const double room = method == RangeMethod::headroom ? 1.5 : 1.0;
    return scale_of({room * static_cast<double>(s.low), room * static_cast<double>(s.high)});
}

std::vector<model::MapScale> choose_ranges(const layers::Record& record, const Observation& seen, RangeMethod method) {
    using Kind = layers::Operation::Kind;
    std::vector<model::MapScale> maps;
    for (const MapStatistics& s : seen.maps) maps.push_back(choose_range(s, method));
    const std::vector<bool> floats = model::float_maps(record);
    std::vector<int> writers(maps.size());
    for (const layers::Operation& op : record.operations) ++writers[static_cast<std::size_t>(op.out.map)];
    for (const layers::Operation& op : record.operations) {
        const auto in = static_cast<std::size_t>(op.in.map), out = static_cast<std::size_t>(op.out.map);
        if (op.kind == Kind::pool && op.pooling == kernels::Pooling::max && writers[out] == 1 && !floats[in]) maps[out] = maps[in];
    }
    return maps;
}

}  // namespace facenet_tool

// SPDX-License-Identifier: MIT
#include "observe.hpp"

#include <algorithm>
#include <cmath>

#include "examples/terminal/progress.hpp"

namespace facenet_tool {

using namespace facenet;

namespace {

template <class Fn>
void for_pixels(const ConstMapView& map, Fn fn) {
    for (int y = 0; y < map.dims.height; ++y)
        for (int x = 0; x < map.dims.width; ++x) fn(map.at(y, x));
}

void widen(MapStatistics& s, const ConstMapView& map) {
    for_pixels(map, [&](const float* pixel) {
        for (int c = 0; c < map.dims.channels; ++c) {
            s.low = std::min(s.low, pixel[c]);
            s.high = std::max(s.high, pixel[c]);
        }
    });
}

void count(MapStatistics& s, const ConstMapView& map) {
    const float scale = s.high > s.low ? static_cast<float>(1 / s.bin_width()) : 0.0f;
    for_pixels(map, [&](const float* pixel) {
        for (int c = 0; c < map.dims.channels; ++c)
            s.histogram[std::min(static_cast<std::size_t>((pixel[c] - s.low) * scale), MapStatistics::kBins - 1)] += 1;
    });
}

void add_means(std::vector<double>& means, const ConstMapView& map, double weight) {
    for_pixels(map, [&](const float* pixel) {
        for (std::size_t c = 0; c < means.size(); ++c) means[c] += weight * static_cast<double>(pixel[c]);
    });
}

void keep_most(std::vector<float>& most, const ConstMapView& map) {
    for_pixels(map, [&](const float* pixel) {
        for (std::size_t c = 0; c < most.size(); ++c) most[c] = std::max(most[c], std::fabs(pixel[c]));
    });
}

}  // namespace

Observation observe(const FloatModel& model, const std::vector<Crop>& crops) {
    const layers::Record& record = model.record;
    Observation seen;
    seen.maps.resize(record.whole_maps.size());
    for (const layers::ConvRecord& r : record.convolutions) {
        seen.input_means.emplace_back(static_cast<std::size_t>(r.in.channels));
        seen.output_most.emplace_back(static_cast<std::size_t>(r.out.channels));
    }
    FloatRunner runner(model);
    program::Progress bar("observing", 2 * crops.size());
    std::size_t done = 0;
    const auto pass = [&](const auto& look) {
        for (const Crop& crop : crops) {
            std::size_t convolution = 0;
            runner.run(crop, [&](std::size_t i, const ConstMapView& in, const ConstMapView& out) {
                const layers::Operation& op = record.operations[i];
                // The input has no operation that writes it.
                if (op.in.map == record.input.map) look(op.in.map, in);
                look(op.out.map, out);
                if (op.kind != layers::Operation::Kind::conv) return;
                const std::size_t layer = convolution++;
                const double pixels = static_cast<double>(in.dims.height) * in.dims.width * static_cast<double>(2 * crops.size());
                add_means(seen.input_means[layer], in, 1 / pixels);
                keep_most(seen.output_most[layer], out);
            });
            bar.reach(++done);
        }
    };
    const auto map = [&](int index) -> MapStatistics& { return seen.maps[static_cast<std::size_t>(index)]; };
    pass([&](int index, const ConstMapView& view) { widen(map(index), view); });
    for (MapStatistics& s : seen.maps) s.histogram.assign(MapStatistics::kBins, 0);
    pass([&](int index, const ConstMapView& view) { count(map(index), view); });
    bar.wipe();
    return seen;
}

}  // namespace facenet_tool

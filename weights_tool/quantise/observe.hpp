// SPDX-License-Identifier: MIT
/// What calibration faces do in a network: how its maps' values are spread.
#pragma once

#include <vector>

#include "float_model.hpp"

namespace facenet_tool {

struct MapStatistics {
    static constexpr std::size_t kBins = 4096;

    float low = 0, high = 0;        ///< 0 is always inside
    std::vector<double> histogram;  ///< of kBins even bins from low to high

    double bin_width() const { return (static_cast<double>(high) - static_cast<double>(low)) / kBins; }
};

struct Observation {
    std::vector<MapStatistics> maps;                ///< of Record::whole_maps
    std::vector<std::vector<double>> input_means;   ///< of each convolution, of each input channel
    std::vector<std::vector<float>> output_most;    ///< of each convolution, of each output channel: largest magnitude
};

/// Runs the crops through the model, twice: for the limits, then for what lies between.
Observation observe(const FloatModel& model, const std::vector<Crop>& crops);

}  // namespace facenet_tool

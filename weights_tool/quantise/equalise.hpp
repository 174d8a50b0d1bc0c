// SPDX-License-Identifier: MIT
/// Equalisation across layers (Nagel et al. 2019, arXiv 1906.04721): where a map's channels differ wildly in range, the
/// small ones would have few of the map's 256 values.
#pragma once

#include "observe.hpp"

namespace facenet_tool {

/// Multiplies channels of maps that only convolutions write and read, and divides the readers' weights by the same factors:
/// the network computes what it did. Returns how many channels changed. `seen` is that of the model as it was.
std::size_t equalise(FloatModel& model, const Observation& seen);

}  // namespace facenet_tool

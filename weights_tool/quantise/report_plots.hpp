// SPDX-License-Identifier: MIT
/// What a quantisation costs, drawn: pieces of report_page().
#pragma once

#include <string>
#include <vector>

#include "quantise.hpp"

namespace facenet_tool {

/// Every layer's errors, in the network's order.
std::string layer_bars(const std::vector<LayerReport>& layers);

/// How many embeddings are how near to fp32's.
std::string cosine_histogram(const std::vector<double>& cosines);

/// What happens to the distances of pairs.
std::string drift_scatter(const Fidelity& fidelity, const facenet::Recipe& recipe);

}  // namespace facenet_tool

// SPDX-License-Identifier: MIT
/// What a quantisation costs, for people.
#pragma once

#include <string>

#include "quantise.hpp"

namespace facenet_tool {

/// The ways tried, the layers and the embeddings, as text.
std::string report_table(const Quantised& quantised);

/// The same with plots, as one HTML page that needs nothing else.
std::string report_page(const Quantised& quantised);

}  // namespace facenet_tool

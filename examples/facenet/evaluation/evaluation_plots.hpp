// SPDX-License-Identifier: MIT
/// What `facenet evaluate` found, drawn: pieces of evaluation_page().
#pragma once

#include <string>

#include "evaluation.hpp"

namespace program {

/// VAL against FAR, with the model's threshold marked.
std::string roc_plot(const Evaluation& evaluation);

/// How many pairs of each kind are how far apart.
std::string distance_histogram(const Evaluation& evaluation);

}  // namespace program

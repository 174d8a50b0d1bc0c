// SPDX-License-Identifier: MIT
/// The pairs that a model finds hardest, as pictures: a piece of evaluation_page().
#pragma once

#include <string>

#include "evaluation.hpp"

namespace program {

/// The farthest pairs of one person, and the closest pairs of different people, with the crops of their faces.
std::string worst_pairs(const Comparison& comparison, const Evaluation& evaluation,
                        const std::vector<Findings>& findings, const std::vector<int>& faces);

}  // namespace program

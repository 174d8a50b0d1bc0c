// SPDX-License-Identifier: MIT
/// Whole networks and, in the order in which they run, their layers.
#pragma once

#include <optional>
#include <vector>

#include "case.hpp"
#include "results.hpp"
#include "work.hpp"

namespace bench {

/// What is measured of a case; the times of whole runs are in Results (run_seconds()).
struct Measured {
    Case wanted;
    bool by_layer = false;
    std::vector<Work> work;  ///< empty until its benchmark has run
    double working_set = 0, weight_bytes = 0;
    std::vector<double> seconds;  ///< by_layer: the median of each operation
};

/// Registers the whole network, and its layers where `by_layer` says so. A
/// repetition takes `seconds` at least (0: as Google Benchmark's flags say). Both must outlive the benchmarks.
void register_network(Measured& measured, Models& models, double seconds);

/// Seconds of a whole run, and what of it the processor worked for this program (all threads together): on a busy
/// machine the first is more.
std::optional<double> run_seconds(const Results& results, const Case& wanted);
std::optional<double> run_cpu_seconds(const Results& results, const Case& wanted);

}  // namespace bench

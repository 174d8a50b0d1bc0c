// SPDX-License-Identifier: MIT
/// What the numbers were measured on.
#pragma once

#include <string>
#include <vector>

namespace bench {

struct Machine {
    std::string processor;
    int core = -1;           ///< where this thread ran when asked; -1: unknown
    std::vector<int> cores;  ///< those that this process may use; empty: unknown
};

Machine machine();

/// How many threads can run at one time.
int usable_cores(const Machine&);

/// "AMD EPYC, core 1 of 1 allowed", and what to do for steadier numbers.
std::string describe(const Machine&, int threads);

}  // namespace bench

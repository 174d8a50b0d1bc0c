// SPDX-License-Identifier: MIT
/// What is told of the measurements: tables for people (report.cpp), JSON for programs (json.cpp).
#pragma once

#include <deque>
#include <string>

#include "machine.hpp"
#include "networks.hpp"
#include "results.hpp"

namespace bench {

struct Report {
    Machine machine;
    Results results;
    std::vector<facenet::Isa> isas;
    std::vector<int> threads;
    std::deque<Measured> measured;  // benchmarks point into it
};

void print_limits(const Report& report);
void print_networks(const Report& report);
/// The layers of one network in order, and the five shapes that lose most time against their limits.
void print_layers(const Report& report, const Measured& measured);

/// Throws facenet::Error where the file cannot be written.
void write_json(const Report& report, const std::string& path);

}  // namespace bench

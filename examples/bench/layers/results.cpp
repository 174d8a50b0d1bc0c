// SPDX-License-Identifier: MIT
#include "results.hpp"

#include <algorithm>
#include <cstdio>

#if defined(__unix__) || defined(__APPLE__)
#include <unistd.h>
#endif

namespace bench {
namespace {

bool on_terminal(std::FILE* file) {
#if defined(__unix__) || defined(__APPLE__)
    return isatty(fileno(file)) == 1;
#else
    (void)file;
    return false;
#endif
}

}  // namespace

void Results::ReportRuns(const std::vector<Run>& runs) {
    for (const Run& run : runs) {
        const bool repetition = run.run_type == Run::RT_Iteration;
        runs_[run.run_name.function_name].insert_or_assign(repetition ? "" : run.aggregate_name, run);
    }
    // Measuring takes a while: who waits may see how far it is.
    if (!runs.empty() && on_terminal(stderr))
        std::fprintf(stderr, "\r\033[K%s", runs[0].run_name.function_name.c_str());
}

const Results::Run* Results::find(const std::string& benchmark, const std::string& statistic) const {
    const auto found = runs_.find(benchmark);
    if (found == runs_.end()) return nullptr;
    for (const std::string& name : {statistic, std::string()})
        if (const auto run = found->second.find(name); run != found->second.end()) return &run->second;
    return nullptr;
}

std::optional<double> Results::counter(const std::string& benchmark, const std::string& counter,
                                       const std::string& statistic) const {
    const Run* run = find(benchmark, statistic);
    if (run == nullptr) return std::nullopt;
    const auto value = run->counters.find(counter);
    return value == run->counters.end() ? std::nullopt : std::optional<double>(value->second.value);
}

std::optional<double> Results::cpu_seconds(const std::string& benchmark, const std::string& statistic) const {
    const Run* run = find(benchmark, statistic);
    if (run == nullptr) return std::nullopt;
    return run->GetAdjustedCPUTime() / benchmark::GetTimeUnitMultiplier(run->time_unit);
}

void Results::Finalize() {
    if (on_terminal(stderr)) std::fprintf(stderr, "\r\033[K");
}

void add_max(benchmark::internal::Benchmark* benchmark) {
    benchmark->ComputeStatistics(
        "max", [](const std::vector<double>& values) { return *std::max_element(values.begin(), values.end()); });
}

}  // namespace bench

// SPDX-License-Identifier: MIT
/// Collects what Google Benchmark measured; the tables are made of it when all is done.
#pragma once

#include <benchmark/benchmark.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace bench {

class Results : public benchmark::BenchmarkReporter {
public:
    bool ReportContext(const Context&) override { return true; }
    void ReportRuns(const std::vector<Run>& runs) override;
    void Finalize() override;

    /// Of a benchmark's repetitions, by Google Benchmark's statistics ("median", "max", ...): a counter, or the CPU
    /// seconds of an iteration. A single repetition has no statistics: its own value. Nothing where it has not run.
    std::optional<double> counter(const std::string& benchmark, const std::string& counter,
                                  const std::string& statistic) const;
    std::optional<double> cpu_seconds(const std::string& benchmark, const std::string& statistic) const;

private:
    const Run* find(const std::string& benchmark, const std::string& statistic) const;
    std::map<std::string, std::map<std::string, Run>> runs_;  // by benchmark and statistic; "" is a repetition
};

/// Adds the statistic "max" to a benchmark.
void add_max(benchmark::internal::Benchmark* benchmark);

}  // namespace bench

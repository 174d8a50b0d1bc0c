// SPDX-License-Identifier: MIT
#include "networks.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>

#include "runner.hpp"

namespace bench {
namespace {

const Model& open(Measured& m, Models& models) {
    const Model& model = models.get(m.wanted.network, m.wanted.isa);
    if (m.work.empty()) {
        m.work = work_of(model, m.wanted.batch);
        m.working_set = working_set(model, m.wanted.threads, m.wanted.batch);
        m.weight_bytes = 4.0 * static_cast<double>(model.weights.memory.size());
    }
    return model;
}

template <class T>
double median(std::vector<T>& values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return static_cast<double>(*middle);
}

void run_network(benchmark::State& state, Measured& m, Models& models) {
    Runner runner(open(m, models), m.wanted.threads, m.wanted.batch);
    std::vector<double> seconds;
    for (auto _ : state) {
        seconds.push_back(runner.run());
        state.SetIterationTime(seconds.back());
    }
    // Google Benchmark's own time is their mean, to which every interruption adds.
    state.counters["median_run"] = median(seconds);
    state.SetItemsProcessed(state.iterations() * m.wanted.batch);
}

/// Seconds by operation, of all repetitions' runs together: the more there are, the better their medians.
struct Samples {
    std::vector<std::vector<float>> wall, cpu;
};

void run_layers(benchmark::State& state, Measured& m, Models& models, Samples& samples) {
    Runner runner(open(m, models), m.wanted.threads, m.wanted.batch);
    samples.wall.resize(m.work.size());
    samples.cpu.resize(m.work.size());
    std::vector<float> seconds;
    for (auto _ : state) {
        if (runner.run_operations_by_cpu(seconds))
            for (std::size_t i = 0; i < seconds.size(); ++i)
                samples.cpu[i].push_back(seconds[i]);
        runner.run_operations(seconds);
        double all = 0;
        for (std::size_t i = 0; i < seconds.size(); ++i) {
            all += static_cast<double>(seconds[i]);
            samples.wall[i].push_back(seconds[i]);
        }
        state.SetIterationTime(all);
    }
    m.seconds.clear();
    // On a quiet machine the wall's clock tells less, by what reading the other one costs; on a busy one it tells the
    // interruptions of long layers as well.
    for (std::size_t i = 0; i < m.work.size(); ++i) {
        const double wall = median(samples.wall[i]);
        m.seconds.push_back(samples.cpu[i].empty() ? wall : std::min(wall, median(samples.cpu[i])));
    }
}

template <class Fn>
void add(const char* what, const Case& wanted, double seconds, Fn fn) {
    auto* benchmark = benchmark::RegisterBenchmark(key(what, wanted).c_str(), fn);
    benchmark->UseManualTime()->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);
    if (seconds > 0) benchmark->MinTime(seconds);
}

}  // namespace

void register_network(Measured& m, Models& models, double seconds) {
    add("network", m.wanted, seconds, [&](benchmark::State& state) { run_network(state, m, models); });
    if (!m.by_layer) return;
    const auto samples = std::make_shared<Samples>();
    add("layers", m.wanted, seconds, [&, samples](benchmark::State& state) { run_layers(state, m, models, *samples); });
}

std::optional<double> run_seconds(const Results& results, const Case& wanted) {
    return results.counter(key("network", wanted), "median_run", "median");
}

std::optional<double> run_cpu_seconds(const Results& results, const Case& wanted) {
    return results.cpu_seconds(key("network", wanted), "median");
}

}  // namespace bench

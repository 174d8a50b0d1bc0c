// SPDX-License-Identifier: MIT
#include "limits.hpp"

#include <algorithm>
#include <chrono>

#include "limit_kernels.hpp"

namespace bench {
namespace {

std::string peak_name(facenet::Isa isa, int threads) {
    return "limit/multiply_adds/" + suffix(isa, threads);
}
std::string read_name(std::size_t bytes, int way, facenet::Isa isa, int threads) {
    return "limit/read_" + std::to_string(bytes >> 10) + "_KiB/" + (way == 0 ? "in_order/" : "four_streams/") +
           suffix(isa, threads);
}

// Limits are taken piece by piece, a tenth of a millisecond each: pieces during which another program had the core are
// outliers then, where a long measurement would contain them all.

/// Calls measure(i) for pieces 0, 1, ... and returns their times in ascending order.
template <class Fn>
std::vector<double> time_pieces(benchmark::State& state, Fn measure) {
    using Clock = std::chrono::steady_clock;
    std::vector<double> seconds;
    std::size_t i = 0;
    for (auto _ : state) {
        const Clock::time_point start = Clock::now();
        benchmark::DoNotOptimize(measure(i++));
        seconds.push_back(std::chrono::duration<double>(Clock::now() - start).count());
        state.SetIterationTime(seconds.back());
    }
    std::sort(seconds.begin(), seconds.end());
    return seconds;
}

void run_peak(benchmark::State& state, const LimitKernels& k) {
    constexpr long kRounds = 20000;
    const auto seconds = time_pieces(state, [&](std::size_t) { return k.multiply_adds(kRounds, 0.5f, 1.0f); });
    state.counters["rate"] = static_cast<double>(kRounds) * k.products_per_round / seconds.front();
}

void run_read(benchmark::State& state, const LimitKernels& k, int way, std::size_t bytes) {
    const std::size_t floats = bytes / sizeof(float) / static_cast<std::size_t>(state.threads());
    const auto buffer = make_buffer(floats);
    // A piece is a part of the buffer, or several passes over all of it.
    constexpr std::size_t kPiece = std::size_t{1} << 18;
    const std::size_t piece = std::min(floats, kPiece), pieces = floats / piece;
    const std::size_t passes = kPiece / piece, step = floats / 4;
    const auto seconds = time_pieces(state, [&](std::size_t i) {
        const float* begin = buffer.get() + i % pieces * (way == 0 ? piece : piece / 4);
        float sum = 0;
        for (std::size_t pass = 0; pass < passes; ++pass)
            sum += k.read[way](begin, piece, step);
        return sum;
    });
    // The median: the fastest piece may have been left in a nearer cache by chance.
    state.counters["rate"] = static_cast<double>(passes * piece * sizeof(float)) / seconds[seconds.size() / 2];
}

/// Short and often: a limit is what was reached at best.
void set_up(benchmark::internal::Benchmark* benchmark, int threads) {
    benchmark->UseManualTime()->Threads(threads)->MinTime(0.03)->Repetitions(5)->Unit(benchmark::kMicrosecond);
    add_max(benchmark);
}

}  // namespace

void register_limits(facenet::Isa isa, int threads) {
    if (isa == facenet::Isa::reference) return;
    const LimitKernels& k = kernels(isa);
    set_up(benchmark::RegisterBenchmark(peak_name(isa, threads).c_str(), [&k](benchmark::State& s) { run_peak(s, k); }),
           threads);
    for (const std::size_t bytes : kReadSizes)
        for (int way = 0; way < 2; ++way)
            set_up(benchmark::RegisterBenchmark(read_name(bytes, way, isa, threads).c_str(),
                                                [&k, way, bytes](benchmark::State& s) { run_read(s, k, way, bytes); }),
                   threads);
}

std::optional<double> Limits::bytes_per_second(double working_set) const {
    if (reads.empty()) return std::nullopt;
    for (const Read& read : reads)
        if (working_set <= static_cast<double>(read.bytes)) return read.bytes_per_second;
    return reads.back().bytes_per_second;
}

Limits limits(const Results& results, facenet::Isa isa, int threads) {
    Limits found;
    found.products_per_second = results.counter(peak_name(isa, threads), "rate", "max");
    for (const std::size_t bytes : kReadSizes) {
        double best = 0;
        for (int way = 0; way < 2; ++way)
            best = std::max(best, results.counter(read_name(bytes, way, isa, threads), "rate", "max").value_or(0));
        if (best > 0) found.reads.push_back({bytes, best});
    }
    return found;
}

}  // namespace bench

// SPDX-License-Identifier: MIT
/// facenet_search_bench: how fast is exact search among many embeddings, how fast does memory give them, and how fast
/// can the processor multiply and add?
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "facenet/nearest.hpp"
#include "limit_kernels.hpp"
#include "machine.hpp"

namespace {

struct Options {
    std::size_t rows = 1000000, probes = 64, k = 10;
    int size = 128, rounds = 30;
};

/// One thing that is measured. `work`: bytes that are read, or numbers that are multiplied and added.
struct Way {
    const char* name;
    double work;
    const char* unit;
    std::function<float()> run;
    std::vector<double> rates{};  // one a round
};

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

/// All ways in turn, so that what disturbs the machine disturbs all of them. Taken is the time of the processor:
/// searches are so long that other programs would have it in between.
void measure(std::vector<Way>& ways, int rounds) {
    volatile float used = 0;
    for (int round = -1; round < rounds; ++round)  // the first to warm up
        for (Way& way : ways) {
            const std::clock_t start = std::clock();
            used = used + way.run();
            if (round >= 0) way.rates.push_back(way.work * CLOCKS_PER_SEC / static_cast<double>(std::clock() - start));
        }
}

/// A way's share of the limit: the median over the rounds, and best against best.
void print(const Way& way, const Way& limit) {
    std::vector<double> shares;
    for (std::size_t i = 0; i < way.rates.size(); ++i)
        shares.push_back(way.rates[i] / limit.rates[i]);
    const double best = *std::max_element(way.rates.begin(), way.rates.end());
    const double best_limit = *std::max_element(limit.rates.begin(), limit.rates.end());
    std::printf("%-32s %10.2f ms %8.2f %-6s %6.0f %% %12.0f %%\n", way.name, way.work / median(way.rates) * 1e3,
                median(way.rates) * 1e-9, way.unit, median(shares) * 100, best / best_limit * 100);
}

void run(const Options& o) {
    const std::size_t size = static_cast<std::size_t>(o.size), floats = o.rows * size;
    const auto rows = bench::make_buffer(floats);
    std::vector<float> probes(o.probes * size);
    std::mt19937 engine(1);
    std::uniform_real_distribution<float> uniform(-0.15f, 0.15f);
    for (std::size_t i = 0; i < floats; ++i)
        rows.get()[i] = uniform(engine);
    for (float& x : probes)
        x = uniform(engine);
    const facenet::FloatRows all{rows.get(), o.rows, o.size};
    const auto search = [&](std::size_t count) {
        return facenet::nearest(facenet::Metric::squared_l2, {probes.data(), count, o.size}, all, o.k)[0][0].distance;
    };

    const bench::LimitKernels& limits = bench::kernels(facenet::best_isa());
    const std::size_t whole = floats / 512 * 512;
    constexpr long kRounds = 2000000;
    const double bytes = static_cast<double>(floats * sizeof(float));
    const double products = static_cast<double>(floats) * static_cast<double>(o.probes);
    std::vector<Way> ways;
    ways.push_back({"read in order", bytes, "GB/s", [&] { return limits.read[0](rows.get(), whole, 0); }});
    ways.push_back({"read four streams", bytes, "GB/s", [&] { return limits.read[1](rows.get(), whole, whole / 4); }});
    ways.push_back({"search, one probe", bytes, "GB/s", [&] { return search(1); }});
    ways.push_back({"multiply and add", double{kRounds} * limits.products_per_round, "G/s",
                    [&] { return limits.multiply_adds(kRounds, 0.5f, 1.0f); }});
    ways.push_back({"search, many probes", products, "G/s", [&] { return search(o.probes); }});

    std::printf("%s, %s\n%zu rows of %d floats (%.1f MiB), %zu nearest, 1 and %zu probes, %d interleaved rounds\n\n",
                bench::describe(bench::machine(), 1).c_str(), facenet::isa_name(facenet::best_isa()), o.rows, o.size,
                bytes / (1 << 20), o.k, o.probes, o.rounds);
    std::fflush(stdout);
    measure(ways, o.rounds);
    const Way& read = median(ways[0].rates) > median(ways[1].rates) ? ways[0] : ways[1];
    std::printf("%-32s %13s %15s %8s %14s\n", "", "median", "median", "of limit", "best of best");
    for (std::size_t i = 0; i < ways.size(); ++i)
        print(ways[i], i < 3 ? read : ways[3]);
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("Exact search among many embeddings, beside the memory's bandwidth and the processor's peak.",
                 "facenet_search_bench");
    Options options;
    app.add_option("--rows", options.rows, "Embeddings (1000000)")->check(CLI::Range(1024, 1 << 28));
    app.add_option("--size", options.size, "Numbers of one (128)")->check(CLI::Range(1, 1024));
    app.add_option("--probes", options.probes, "Probes of a batch (64)")->check(CLI::Range(1, 65536));
    app.add_option("--nearest", options.k, "Neighbours of each (10)")->check(CLI::Range(1, 65536));
    app.add_option("--rounds", options.rounds, "Searches measured (30)")->check(CLI::Range(1, 100000));
    CLI11_PARSE(app, argc, argv);
    try {
        run(options);
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "facenet_search_bench: %s\n", error.what());
        return 2;
    }
}

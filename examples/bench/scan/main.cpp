// SPDX-License-Identifier: MIT
/// facenet_scan_bench: how fast is one probe compared with many embeddings of one byte a dimension, and how fast does
/// memory give them?
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "facenet/byte_embedding.hpp"
#include "limit_kernels.hpp"
#include "machine.hpp"

namespace {

struct Options {
    std::size_t rows = 1000000;
    int size = 128, rounds = 31;
};

/// One way to pass over the rows.
struct Way {
    std::string name;
    std::function<float()> pass;
    bool reads_only = false;
    std::vector<double> seconds{};  // one a round
};

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

/// Every way in turn, in every round: what disturbs the machine disturbs all of them.
void measure(std::vector<Way>& ways, int rounds) {
    using Clock = std::chrono::steady_clock;
    volatile float used = 0;
    for (int round = -1; round < rounds; ++round)  // the first to warm up
        for (Way& way : ways) {
            const Clock::time_point start = Clock::now();
            used = used + way.pass();
            if (round >= 0) way.seconds.push_back(std::chrono::duration<double>(Clock::now() - start).count());
        }
}

double least(const std::vector<double>& values) {
    return *std::min_element(values.begin(), values.end());
}

/// Shares of the best read: in the same round (the median of all rounds), and of the fastest passes of all. The second
/// tells more where other programs have their turns on this core.
void print(const std::vector<Way>& ways, std::size_t bytes, std::size_t rows) {
    double fastest_read = INFINITY;
    for (const Way& way : ways)
        if (way.reads_only) fastest_read = std::min(fastest_read, least(way.seconds));
    std::printf("%-32s | %8s %6s %8s %6s | %8s %6s %6s\n", "", "median", "GB/s", "rows/s", "share", "fastest", "GB/s",
                "share");
    for (const Way& way : ways) {
        std::vector<double> shares;
        for (std::size_t round = 0; round < way.seconds.size(); ++round) {
            double read = INFINITY;
            for (const Way& other : ways)
                if (other.reads_only) read = std::min(read, other.seconds[round]);
            shares.push_back(read / way.seconds[round]);
        }
        const double middle = median(way.seconds), best = least(way.seconds), giga = static_cast<double>(bytes) * 1e-9;
        std::printf("%-32s | %5.2f ms %6.2f %8.3g %4.0f %% | %5.2f ms %6.2f %4.0f %%\n", way.name.c_str(), middle * 1e3,
                    giga / middle, static_cast<double>(rows) / middle, median(shares) * 100, best * 1e3, giga / best,
                    fastest_read / best * 100);
    }
}

void run(const Options& o) {
    namespace kernels = facenet::kernels::bytes;
    const std::size_t bytes = o.rows * static_cast<std::size_t>(o.size);
    // What is only read: as much, but floats that can be added (random bytes would be denormal numbers too), in whole
    // pieces of the widest vectors in four streams.
    const std::size_t floats = bytes / sizeof(float) / 2048 * 2048;
    const auto numbers = bench::make_buffer(floats);
    const auto buffer = bench::make_buffer((bytes + sizeof(float) - 1) / sizeof(float));
    auto* values = reinterpret_cast<std::int8_t*>(buffer.get());
    std::mt19937 engine(1);
    for (std::size_t i = 0; i < bytes; ++i)
        values[i] = static_cast<std::int8_t>(static_cast<int>((engine() >> 8) % 255) - 127);
    const std::vector<float> scales(o.rows, 0.01f);
    std::vector<float> out(o.rows);
    const kernels::RowArgs in{values, values, o.rows, o.size};

    std::vector<Way> ways;
    const bench::LimitKernels& limits = bench::kernels(facenet::best_isa());
    ways.push_back({"read in order", [&] { return limits.read[0](numbers.get(), floats, 0); }, true});
    ways.push_back({"read four streams", [&] { return limits.read[1](numbers.get(), floats, floats / 4); }, true});
    for (const facenet::DotIsa isa : facenet::kAllDotIsas) {
        if (!facenet::dot_isa_available(isa) || isa == facenet::DotIsa::reference) continue;
        const auto distances = kernels::table(isa).distances;
        const std::string name = facenet::dot_isa_name(isa);
        ways.push_back({name + ", normalised, squared", [&, distances] {
                            distances({in, nullptr, 0, false, out.data()});
                            return out[0];
                        }});
        ways.push_back({name + ", with scales, root", [&, distances] {
                            distances({in, scales.data(), 0.01f, true, out.data()});
                            return out[0];
                        }});
    }
    const bench::Machine machine = bench::machine();
    std::printf("%s\n%zu rows of %d bytes (%.1f MiB), medians of %d interleaved rounds\n\n",
                bench::describe(machine, 1).c_str(), o.rows, o.size, static_cast<double>(bytes) / (1 << 20), o.rounds);
    std::fflush(stdout);
    measure(ways, o.rounds);
    print(ways, bytes, o.rows);
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("One probe against many embeddings of one byte a dimension, beside the bandwidth of memory.",
                 "facenet_scan_bench");
    Options options;
    app.add_option("--rows", options.rows, "Embeddings (1,000,000)")->check(CLI::Range(10000, 1 << 28));
    app.add_option("--size", options.size, "Numbers of one (128)")->check(CLI::Range(32, facenet::kMaxEmbeddingSize));
    app.add_option("--rounds", options.rounds, "Rounds (31)")->check(CLI::Range(1, 100000));
    CLI11_PARSE(app, argc, argv);
    try {
        run(options);
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "facenet_scan_bench: %s\n", error.what());
        return 2;
    }
}

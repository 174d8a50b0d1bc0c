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
    std::size_t rows = 1000000, piece = 16384;
    int size = 128, rounds = 300;
};

/// One way to pass over a piece of the rows, that which begins with the given row.
struct Way {
    std::string name;
    std::function<float(std::size_t row)> pass;
    bool reads_only = false;
    std::vector<double> seconds{};  // one a round
};

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

/// Every way in turn takes the next piece, so that what disturbs the machine disturbs all of them, and no piece is read
/// again before all others were. Pieces take a tenth of a millisecond: those during which another program had the core
/// are outliers then.
void measure(std::vector<Way>& ways, const Options& o) {
    using Clock = std::chrono::steady_clock;
    volatile float used = 0;
    std::size_t row = 0;
    for (int round = -3; round < o.rounds; ++round)  // the first to warm up
        for (Way& way : ways) {
            const Clock::time_point start = Clock::now();
            used = used + way.pass(row);
            if (round >= 0) way.seconds.push_back(std::chrono::duration<double>(Clock::now() - start).count());
            row = row + 2 * o.piece <= o.rows ? row + o.piece : 0;
        }
}

void print(const std::vector<Way>& ways, const Options& o) {
    double read = INFINITY;
    for (const Way& way : ways)
        if (way.reads_only) read = std::min(read, median(way.seconds));
    std::printf("%-32s %14s %8s %10s %20s\n", "", "ms, all rows", "GB/s", "rows/s", "of the faster read");
    const double pieces = static_cast<double>(o.rows) / static_cast<double>(o.piece);
    for (const Way& way : ways) {
        const double seconds = median(way.seconds), rate = static_cast<double>(o.piece) / seconds;
        std::printf("%-32s %14.2f %8.2f %10.3g %18.0f %%\n", way.name.c_str(), seconds * pieces * 1e3,
                    rate * o.size * 1e-9, rate, read / seconds * 100);
    }
}

void run(const Options& o) {
    namespace kernels = facenet::kernels::bytes;
    const std::size_t size = static_cast<std::size_t>(o.size), bytes = o.rows * size;
    // What is only read: as many bytes, but floats that can be added (random bytes would be denormal numbers too).
    const auto numbers = bench::make_buffer(bytes / sizeof(float) + 1);
    const auto buffer = bench::make_buffer(bytes / sizeof(float) + 1);
    auto* values = reinterpret_cast<std::int8_t*>(buffer.get());
    std::mt19937 engine(1);
    for (std::size_t i = 0; i < bytes; ++i)
        values[i] = static_cast<std::int8_t>(static_cast<int>((engine() >> 8) % 255) - 127);
    const std::vector<float> scales(o.rows, 0.01f);
    std::vector<float> out(o.rows);

    std::vector<Way> ways;
    const bench::LimitKernels& limits = bench::kernels(facenet::best_isa());
    const std::size_t floats = o.piece * size / sizeof(float);
    const auto from = [&](std::size_t row) { return numbers.get() + row * size / sizeof(float); };
    ways.push_back({"read in order", [&](std::size_t row) { return limits.read[0](from(row), floats, 0); }, true});
    ways.push_back(
        {"read four streams", [&](std::size_t row) { return limits.read[1](from(row), floats, floats / 4); }, true});
    for (const facenet::DotIsa isa : facenet::kAllDotIsas) {
        if (!facenet::dot_isa_available(isa) || isa == facenet::DotIsa::reference) continue;
        const auto distances = kernels::table(isa).distances;
        const std::string name = facenet::dot_isa_name(isa);
        for (const bool scaled : {false, true})
            ways.push_back({name + (scaled ? ", with scales, root" : ", normalised, squared"),
                            [&, distances, scaled](std::size_t row) {
                                const kernels::RowArgs in{values, values + row * size, o.piece, o.size};
                                distances({in, scaled ? scales.data() + row : nullptr, 0.01f, scaled, &out[row]});
                                return out[row];
                            }});
    }
    std::printf("%s\n%zu rows of %d bytes (%.1f MiB), medians of %d interleaved pieces of %zu rows\n\n",
                bench::describe(bench::machine(), 1).c_str(), o.rows, o.size, static_cast<double>(bytes) / (1 << 20),
                o.rounds, o.piece);
    std::fflush(stdout);
    measure(ways, o);
    print(ways, o);
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("One probe against many embeddings of one byte a dimension, beside the bandwidth of memory.",
                 "facenet_scan_bench");
    Options options;
    app.add_option("--rows", options.rows, "Embeddings (1000000)")->check(CLI::Range(1024, 1 << 28));
    app.add_option("--size", options.size, "Numbers of one, a multiple of 32 (128)")->check(CLI::Range(32, 512));
    app.add_option("--piece", options.piece, "Rows of a piece, a multiple of 1024 (16384)")
        ->check(CLI::Range(1024, 1 << 28));
    app.add_option("--rounds", options.rounds, "Pieces measured each way (300)")->check(CLI::Range(1, 100000));
    CLI11_PARSE(app, argc, argv);
    options.size = options.size / 32 * 32;
    options.piece = std::min(options.piece, options.rows) / 1024 * 1024;
    try {
        run(options);
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "facenet_scan_bench: %s\n", error.what());
        return 2;
    }
}

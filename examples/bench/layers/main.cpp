// SPDX-License-Identifier: MIT
/// facenet_bench: how fast are the networks, and how fast could they be on this processor?
#include <benchmark/benchmark.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>

#include "report.hpp"

namespace {

struct Options {
    std::vector<std::string> networks, layers, isas, blobs;
    std::vector<int> threads, batches;
    std::string json;
    double seconds = 0.2;
    bool no_limits = false;
};

void describe(CLI::App& app, Options& o) {
    const auto list = [&](const char* name, auto& values, const char* help) {
        return app.add_option(name, values, help)->delimiter(',');
    };
    list("--network", o.networks, "Measure these networks (all)");
    list("--layers", o.layers, "Measure these networks layer by layer, in their order");
    list("--isa", o.isas, "native, avx2, avx512, reference (all there are but reference; with --layers the best)");
    list("--threads", o.threads,
         "Numbers of threads that share a face (1, and 2 where there are cores; with --layers 1)")
        ->check(CLI::Range(1, 64));
    list("--batch", o.batches, "Faces in one run (1)")->check(CLI::Range(1, 64));
    list("--blob", o.blobs, "Take networks and weights from these files, instead of seeded weights")
        ->check(CLI::ExistingFile);
    app.add_option("--seconds", o.seconds, "Least time of one repetition (0.2)")->check(CLI::PositiveNumber);
    app.add_flag("--no-limits", o.no_limits, "Do not measure the processor's limits");
    app.add_option("--json", o.json, "Write everything to this file");
    app.footer(
        "Google Benchmark's own options are taken as well: --benchmark_repetitions=N (5), --benchmark_filter=REGEX,\n"
        "--benchmark_out=FILE and so on. For steady numbers: taskset -c CORE facenet_bench.\n");
    app.allow_extras();
}

std::vector<facenet::Isa> chosen_isas(const Options& o) {
    std::vector<facenet::Isa> chosen;
    for (const facenet::Isa isa : facenet::kAllIsas) {
        const bool named = std::count(o.isas.begin(), o.isas.end(), facenet::isa_name(isa)) > 0;
        const bool by_default = o.layers.empty() ? isa != facenet::Isa::reference : isa == facenet::best_isa();
        if (named && !facenet::isa_available(isa))
            throw facenet::Error(std::string("this processor has no ") + facenet::isa_name(isa));
        if (facenet::isa_available(isa) && (o.isas.empty() ? by_default : named)) chosen.push_back(isa);
    }
    if (chosen.size() < o.isas.size()) throw facenet::Error("--isa: expected native, avx2, avx512 or reference");
    return chosen;
}

/// What nobody asked for is not measured with more threads than there are cores.
std::vector<int> chosen_threads(const Options& o, const bench::Machine& machine) {
    if (!o.threads.empty()) return o.threads;
    if (o.layers.empty() && bench::usable_cores(machine) > 1) return {1, 2};
    return {1};
}

std::vector<std::string> chosen_networks(const Options& o, bench::Models& models) {
    std::vector<std::string> chosen = o.networks;
    chosen.insert(chosen.end(), o.layers.begin(), o.layers.end());
    const bool named = !chosen.empty();
    for (const std::string& path : o.blobs)
        for (const std::string& name : models.add_blob(path))
            if (!named) chosen.push_back(name);
    if (chosen.empty())
        for (const bench::Network& network : bench::networks())
            chosen.push_back(network.name);
    std::vector<std::string> once;
    for (const std::string& name : chosen)
        if (std::find(once.begin(), once.end(), name) == once.end()) once.push_back(bench::network(name).name);
    return once;
}

/// Google Benchmark's own options; ours come first, so that the user's win.
void initialise_benchmark(const char* program, const std::vector<std::string>& extras) {
    std::vector<std::string> words{program, "--benchmark_repetitions=5"};
    words.insert(words.end(), extras.begin(), extras.end());
    std::vector<char*> argv;
    for (std::string& word : words)
        argv.push_back(word.data());
    int argc = static_cast<int>(argv.size());
    benchmark::Initialize(&argc, argv.data());
    if (argc > 1) throw facenet::Error(std::string("unknown option ") + argv[1] + "; --help lists all");
}

void run(const Options& o, const char* program, const std::vector<std::string>& extras) {
    bench::Report report;
    bench::Models models;
    report.machine = bench::machine();
    report.isas = chosen_isas(o);
    report.threads = chosen_threads(o, report.machine);
    if (!o.json.empty()) bench::write_json(report, o.json);  // or it would fail after minutes of measuring
    const std::vector<int> batches = o.batches.empty() ? std::vector<int>{1} : o.batches;
    double seconds = o.seconds;
    for (const std::string& word : extras)
        if (word.rfind("--benchmark_min_time", 0) == 0) seconds = 0;
    initialise_benchmark(program, extras);
    for (const facenet::Isa isa : report.isas)
        for (const int threads : report.threads)
            if (!o.no_limits && threads <= bench::usable_cores(report.machine)) bench::register_limits(isa, threads);
    for (const std::string& network : chosen_networks(o, models))
        for (const facenet::Isa isa : report.isas)
            for (const int threads : report.threads)
                for (const int batch : batches) {
                    bench::Measured m;
                    m.wanted = {network, isa, threads, batch};
                    m.by_layer = std::find(o.layers.begin(), o.layers.end(), network) != o.layers.end();
                    report.measured.push_back(std::move(m));
                    bench::register_network(report.measured.back(), models, seconds);
                }
    const int most = *std::max_element(report.threads.begin(), report.threads.end());
    std::printf("%s\n\n", bench::describe(report.machine, most).c_str());
    std::fflush(stdout);
    benchmark::RunSpecifiedBenchmarks(&report.results);
    bench::print_limits(report);
    bench::print_networks(report);
    for (const bench::Measured& m : report.measured)
        bench::print_layers(report, m);
    if (!o.json.empty()) bench::write_json(report, o.json);
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("Measures the networks beside the limits of the processor.", "facenet_bench");
    Options options;
    describe(app, options);
    try {
        app.parse(argc, argv);
        run(options, argv[0], app.remaining());
        return 0;
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "facenet_bench: %s\n", error.what());
        return 2;
    }
}

// SPDX-License-Identifier: MIT
/// facenet_cluster_bench: clusters the embeddings of a file once and prints how long it took as JSON.
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "facenet/cluster_embeddings.hpp"

namespace {

struct Options {
    std::string file, labels, method = "average";
    int size = 128;
    float threshold = 0;
    std::size_t number = 0;
    bool precomputed = false;
    facenet::GraphOptions graph;
};

std::vector<float> read_floats(const std::string& path) {
    std::ifstream file(path, std::ios::binary | std::ios::ate);
    if (!file) throw facenet::Error(path + ": cannot be read");
    std::vector<float> values(static_cast<std::size_t>(file.tellg()) / sizeof(float));
    file.seekg(0);
    file.read(reinterpret_cast<char*>(values.data()), static_cast<std::streamsize>(values.size() * sizeof(float)));
    return values;
}

/// Processor time is what other programs disturb least; of several threads it is the sum.
struct Seconds {
    double wall = 0, processor = 0;
};

class Stopwatch {
public:
    Seconds seconds() const {
        return {std::chrono::duration<double>(Clock::now() - start_).count(),
                static_cast<double>(std::clock() - processor_) / CLOCKS_PER_SEC};
    }

private:
    using Clock = std::chrono::steady_clock;
    Clock::time_point start_ = Clock::now();
    std::clock_t processor_ = std::clock();
};

const std::map<std::string, facenet::Linkage> kLinkages = {{"average", facenet::Linkage::average},
                                                           {"complete", facenet::Linkage::complete},
                                                           {"single", facenet::Linkage::single}};

/// Seconds and clusters from the embeddings.
Seconds from_embeddings(const Options& o, const facenet::FloatRows& rows, facenet::Clusters& clusters) {
    facenet::Recipe recipe;
    recipe.metric = facenet::Metric::l2;
    recipe.group_threshold = o.threshold;
    const Stopwatch watch;
    if (o.method == "graph") clusters = facenet::cluster_graph(recipe, rows, {}, o.graph);
    else if (o.number == 0) clusters = facenet::cluster(recipe, rows, {}, kLinkages.at(o.method));
    else clusters = facenet::dendrogram(recipe, rows, {}, kLinkages.at(o.method)).into(o.number);
    return watch.seconds();
}

/// The same from distances that are there already.
Seconds from_distances(const Options& o, const facenet::FloatRows& rows, facenet::Clusters& clusters) {
    std::vector<float> table(rows.count * rows.count / 2);
    const auto row = [&](std::size_t i) { return table.data() + (i == 0 ? 0 : i * (i - 1) / 2); };
    for (std::size_t i = 1; i < rows.count; ++i)
        facenet::distances(facenet::Metric::l2, rows[i], {rows.values, i, rows.size}, row(i));
    const auto distance = [&](std::size_t a, std::size_t b) { return row(b)[a]; };
    const facenet::Linkage linkage = kLinkages.at(o.method);
    const Stopwatch watch;
    if (o.number == 0) clusters = facenet::cluster(rows.count, distance, o.threshold, linkage);
    else clusters = facenet::dendrogram(rows.count, distance, linkage).into(o.number);
    return watch.seconds();
}

void run(const Options& o) {
    const std::vector<float> values = read_floats(o.file);
    const facenet::FloatRows rows{values.data(), values.size() / static_cast<std::size_t>(o.size), o.size};
    facenet::Clusters clusters;
    const Seconds seconds = o.precomputed ? from_distances(o, rows, clusters) : from_embeddings(o, rows, clusters);
    if (!o.labels.empty()) {
        std::ofstream file(o.labels, std::ios::binary);
        file.write(reinterpret_cast<const char*>(clusters.label.data()),
                   static_cast<std::streamsize>(clusters.label.size() * sizeof(int)));
    }
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const nlohmann::json json = {{"embeddings", rows.count},
                                 {"clusters", clusters.count},
                                 {"seconds", seconds.wall},
                                 {"processor_seconds", seconds.processor},
                                 {"peak_mb", static_cast<double>(usage.ru_maxrss) / 1024}};
    std::printf("%s\n", json.dump().c_str());
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("Clusters the embeddings of a file by their Euclidean distances, and says how long it took.",
                 "facenet_cluster_bench");
    Options options;
    app.add_option("FILE", options.file, "float32 numbers, one embedding after the other")->required();
    app.add_option("--size", options.size, "numbers of an embedding (128)")->check(CLI::Range(1, 1024));
    app.add_option("--method", options.method, "average, complete or single linkage, or graph (average)")
        ->check(CLI::IsMember({"average", "complete", "single", "graph"}));
    app.add_option("--threshold", options.threshold, "clusters closer than this are joined");
    app.add_option("--number", options.number, "how many clusters there are to be, instead of a threshold");
    app.add_flag("--precomputed", options.precomputed, "compute all distances beforehand and time the rest");
    app.add_option("--neighbours", options.graph.neighbours, "of the graph (32)");
    app.add_option("--split-up-to", options.graph.split_up_to, "split the graph's communities of at most so many (10000)");
    app.add_option("--threads", options.graph.threads, "of the graph's search (1)");
    app.add_option("--labels", options.labels, "write every embedding's cluster here, as int32");
    CLI11_PARSE(app, argc, argv);
    try {
        run(options);
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "facenet_cluster_bench: %s\n", error.what());
        return 2;
    }
}

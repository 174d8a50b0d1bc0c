// SPDX-License-Identifier: MIT
#include <fstream>
#include <nlohmann/json.hpp>

#include "facenet/core/error.hpp"
#include "report.hpp"

namespace bench {
namespace {

using Json = nlohmann::ordered_json;

/// null where there is no number.
Json json(std::optional<double> value) {
    return value ? Json(*value) : Json(nullptr);
}
Json json(facenet::Dims d) {
    return Json::array({d.height, d.width, d.channels});
}

Json limits_json(const Report& report) {
    Json all = Json::array();
    for (const facenet::Isa isa : report.isas)
        for (const int threads : report.threads) {
            const Limits found = limits(report.results, isa, threads);
            if (!found.products_per_second && found.reads.empty()) continue;
            Json reads = Json::array();
            for (const Limits::Read& read : found.reads)
                reads.push_back({{"bytes", read.bytes}, {"bytes_per_second", read.bytes_per_second}});
            all.push_back({{"isa", facenet::isa_name(isa)},
                           {"threads", threads},
                           {"products_per_second", json(found.products_per_second)},
                           {"reads", reads}});
        }
    return all;
}

Json layers_json(const Measured& m, const Limits& found) {
    Json all = Json::array();
    for (std::size_t i = 0; i < m.seconds.size(); ++i) {
        const Work& work = m.work[i];
        const auto b = bound(work, found, m.working_set);
        all.push_back({{"name", work.name},
                       {"kind", work.kind},
                       {"algorithm", work.way},
                       {"in", json(work.in)},
                       {"out", json(work.out)},
                       {"milliseconds", m.seconds[i] * 1e3},
                       {"limit_milliseconds", json(b ? std::optional<double>(b->seconds * 1e3) : std::nullopt)},
                       {"multiply_adds", work.multiply_adds},
                       {"products", work.products},
                       {"weight_bytes", work.weight_bytes},
                       {"map_bytes", work.map_bytes}});
    }
    return all;
}

Json network_json(const Report& report, const Measured& m) {
    const auto in_milliseconds = [](std::optional<double> s) { return json(s ? std::optional<double>(*s * 1e3) : s); };
    Json network{{"network", m.wanted.network},
                 {"isa", facenet::isa_name(m.wanted.isa)},
                 {"threads", m.wanted.threads},
                 {"batch", m.wanted.batch},
                 {"milliseconds", in_milliseconds(run_seconds(report.results, m.wanted))},
                 {"cpu_milliseconds", in_milliseconds(run_cpu_seconds(report.results, m.wanted))},
                 {"weight_bytes", m.weight_bytes},
                 {"working_set_bytes", m.working_set}};
    if (m.by_layer) network["layers"] = layers_json(m, limits(report.results, m.wanted.isa, m.wanted.threads));
    return network;
}

}  // namespace

void write_json(const Report& report, const std::string& path) {
    Json all{{"facenet", FACENET_VERSION},    {"processor", report.machine.processor},
             {"core", report.machine.core},   {"allowed_cores", report.machine.cores},
             {"limits", limits_json(report)}, {"networks", Json::array()}};
    for (const Measured& m : report.measured)
        if (!m.work.empty()) all["networks"].push_back(network_json(report, m));
    std::ofstream file(path);
    file << all.dump(2) << '\n';
    if (!file.flush()) throw facenet::Error(path + ": cannot be written");
}

}  // namespace bench

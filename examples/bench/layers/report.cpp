// SPDX-License-Identifier: MIT
#include "report.hpp"

#include <algorithm>
#include <cstdio>
#include <map>

#include "table.hpp"

namespace bench {
namespace {

std::string dims_text(facenet::Dims d) {
    return std::to_string(d.height) + "x" + std::to_string(d.width) + "x" + std::to_string(d.channels);
}

std::optional<double> scaled(std::optional<double> value, double factor) {
    return value ? std::optional<double>(*value * factor) : std::nullopt;
}

std::optional<double> total_bound(const Measured& m, const Limits& limits) {
    double seconds = 0;
    for (const Work& work : m.work) {
        const auto b = bound(work, limits, m.working_set);
        if (!b) return std::nullopt;
        seconds += b->seconds;
    }
    return seconds;
}

double total(const Measured& m, double Work::*part) {
    double sum = 0;
    for (const Work& work : m.work)
        sum += work.*part;
    return sum;
}

/// Why a layer takes longer than its limit.
std::string lacks(const Work& work, const Bound& b, double seconds, const Limits& limits, double working_set) {
    std::string text;
    switch (b.by) {
    case Bound::By::products:
        text = "products at " + share(work.products / seconds, limits.products_per_second) + " of the peak";
        break;
    case Bound::By::weights: {
        const double rate = *limits.bytes_per_second(working_set);
        text = "weights read at " + number(work.weight_bytes / seconds * 1e-9, 1) + " of " + number(rate * 1e-9, 1) +
               " GB/s; products alone would take " + number(work.products / *limits.products_per_second * 1e3, 3) +
               " ms";
        break;
    }
    case Bound::By::maps:
        text = "maps read and written at " + number(work.map_bytes / seconds * 1e-9, 1) + " of " +
               number(*limits.bytes_per_second(work.map_bytes) * 1e-9, 1) + " GB/s";
        break;
    }
    for (const std::string& burden : work.burdens)
        text += "; " + burden;
    if (b.by != Bound::By::products) return text;
    const double weights = work.weight_bytes / *limits.bytes_per_second(working_set);
    if (weights > 0.3 * b.seconds) text += "; reading its weights takes " + number(weights * 1e3, 3) + " ms of its own";
    else if (work.burdens.empty() && seconds > 1.25 * b.seconds) text += "; nothing in its shape excuses it";
    return text;
}

/// Layers of one shape, which a network repeats: they are slow for one reason.
struct Group {
    std::size_t worst;  // index of the one that loses most
    int count = 0;
    double lost = 0;  // seconds, of all
};

std::vector<Group> groups_by_loss(const Measured& m, const Limits& limits) {
    std::map<std::string, Group> by_shape;
    std::vector<double> lost;
    for (std::size_t i = 0; i < m.work.size(); ++i) {
        const Work& work = m.work[i];
        lost.push_back(m.seconds[i] - bound(work, limits, m.working_set)->seconds);
        const std::string last = work.name.substr(work.name.rfind('/') + 1);
        const std::string what = work.kind.empty() ? last : work.kind + work.way;
        Group& group = by_shape.try_emplace(what + dims_text(work.in) + dims_text(work.out), Group{i}).first->second;
        if (lost[i] > lost[group.worst]) group.worst = i;
        ++group.count;
        group.lost += lost[i];
    }
    std::vector<Group> groups;
    for (const auto& [shape, group] : by_shape)
        groups.push_back(group);
    std::sort(groups.begin(), groups.end(), [](const Group& a, const Group& b) { return a.lost > b.lost; });
    return groups;
}

void print_worst(const Measured& m, const Limits& limits) {
    std::vector<Group> groups = groups_by_loss(m, limits);
    if (groups.size() > 5) groups.resize(5);
    std::printf("\nFarthest from their limits, layers of one shape together:\n");
    for (const Group& group : groups) {
        const Work& work = m.work[group.worst];
        const double seconds = m.seconds[group.worst];
        const Bound b = *bound(work, limits, m.working_set);
        std::string what = work.name;
        if (!work.kind.empty()) what += " (" + work.kind + (work.way.empty() ? "" : ", " + work.way) + ")";
        if (group.count > 1) what += " and " + std::to_string(group.count - 1) + " like it";
        std::printf("  %s ms lost: #%zu %s: %s ms, limit %s\n      %s\n", number(group.lost * 1e3, 3).c_str(),
                    group.worst, what.c_str(), number(seconds * 1e3, 3).c_str(), number(b.seconds * 1e3, 3).c_str(),
                    lacks(work, b, seconds, limits, m.working_set).c_str());
    }
}

}  // namespace

void print_limits(const Report& report) {
    std::vector<std::string> heads{"limits", "threads", "Gproducts/s"};
    for (const std::size_t bytes : kReadSizes)
        heads.push_back(size_text(bytes));
    Table table(heads, 1);
    bool any = false;
    for (const facenet::Isa isa : report.isas)
        for (const int threads : report.threads) {
            const Limits found = limits(report.results, isa, threads);
            if (!found.products_per_second && found.reads.empty()) continue;
            any = true;
            std::vector<std::string> row{facenet::isa_name(isa), std::to_string(threads),
                                         number(scaled(found.products_per_second, 1e-9), 1)};
            for (const std::size_t bytes : kReadSizes) {
                std::optional<double> rate;
                for (const Limits::Read& read : found.reads)
                    if (read.bytes == bytes) rate = read.bytes_per_second * 1e-9;
                row.push_back(number(rate, 1));
            }
            table.add(row);
        }
    if (!any) return;
    table.print();
    std::printf(
        "(Products: of single-precision multiply-adds. Sizes: GB/s read from so much memory, all threads "
        "together.)\n\n");
}

void print_networks(const Report& report) {
    Table table({"network", "isa", "threads", "batch", "ms", "cpu ms", "ms/face", "GMAC", "GMAC/s", "of peak",
                 "weights MB", "GB/s", "of read", "limit ms", "of limit"},
                2);
    bool any = false;
    int disturbed = 0;
    for (const Measured& m : report.measured) {
        const auto seconds = run_seconds(report.results, m.wanted), cpu = run_cpu_seconds(report.results, m.wanted);
        if (!seconds) continue;
        any = true;
        // One thread's time without what other programs took; of several threads, it would contain their waiting.
        const double own = m.wanted.threads == 1 ? std::min(*seconds, *cpu) : *seconds;
        if (*seconds > 1.05 * own) ++disturbed;
        const Limits found = limits(report.results, m.wanted.isa, m.wanted.threads);
        const double multiply_adds = total(m, &Work::multiply_adds), products = total(m, &Work::products);
        const auto least = total_bound(m, found);
        table.add({m.wanted.network, facenet::isa_name(m.wanted.isa), std::to_string(m.wanted.threads),
                   std::to_string(m.wanted.batch), number(*seconds * 1e3, 3), number(scaled(cpu, 1e3), 3),
                   number(own / m.wanted.batch * 1e3, 3), number(multiply_adds * 1e-9, 3),
                   number(multiply_adds / own * 1e-9, 1), share(products / own, found.products_per_second),
                   number(m.weight_bytes * 1e-6, 1), number(m.weight_bytes / own * 1e-9, 2),
                   share(m.weight_bytes / own, found.bytes_per_second(m.working_set)), number(scaled(least, 1e3), 3),
                   share(least, own)});
    }
    if (!any) return;
    table.print();
    std::printf(
        "(ms: median run; what follows is, with one thread, of the CPU time where that is less. GMAC/s counts "
        "multiply-adds by\n"
        "definition, 'of peak' the products that Winograd leaves. Weights as packed; 'of read': of the bandwidth at "
        "the size\n"
        "of weights and workspace. Limit: the sum over the layers.)\n");
    if (disturbed > 0)
        std::printf(
            "** other programs had the core for a part of %d of these times: there, 'cpu ms' is nearer the truth\n",
            disturbed);
}

void print_layers(const Report& report, const Measured& m) {
    if (m.seconds.empty()) return;
    const Limits found = limits(report.results, m.wanted.isa, m.wanted.threads);
    const auto rate = found.bytes_per_second(m.working_set);
    double sum = 0;
    for (const double seconds : m.seconds)
        sum += seconds;
    std::printf("\n%s, %s, threads: %d, batch: %d\n\n", m.wanted.network.c_str(), facenet::isa_name(m.wanted.isa),
                m.wanted.threads, m.wanted.batch);
    Table table({"layer", "kind", "algorithm", "in", "out", "#", "ms", "of all", "GMAC/s", "of peak", "weights KB",
                 "GB/s", "of read", "limit ms", "of limit"},
                5);
    bool bounded = true;
    for (std::size_t i = 0; i < m.work.size(); ++i) {
        const Work& work = m.work[i];
        const double seconds = m.seconds[i];
        const auto b = bound(work, found, m.working_set);
        bounded = bounded && b;
        const std::optional<double> least = b ? std::optional<double>(b->seconds) : std::nullopt;
        const bool conv = work.products > 0;
        const auto only_conv = [&](std::string text) { return conv ? text : std::string("-"); };
        table.add(
            {work.name, work.kind, work.way, dims_text(work.in), dims_text(work.out), std::to_string(i),
             number(seconds * 1e3, 4), share(seconds, sum), only_conv(number(work.multiply_adds / seconds * 1e-9, 1)),
             only_conv(share(work.products / seconds, found.products_per_second)),
             only_conv(number(work.weight_bytes * 1e-3, 0)), only_conv(number(work.weight_bytes / seconds * 1e-9, 1)),
             only_conv(share(work.weight_bytes / seconds, rate)), number(scaled(least, 1e3), 4),
             share(least, seconds)});
    }
    table.print();
    std::printf(
        "\nsum of the layers' medians %s ms; whole network %s ms, of the processor's time %s ms; sum of their limits "
        "%s ms\n",
        number(sum * 1e3, 3).c_str(), number(scaled(run_seconds(report.results, m.wanted), 1e3), 3).c_str(),
        number(scaled(run_cpu_seconds(report.results, m.wanted), 1e3), 3).c_str(),
        number(scaled(total_bound(m, found), 1e3), 3).c_str());
    if (rate)
        std::printf("weights and workspace: %s MB, read at up to %s GB/s\n", number(m.working_set * 1e-6, 1).c_str(),
                    number(*rate * 1e-9, 1).c_str());
    if (bounded) print_worst(m, found);
}

}  // namespace bench

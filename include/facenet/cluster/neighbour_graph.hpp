// SPDX-License-Identifier: MIT
/// Who is near to whom, as far as the nearest few: what a large set has instead of all distances.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "../nearest/exact.hpp"

FACENET_NAMESPACE_BEGIN
namespace detail {

/// Two items of which one is among the nearest of the other; a < b. The weight is 1 at distance 0 and 0 at the
/// threshold.
struct NearPair {
    std::uint32_t a = 0, b = 0;
    float weight = 0;
};

/// All pairs closer than `threshold` of which one is among the `k` nearest of the other, each once, in order. Exact;
/// for each item k pairs are kept at most.
inline std::vector<NearPair> near_pairs(Metric metric, float threshold, const FloatRows& rows, std::size_t k,
                                        std::size_t threads) {
    constexpr std::size_t kBlock = 1024;  // the search's answers for as many are kept at a time
    std::vector<NearPair> pairs;
    for (std::size_t first = 0; first < rows.count; first += kBlock) {
        const FloatRows block{rows[first], std::min(kBlock, rows.count - first), rows.size};
        const auto found = nearest(metric, block, rows, k + 1, nullptr, threads);  // itself is among them
        for (std::size_t i = 0; i < found.size(); ++i)
            for (const Neighbour& other : found[i]) {
                if (other.row == first + i || !(other.distance < threshold)) continue;
                const auto [a, b] = std::minmax({first + i, other.row});
                pairs.push_back(
                    {static_cast<std::uint32_t>(a), static_cast<std::uint32_t>(b), 1 - other.distance / threshold});
            }
    }
    std::sort(pairs.begin(), pairs.end(), [](const NearPair& x, const NearPair& y) {
        return std::pair(x.a, x.b) != std::pair(y.a, y.b) ? std::pair(x.a, x.b) < std::pair(y.a, y.b)
                                                          : x.weight < y.weight;
    });
    pairs.erase(std::unique(pairs.begin(), pairs.end(),
                            [](const NearPair& x, const NearPair& y) { return x.a == y.a && x.b == y.b; }),
                pairs.end());
    return pairs;
}

/// A weighted graph: node n has edges first[n] to first[n + 1] - 1.
struct Graph {
    struct Edge {
        std::uint32_t to = 0;
        float weight = 0;
    };
    std::vector<std::size_t> first;
    std::vector<Edge> edges;

    std::size_t nodes() const { return first.size() - 1; }
};

/// The graph of pairs whose items belong to nodes, several to one where they must be linked: their weights add up.
inline Graph make_graph(const std::vector<NearPair>& pairs, const std::vector<int>& node_of, std::size_t nodes) {
    const auto ends = [&](const NearPair& pair) {
        return std::pair(static_cast<std::uint32_t>(node_of[pair.a]), static_cast<std::uint32_t>(node_of[pair.b]));
    };
    Graph graph;
    graph.first.assign(nodes + 1, 0);
    for (const NearPair& pair : pairs)
        if (const auto [a, b] = ends(pair); a != b) ++graph.first[a + 1], ++graph.first[b + 1];
    for (std::size_t n = 0; n < nodes; ++n)
        graph.first[n + 1] += graph.first[n];
    graph.edges.resize(graph.first.back());
    std::vector<std::size_t> next(graph.first.begin(), graph.first.end() - 1);
    for (const NearPair& pair : pairs)
        if (const auto [a, b] = ends(pair); a != b) {
            graph.edges[next[a]++] = {b, pair.weight};
            graph.edges[next[b]++] = {a, pair.weight};
        }
    return graph;
}

}  // namespace detail
FACENET_NAMESPACE_END

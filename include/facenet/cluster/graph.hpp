// SPDX-License-Identifier: MIT
/// Clusters of more embeddings than a table of all their distances could hold.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "chinese_whispers.hpp"
#include "communities.hpp"
#include "constraints.hpp"
#include "embedding_table.hpp"

FACENET_NAMESPACE_BEGIN

/// How cluster_graph() goes about it.
struct GraphOptions {
    std::size_t neighbours = 32;  ///< of each embedding at most so many are looked at
    std::size_t threads = 1;      ///< that search them; their number changes no result
    int rounds = 100;             ///< of Chinese whispers at most; a few tens change nothing any more as a rule
    std::uint64_t seed = 1;       ///< of the order in which they visit the embeddings
    /// The largest communities that are split by average linkage, which takes 2 * split_up_to^2 bytes; 0: none are.
    std::size_t split_up_to = 10000;
};

/// As cluster_graph(), never throwing.
inline Result<Clusters> try_cluster_graph(const Recipe& recipe, const FloatRows& rows,
                                          const Constraints& constraints = {}, const GraphOptions& options = {}) {
    if (Result<void> checked = detail::check_rows(rows); !checked) return checked.error();
    constexpr std::size_t kMost = 0x7FFFFFFF;  // labels are int
    if (rows.count > kMost)
        return mismatch_error("cluster", "at most " + std::to_string(kMost) + " embeddings",
                              std::to_string(rows.count));
    return guarded<Clusters>("cluster", [&]() -> Result<Clusters> {
        detail::DisjointSets must(rows.count);
        if (Result<void> united = detail::unite_must_links(constraints, rows.count, must); !united)
            return united.error();
        // What must be linked is one node from the start.
        const Clusters node = must.clusters();
        const auto nodes = static_cast<std::size_t>(node.count);
        detail::ApartGroups apart(nodes);
        const auto add_apart = [&](const std::vector<std::size_t>& items) {
            std::vector<std::uint32_t> group;
            for (const std::size_t item : items)
                group.push_back(static_cast<std::uint32_t>(node.label[item]));
            apart.add(std::move(group));
        };
        for (const auto& [a, b] : constraints.cannot_link)
            add_apart({a, b});
        for (const auto& faces : detail::shared_groups(constraints.photo, kNoPhoto))
            add_apart(faces);

        const std::size_t k = std::min(options.neighbours, rows.count);
        const detail::Graph graph = detail::make_graph(
            detail::near_pairs(recipe.metric, recipe.group_threshold, rows, k, options.threads), node.label, nodes);
        const std::vector<std::uint32_t> label =
            detail::ChineseWhispers(graph, apart).run(options.rounds, options.seed);
        // As Clusters numbers them: in the order of their first items.
        Clusters communities;
        std::vector<int> number(nodes, -1);
        for (const int n : node.label) {
            int& community = number[label[static_cast<std::size_t>(n)]];
            if (community < 0) community = communities.count++;
            communities.label.push_back(community);
        }
        return detail::split_communities(recipe, rows, communities, constraints.must_link, options.split_up_to);
    });
}

/// Groups many embeddings by their nearest neighbours: a graph joins each with its nearest few (of those closer than
/// recipe.group_threshold, as the recipe's metric has it), Chinese whispers find its communities, and each of these is
/// split by average linkage at that threshold, which parts the strangers whom a single short edge brought into it.
/// Memory grows with count * neighbours and not with count^2 (100,000 embeddings of 128 numbers: some hundred MB with
/// the embeddings), time with count^2, since the nearest neighbours are exact.
///
/// Constraints are kept as the agglomeration keeps them. The same input, options and seed give the same clusters
/// (of equally heavy labels a node keeps its own, else takes the lowest); another seed may give others where parts of
/// the graph hang together loosely. Errors: memory is short; constraints contradict each other, or are about other
/// items.
inline Outcome<Clusters> cluster_graph(const Recipe& recipe, const FloatRows& rows, const Constraints& constraints = {},
                                       const GraphOptions& options = {}) {
    return deliver(try_cluster_graph(recipe, rows, constraints, options));
}

FACENET_NAMESPACE_END

// SPDX-License-Identifier: MIT
/// Chinese whispers (Biemann 2006): every node takes the label that its neighbours favour, until none changes.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <random>
#include <utility>
#include <vector>

#include "neighbour_graph.hpp"

FACENET_NAMESPACE_BEGIN
namespace detail {

/// Groups of nodes of which no two may have one label: the faces of a photo, or a pair that cannot be linked.
class ApartGroups {
public:
    explicit ApartGroups(std::size_t nodes) : groups_of_(nodes) {}

    void add(std::vector<std::uint32_t> nodes) {
        for (const std::uint32_t node : nodes)
            groups_of_[node].push_back(static_cast<std::uint32_t>(groups_.size()));
        groups_.push_back(std::move(nodes));
    }

    /// Calls fn with every node that must be apart from `node`; some of them several times.
    template <class Fn>
    void for_each_apart(std::uint32_t node, const Fn& fn) const {
        for (const std::uint32_t group : groups_of_[node])
            for (const std::uint32_t other : groups_[group])
                if (other != node) fn(other);
    }

private:
    std::vector<std::vector<std::uint32_t>> groups_, groups_of_;
};

class ChineseWhispers {
public:
    ChineseWhispers(const Graph& graph, const ApartGroups& apart)
        : graph_(graph), apart_(apart), label_(graph.nodes()), weight_(graph.nodes()), forbidden_(graph.nodes()) {
        std::iota(label_.begin(), label_.end(), 0u);
    }

    /// Visits all nodes in a random order, anew in each round, until a round changes nothing or `rounds` are over.
    /// Nodes change one after the other and never to a label that one has from which they must be apart, so that at no
    /// time two such nodes have the same.
    const std::vector<std::uint32_t>& run(int rounds, std::uint64_t seed) {
        std::mt19937_64 random(seed);
        std::vector<std::uint32_t> order = label_;
        for (bool changed = true; changed && rounds > 0; --rounds) {
            // std::shuffle would give each standard library its own order.
            for (std::size_t i = order.size(); i > 1; --i)
                std::swap(order[i - 1], order[random() % i]);
            changed = false;
            for (const std::uint32_t node : order)
                changed = visit(node) || changed;
        }
        return label_;
    }

private:
    /// Takes the label of the largest weight; of equals its own, else the lowest. Did it change?
    bool visit(std::uint32_t node) {
        const auto edges = graph_.edges.begin();
        const auto begin = edges + static_cast<std::ptrdiff_t>(graph_.first[node]);
        const auto end = edges + static_cast<std::ptrdiff_t>(graph_.first[node + 1]);
        for (auto edge = begin; edge != end; ++edge)
            weight_[label_[edge->to]] += edge->weight;
        apart_.for_each_apart(node, [&](std::uint32_t other) { forbidden_[label_[other]] = true; });
        std::uint32_t best = label_[node];
        for (auto edge = begin; edge != end; ++edge) {
            const std::uint32_t label = label_[edge->to];
            if (forbidden_[label]) continue;
            if (weight_[label] > weight_[best] ||
                (weight_[label] == weight_[best] && best != label_[node] && label < best))
                best = label;
        }
        for (auto edge = begin; edge != end; ++edge)
            weight_[label_[edge->to]] = 0;
        apart_.for_each_apart(node, [&](std::uint32_t other) { forbidden_[label_[other]] = false; });
        return std::exchange(label_[node], best) != best;
    }

    const Graph& graph_;
    const ApartGroups& apart_;
    std::vector<std::uint32_t> label_;
    std::vector<double> weight_;   // of each label at the node that is visited; zero between visits
    std::vector<bool> forbidden_;  // to that node; false between visits
};

}  // namespace detail
FACENET_NAMESPACE_END

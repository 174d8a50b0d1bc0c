// SPDX-License-Identifier: MIT
/// Clusters that grow: added embeddings join the known clusters or found new ones.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "agglomerate.hpp"
#include "embedding_table.hpp"

FACENET_NAMESPACE_BEGIN
namespace detail {

/// Embeddings in clusters, and others that come to them. Items are numbered through: the known ones, then the added.
class Extension {
public:
    Extension(const Recipe& recipe, const FloatRows& known, const Clusters& clusters, const FloatRows& added,
              Linkage linkage)
        : recipe_(recipe),
          known_(known),
          clusters_(clusters),
          added_(added),
          linkage_(linkage),
          members_(static_cast<std::size_t>(clusters.count)) {
        for (std::size_t i = 0; i < known.count; ++i)
            members_[cluster_of(i)].push_back(i);
    }

    /// Agglomerates the added embeddings together with the known clusters, of which no two can be linked.
    Result<Clusters> run(const Constraints& constraints) {
        if (Result<void> checked = check(constraints); !checked) return checked.error();
        const std::vector<std::size_t> near = near_clusters(constraints);
        auto table = PairTable::make(near.size() + added_.count);
        if (!table) return table.error();
        std::vector<std::size_t> sizes(table->count(), 1);
        for (std::size_t c = 0; c < near.size(); ++c) {
            sizes[c] = members_[near[c]].size();
            std::fill_n(table->row(c), c, kCannotLink);
        }
        for (std::size_t i = 0; i < added_.count; ++i) {
            const std::vector<float> distance = to_clusters(i);
            for (std::size_t c = 0; c < near.size(); ++c)
                table->row(near.size() + i)[c] = distance[near[c]];
        }
        write_distances(recipe_.metric, added_, *table, near.size());
        write(constraints, near, *table);
        const Result<Dendrogram> tree = agglomerate(std::move(*table), linkage_, recipe_.group_threshold, sizes);
        if (!tree) return tree.error();
        return labelled(tree->at(recipe_.group_threshold), near);
    }

private:
    std::size_t cluster_of(std::size_t item) const { return static_cast<std::size_t>(clusters_.label[item]); }

    /// Done before distances are, and where items still have the caller's numbers.
    Result<void> check(const Constraints& constraints) const {
        DisjointSets sets(known_.count + added_.count);
        for (const auto& items : members_)
            for (const std::size_t item : items)
                sets.unite(items.front(), item);
        if (Result<void> united = unite_must_links(constraints, known_.count + added_.count, sets, known_.count);
            !united)
            return united;
        for (const auto& items : members_)
            if (!items.empty() && sets.lowest(items.front()) != items.front())
                return contradiction(sets.lowest(items.front()), items.front());
        return {};
    }

    /// Linkage distances of an added embedding from all known clusters.
    std::vector<float> to_clusters(std::size_t i) const {
        std::vector<float> distance(known_.count), result(members_.size(), kCannotLink);
        distances(recipe_.metric, added_[i], known_, distance.data());
        for (std::size_t c = 0; c < members_.size(); ++c) {
            if (members_[c].empty()) continue;
            double sum = 0;
            float farthest = kMustLink, closest = kCannotLink;
            for (const std::size_t item : members_[c]) {
                sum += static_cast<double>(distance[item]);
                farthest = std::max(farthest, distance[item]), closest = std::min(closest, distance[item]);
            }
            const auto mean = static_cast<float>(sum / static_cast<double>(members_[c].size()));
            result[c] = linkage_ == Linkage::average ? mean : linkage_ == Linkage::complete ? farthest : closest;
            if (!(mean < kCannotLink)) result[c] = kCannotLink;  // a member is not finite
        }
        return result;
    }

    /// The clusters that an added embedding is near enough to, or must be linked to. Others are not going to be: what
    /// is far from all parts is far from the union.
    std::vector<std::size_t> near_clusters(const Constraints& constraints) const {
        std::vector<bool> is_near(members_.size());
        for (std::size_t i = 0; i < added_.count; ++i) {
            const std::vector<float> distance = to_clusters(i);
            for (std::size_t c = 0; c < distance.size(); ++c)
                if (distance[c] < recipe_.group_threshold) is_near[c] = true;
        }
        for (const auto& [a, b] : constraints.must_link)
            if (const auto [low, high] = std::minmax(a, b); low < known_.count && high >= known_.count)
                is_near[cluster_of(low)] = true;
        std::vector<std::size_t> near;
        for (std::size_t c = 0; c < is_near.size(); ++c)
            if (is_near[c]) near.push_back(c);
        return near;
    }

    void write(const Constraints& constraints, const std::vector<std::size_t>& near, PairTable& table) const {
        const auto put = [&](std::size_t a, std::size_t b, float value) {
            const auto [low, high] = std::minmax(a, b);
            if (low == high || high < known_.count) return;
            std::size_t column = near.size() + low - known_.count;
            if (low < known_.count) {
                const auto found = std::lower_bound(near.begin(), near.end(), cluster_of(low));
                if (found == near.end() || *found != cluster_of(low)) return;
                column = static_cast<std::size_t>(found - near.begin());
            }
            table(near.size() + high - known_.count, column) = value;
        };
        for (const auto& [a, b] : constraints.must_link)
            put(a, b, kMustLink);
        (void)for_each_cannot_link(constraints, [&](std::size_t a, std::size_t b) -> Result<void> {
            put(a, b, kCannotLink);
            return {};
        });
    }

    /// `found`: the near clusters' labels and then those of the added embeddings.
    Clusters labelled(const Clusters& found, const std::vector<std::size_t>& near) const {
        Clusters result = clusters_;
        std::vector<int> known_label(static_cast<std::size_t>(found.count), -1);
        for (std::size_t c = 0; c < near.size(); ++c)
            known_label[static_cast<std::size_t>(found.label[c])] = static_cast<int>(near[c]);
        for (std::size_t i = near.size(); i < found.label.size(); ++i) {
            int& label = known_label[static_cast<std::size_t>(found.label[i])];
            if (label < 0) label = result.count++;
            result.label.push_back(label);
        }
        return result;
    }

    const Recipe& recipe_;
    const FloatRows known_;
    const Clusters& clusters_;
    const FloatRows added_;
    Linkage linkage_;
    std::vector<std::vector<std::size_t>> members_;  // the known items of each cluster
};

inline Result<void> check_clusters(const Clusters& clusters, std::size_t count) {
    if (clusters.label.size() != count)
        return mismatch_error("cluster", "labels of the " + std::to_string(count) + " known embeddings",
                              std::to_string(clusters.label.size()));
    for (const int label : clusters.label)
        if (label < 0 || label >= clusters.count)
            return mismatch_error("cluster", "labels from 0 to below " + std::to_string(clusters.count),
                                  std::to_string(label));
    return {};
}

}  // namespace detail

/// As extend(), never throwing.
inline Result<Clusters> try_extend(const Recipe& recipe, const FloatRows& known, const Clusters& clusters,
                                   const FloatRows& added, const Constraints& constraints = {},
                                   Linkage linkage = Linkage::average) {
    for (const FloatRows* rows : {&known, &added})
        if (Result<void> checked = detail::check_rows(*rows); !checked) return checked.error();
    if (known.count > 0 && added.count > 0 && known.size != added.size)
        return mismatch_error("cluster", "embeddings of size " + std::to_string(known.size),
                              std::to_string(added.size));
    if (Result<void> checked = detail::check_clusters(clusters, known.count); !checked) return checked.error();
    return guarded<Clusters>("cluster", [&]() -> Result<Clusters> {
        return detail::Extension(recipe, known, clusters, added, linkage).run(constraints);
    });
}

/// The clusters of the known embeddings, none of them changed, with the added embeddings in them: as long as anything
/// is closer than recipe.group_threshold, the closest two of added embeddings (what they have become) and known
/// clusters are joined, by the same linkage as in cluster(); known clusters are never joined with each other. Labels:
/// those of the known embeddings as they were, then those of the added ones; new clusters are numbered from
/// clusters.count on in the order of their first items. Ties: as in dendrogram(), the known clusters before the added
/// embeddings.
///
/// Constraints number the known embeddings first and then the added ones. What they say about two known embeddings is
/// passed over; an added one is never put into a cluster that holds what it cannot be linked to.
///
/// Takes 2 * (added.count + known clusters that are near to one)^2 bytes beside the embeddings; the known are compared
/// with the added only.
/// Errors: sizes or labels do not fit; memory is short; constraints contradict each other or are about other items.
inline Outcome<Clusters> extend(const Recipe& recipe, const FloatRows& known, const Clusters& clusters,
                                const FloatRows& added, const Constraints& constraints = {},
                                Linkage linkage = Linkage::average) {
    return deliver(try_extend(recipe, known, clusters, added, constraints, linkage));
}

FACENET_NAMESPACE_END

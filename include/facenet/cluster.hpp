// SPDX-License-Identifier: MIT
/// Agglomerative clustering: which of many embeddings are the same person (FaceNet paper, section 5.8).
///
/// Here the distances come from a function. cluster_embeddings.hpp has the same for embeddings in an array, a method
/// for more of them than a table of all distances could hold, and clusters that grow.
#pragma once

#include <cstddef>
#include <utility>

#include "cluster/agglomerate.hpp"

FACENET_NAMESPACE_BEGIN
namespace detail {

template <class Distance>
Result<Dendrogram> agglomerate(const char* where, std::size_t count, Distance& distance, Linkage linkage, float limit) {
    return guarded<Dendrogram>(where, [&]() -> Result<Dendrogram> {
        auto table = PairTable::make(count);
        if (!table) return table.error();
        for (std::size_t i = 1; i < count; ++i)
            for (std::size_t j = 0; j < i; ++j)
                table->row(i)[j] = distance(j, i);
        return agglomerate(std::move(*table), linkage, limit);
    });
}

}  // namespace detail

/// As dendrogram(), never throwing.
template <class Distance>
Result<Dendrogram> try_dendrogram(std::size_t count, Distance&& distance, Linkage linkage = Linkage::average) {
    return detail::agglomerate("dendrogram", count, distance, linkage, kCannotLink);
}

/// The tree of `count` items: starting from one cluster an item, the two closest clusters are joined, again and again,
/// until all are one or none of those left can be linked. `distance(i, j)` is called once for each pair, i < j, and
/// returns a float. kMustLink joins two items before anything else; kCannotLink (or not a number) keeps two apart for
/// good, for instance two faces of one photo.
///
/// Where several pairs of clusters are equally close, the order in which the method comes to them decides: from the
/// cluster whose last item comes first to its nearest, and so on (cluster/agglomeration.hpp). So equal input gives
/// equal trees, and every tree is one that always merged the closest two. Means are kept in single precision.
///
/// Takes 2 * count^2 bytes, and a time that grows with count^2. Errors: memory is short; constraints contradict.
template <class Distance>
Outcome<Dendrogram> dendrogram(std::size_t count, Distance&& distance, Linkage linkage = Linkage::average) {
    return deliver(try_dendrogram(count, std::forward<Distance>(distance), linkage));
}

/// As cluster(), never throwing.
template <class Distance>
Result<Clusters> try_cluster(std::size_t count, Distance&& distance, float threshold,
                             Linkage linkage = Linkage::average) {
    const Result<Dendrogram> tree = detail::agglomerate("cluster", count, distance, linkage, threshold);
    if (!tree) return tree.error();
    return guarded<Clusters>("cluster", [&]() -> Result<Clusters> { return tree->at(threshold); });
}

/// Groups `count` items: those that are one cluster in their dendrogram() after all merges lower than `threshold`.
/// Faster than that where most clusters are farther apart, since they are left alone.
template <class Distance>
Outcome<Clusters> cluster(std::size_t count, Distance&& distance, float threshold, Linkage linkage = Linkage::average) {
    return deliver(try_cluster(count, std::forward<Distance>(distance), threshold, linkage));
}

FACENET_NAMESPACE_END

// SPDX-License-Identifier: MIT
/// Clustering of embeddings that lie in an array:
///   cluster, dendrogram    agglomerative, from a table of all distances: 800 MB for 20,000 embeddings
///   cluster_graph          by a graph of nearest neighbours (cluster/graph.hpp): for more than that
///   extend                 added embeddings join the clusters there are (cluster/extend.hpp)
/// All of them keep must-link and cannot-link constraints (cluster/constraints.hpp).
///
/// A header of its own: facenet.hpp does not bring it.
#pragma once

#include "cluster.hpp"
#include "cluster/agglomerate_embeddings.hpp"
#include "cluster/extend.hpp"
#include "cluster/graph.hpp"

FACENET_NAMESPACE_BEGIN

/// As dendrogram(), never throwing.
inline Result<Dendrogram> try_dendrogram(const Recipe& recipe, const FloatRows& rows,
                                         const Constraints& constraints = {}, Linkage linkage = Linkage::average) {
    return detail::agglomerate("dendrogram", recipe, rows, constraints, linkage, kCannotLink);
}

/// The tree of the embeddings by their distances under the recipe's metric, as cluster.hpp's dendrogram() describes it.
/// An embedding with a number that is not finite is linked to none.
/// Errors: memory is short; constraints contradict each other, or are about other items.
inline Outcome<Dendrogram> dendrogram(const Recipe& recipe, const FloatRows& rows, const Constraints& constraints = {},
                                      Linkage linkage = Linkage::average) {
    return deliver(try_dendrogram(recipe, rows, constraints, linkage));
}

/// As cluster(), never throwing.
inline Result<Clusters> try_cluster(const Recipe& recipe, const FloatRows& rows, const Constraints& constraints = {},
                                    Linkage linkage = Linkage::average) {
    const float threshold = recipe.group_threshold;
    const Result<Dendrogram> tree = detail::agglomerate("cluster", recipe, rows, constraints, linkage, threshold);
    if (!tree) return tree.error();
    return guarded<Clusters>("cluster", [&]() -> Result<Clusters> { return tree->at(threshold); });
}

/// Groups the embeddings: clusters closer than recipe.group_threshold are joined, as cluster.hpp's cluster() describes
/// it. Errors: memory is short; constraints contradict each other, or are about other items.
inline Outcome<Clusters> cluster(const Recipe& recipe, const FloatRows& rows, const Constraints& constraints = {},
                                 Linkage linkage = Linkage::average) {
    return deliver(try_cluster(recipe, rows, constraints, linkage));
}

FACENET_NAMESPACE_END

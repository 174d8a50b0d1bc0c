// SPDX-License-Identifier: MIT
/// From embeddings with constraints to a dendrogram.
#pragma once

#include <utility>

#include "agglomerate.hpp"
#include "embedding_table.hpp"

FACENET_NAMESPACE_BEGIN
namespace detail {

inline Result<Dendrogram> agglomerate(const char* where, const Recipe& recipe, const FloatRows& rows,
                                      const Constraints& constraints, Linkage linkage, float limit) {
    if (Result<void> checked = check_rows(rows); !checked) return checked.error();
    return guarded<Dendrogram>(where, [&]() -> Result<Dendrogram> {
        auto table = PairTable::make(rows.count);
        if (!table) return table.error();
        write_distances(recipe.metric, rows, *table);
        if (Result<void> written = constrain(*table, constraints); !written) return written.error();
        return agglomerate(std::move(*table), linkage, limit);
    });
}

}  // namespace detail

FACENET_NAMESPACE_END

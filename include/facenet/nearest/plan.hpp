// SPDX-License-Identifier: MIT
/// How a search is cut into pieces.
#pragma once

#include <algorithm>
#include <cstddef>

#include "batch.hpp"
#include "rows.hpp"

FACENET_NAMESPACE_BEGIN
namespace detail {

/// Every batch of probes is a task; where there are too few batches for all threads, with each part of the rows.
struct SearchPlan {
    FloatRows probes;
    std::size_t rows;  ///< of them all
    std::size_t batches, threads, parts;

    SearchPlan(const FloatRows& all_probes, const FloatRows& all_rows, std::size_t most_threads)
        : probes(all_probes),
          rows(all_rows.count),
          batches((probes.count + BatchSearch::kMost - 1) / BatchSearch::kMost),
          threads(std::clamp<std::size_t>(worthwhile_threads(), 1, std::max<std::size_t>(most_threads, 1))),
          parts(batches >= 2 * threads ? 1 : threads) {}

    std::size_t tasks() const { return batches * parts; }
    std::size_t batch(std::size_t task) const { return task / parts; }
    std::size_t first_probe(std::size_t task) const { return batch(task) * BatchSearch::kMost; }
    FloatRows probes_of(std::size_t task) const {
        const std::size_t first = first_probe(task);
        return {probes[first], std::min(BatchSearch::kMost, probes.count - first), probes.size};
    }
    std::size_t begin_row(std::size_t task) const { return rows * (task % parts) / parts; }
    std::size_t end_row(std::size_t task) const { return rows * (task % parts + 1) / parts; }

private:
    /// A thread takes about as long to start as this many multiplications do.
    static constexpr double kOwnThread = 4e6;
    static constexpr double kMostThreads = 1024;

    std::size_t worthwhile_threads() const {
        const double work = static_cast<double>(probes.count) * static_cast<double>(rows) * probes.size;
        return static_cast<std::size_t>(std::min(work / kOwnThread, kMostThreads));
    }
};

}  // namespace detail
FACENET_NAMESPACE_END

// SPDX-License-Identifier: MIT
/// Exact search: every row is looked at.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "../data/recipe.hpp"
#include "../kernels/floats/select.hpp"
#include "batch.hpp"
#include "nearest_rows.hpp"
#include "plan.hpp"
#include "rows.hpp"
#include "tasks.hpp"

FACENET_NAMESPACE_BEGIN

/// Distances of one probe (rows.size numbers) from all rows under the metric, into out[rows.count]; allocates nothing.
/// NaN or infinite where the probe or the row has a number that is not finite, and infinite where the square of the
/// distance is none that a float holds.
inline void distances(Metric metric, const float* probe, const FloatRows& rows, float* out) {
    kernels::floats::best_table().distances({rows.values, rows.count, rows.size}, probe, metric == Metric::l2, out);
}

/// For every probe its k nearest rows, exactly; where rows have groups (identities; groups[rows.count]), the nearest
/// row of each of its k nearest groups. Nearest first; ties (of the squares): the lower row. Fewer than k where there
/// are fewer; rows of kNoGroup and rows without a finite distance are nobody's neighbours, and none are where sizes
/// differ. `threads` share the work where it is large enough; their number changes no result.
inline std::vector<std::vector<Neighbour>> nearest(Metric metric, const FloatRows& probes, const FloatRows& rows,
                                                   std::size_t k, const std::uint32_t* groups = nullptr,
                                                   std::size_t threads = 1) {
    std::vector<std::vector<Neighbour>> result(probes.count);
    if (probes.size != rows.size || rows.size <= 0 || probes.count == 0) return result;
    const auto finish = [&](std::size_t probe, const NearestRows& found) {
        result[probe] = found.sorted();
        if (metric == Metric::l2)
            for (Neighbour& n : result[probe])
                n.distance = std::sqrt(n.distance);
    };
    const detail::SearchPlan plan(probes, rows, threads);
    std::vector<std::vector<NearestRows>> parts(plan.parts > 1 ? plan.tasks() : 0);
    detail::run_tasks(plan.tasks(), plan.threads, [&](std::size_t task) {
        detail::BatchSearch search(plan.probes_of(task), rows, k, groups);
        search.look_at(plan.begin_row(task), plan.end_row(task));
        if (plan.parts > 1) parts[task] = search.found();
        else
            for (std::size_t p = 0; p < search.found().size(); ++p)
                finish(plan.first_probe(task) + p, search.found()[p]);
    });
    for (std::size_t task = 0; task < parts.size(); task += plan.parts)
        for (std::size_t p = 0; p < parts[task].size(); ++p) {
            for (std::size_t part = 1; part < plan.parts; ++part)
                parts[task][p].merge(parts[task + part][p]);
            finish(plan.first_probe(task) + p, parts[task][p]);
        }
    return result;
}

FACENET_NAMESPACE_END

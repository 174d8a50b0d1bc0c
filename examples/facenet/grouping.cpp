// SPDX-License-Identifier: MIT
#include "grouping.hpp"

#include <algorithm>
#include <numeric>

namespace program {

facenet::Clusters group_rows(const facenet::Recipe& recipe, const facenet::FloatRows& rows,
                             const facenet::Constraints& constraints, const GroupingOptions& options) {
    facenet::Recipe as_wanted = recipe;
    as_wanted.group_threshold = options.threshold.value_or(recipe.group_threshold);
    if (options.graph) {
        facenet::GraphOptions graph;
        graph.neighbours = options.neighbours;
        graph.threads = options.threads;
        return facenet::cluster_graph(as_wanted, rows, constraints, graph);
    }
    if (options.number > 0)
        return facenet::dendrogram(as_wanted, rows, constraints, options.linkage).into(options.number);
    return facenet::cluster(as_wanted, rows, constraints, options.linkage);
}

std::vector<int> numbered_by_size(const facenet::Clusters& clusters, std::vector<int>& sizes) {
    const auto count = static_cast<std::size_t>(clusters.count);
    std::vector<int> size_of(count), number(count);
    for (const int label : clusters.label)
        ++size_of[static_cast<std::size_t>(label)];
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return size_of[a] > size_of[b]; });
    sizes.clear();
    for (const std::size_t label : order) {
        sizes.push_back(size_of[label]);
        number[label] = static_cast<int>(sizes.size());
    }
    std::vector<int> numbers;
    for (const int label : clusters.label)
        numbers.push_back(number[static_cast<std::size_t>(label)]);
    return numbers;
}

People group_faces(const facenet::Recipe& recipe, const std::vector<Findings>& findings,
                   const GroupingOptions& options) {
    People people;
    std::vector<float> values;
    facenet::Constraints constraints;
    for (std::size_t p = 0; p < findings.size(); ++p)
        for (std::size_t f = 0; f < findings[p].faces.size(); ++f) {
            people.members.push_back({p, f, 0});
            const facenet::Embedding& embedding = findings[p].faces[f].embedding;
            values.insert(values.end(), embedding.begin(), embedding.end());
            if (!options.collage) constraints.photo.push_back(static_cast<std::uint32_t>(p));
        }
    const facenet::FloatRows rows{values.data(), people.members.size(), recipe.embedding_size};
    const auto numbers = numbered_by_size(group_rows(recipe, rows, constraints, options), people.faces_of);
    for (std::size_t i = 0; i < people.members.size(); ++i)
        people.members[i].person = numbers[i];
    return people;
}

}  // namespace program

// SPDX-License-Identifier: MIT
#include "grouping.hpp"

#include <algorithm>
#include <facenet/verify.hpp>

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
    std::vector<std::size_t> order;  // labels as they appear
    for (const int label : clusters.label)
        if (++size_of[static_cast<std::size_t>(label)] == 1) order.push_back(static_cast<std::size_t>(label));
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

namespace {

/// So much of a face is beyond the photo's border that its embedding shows the border as much as the person: two such
/// faces seem alike whoever they are.
bool is_cut(const FoundFace& found) {
    return found.quality.inside < facenet::QualityLimits().inside;
}

/// Adds a face that is_cut() to the cluster of whole ones that is nearest in the mean, as long as that is closer than
/// the threshold and (apart from collages) nobody of its photo is in it; else it is a cluster of its own. `labels` are
/// those of the members before it, of which the first `whole` count.
int label_of_cut(const facenet::Recipe& recipe, const std::vector<Findings>& findings,
                 const std::vector<Member>& members, std::size_t face, std::size_t whole, facenet::Clusters& clusters,
                 float threshold, bool collage) {
    const auto embedding = [&](const Member& m) -> const facenet::Embedding& {
        return findings[m.photo].faces[m.face].embedding;
    };
    const auto count = static_cast<std::size_t>(clusters.count);
    std::vector<double> sums(count);
    std::vector<int> sizes(count);
    std::vector<bool> taken(count);
    for (std::size_t i = 0; i < face; ++i) {
        const auto label = static_cast<std::size_t>(clusters.label[i]);
        if (members[i].photo == members[face].photo && !collage) taken[label] = true;
        if (i >= whole) continue;
        sums[label] += static_cast<double>(facenet::distance(recipe, embedding(members[i]), embedding(members[face])));
        ++sizes[label];
    }
    int best = clusters.count;
    double nearest = static_cast<double>(threshold);
    for (std::size_t label = 0; label < count; ++label)
        if (!taken[label] && sizes[label] > 0 && sums[label] / sizes[label] < nearest) {
            nearest = sums[label] / sizes[label];
            best = static_cast<int>(label);
        }
    if (best == clusters.count) ++clusters.count;
    return best;
}

}  // namespace

People group_faces(const facenet::Recipe& recipe, const std::vector<Findings>& findings,
                   const GroupingOptions& options) {
    People people;
    for (std::size_t p = 0; p < findings.size(); ++p)
        for (std::size_t f = 0; f < findings[p].faces.size(); ++f)
            people.members.push_back({p, f, 0});
    // Whole faces first; both parts stay in the order of the photos.
    const auto is_whole = [&](const Member& m) { return !is_cut(findings[m.photo].faces[m.face]); };
    std::vector<Member> members = people.members;
    const auto end = std::stable_partition(members.begin(), members.end(), is_whole);
    const auto whole = static_cast<std::size_t>(end - members.begin());

    std::vector<float> values;
    facenet::Constraints constraints;
    for (std::size_t i = 0; i < whole; ++i) {
        const facenet::Embedding& embedding = findings[members[i].photo].faces[members[i].face].embedding;
        values.insert(values.end(), embedding.begin(), embedding.end());
        if (!options.collage) constraints.photo.push_back(static_cast<std::uint32_t>(members[i].photo));
    }
    facenet::Clusters clusters =
        group_rows(recipe, {values.data(), whole, recipe.embedding_size}, constraints, options);
    const float threshold =
        options.number > 0 ? facenet::kCannotLink : options.threshold.value_or(recipe.group_threshold);
    for (std::size_t i = whole; i < members.size(); ++i)
        clusters.label.push_back(
            label_of_cut(recipe, findings, members, i, whole, clusters, threshold, options.collage));

    // Back into the order of the photos, in which people are numbered.
    facenet::Clusters in_order{{}, clusters.count};
    std::size_t next_whole = 0, next_cut = whole;
    for (const Member& member : people.members)
        in_order.label.push_back(clusters.label[is_whole(member) ? next_whole++ : next_cut++]);
    const std::vector<int> numbers = numbered_by_size(in_order, people.faces_of);
    for (std::size_t i = 0; i < people.members.size(); ++i)
        people.members[i].person = numbers[i];
    return people;
}

}  // namespace program

// SPDX-License-Identifier: MIT
/// 1:N search in a snapshot: by embedding, or by identity with its best shot or the mean over its shots.
#pragma once

#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "../nearest/exact.hpp"
#include "snapshot.hpp"

FACENET_NAMESPACE_BEGIN

enum class SearchBy : std::uint8_t {
    best_shot,      ///< identities, each by its nearest shot
    mean_of_shots,  ///< identities, each by the mean of its shots' distances
    embedding,      ///< all shots; an identity may come several times
};

struct SearchOptions {
    std::size_t count = 1;  ///< of matches wanted
    SearchBy by = SearchBy::best_shot;
    /// Distances below it are the same person; unless given, the model's threshold of verification.
    std::optional<float> threshold;
    /// That share a search among rows of floats, but for means.
    std::size_t threads = 1;
};

struct Match {
    std::string name;
    float distance = 0;
    /// Which of the identity's shots, in the order of enrolment; 0 where the distance is a mean.
    std::size_t shot = 0;
};

/// What a search found. Nearest first; ties: the shot that was enrolled first (of means: the identity).
struct Identification {
    std::vector<Match> matches;
    float threshold = 0;
    /// Whether there can be no nearer match than these.
    bool exact = true;

    /// Open set: somebody of the gallery, matches[0]; else unknown. The best is known below the threshold only.
    bool known() const { return !matches.empty() && matches[0].distance < threshold; }
};

namespace gallery {

/// Distances of one probe from rows [first, first + count), as floats or bytes have them.
class ProbeDistances {
public:
    ProbeDistances(const Snapshot& snapshot, const float* probe) : snapshot_(snapshot), probe_(probe) {
        if (snapshot.storage() == Storage::bytes)
            quantised_ = quantise(Embedding(probe, snapshot.stamp().embedding_size));
    }
    void operator()(std::size_t first, std::size_t count, float* out) const {
        const Stamp& stamp = snapshot_.stamp();
        const std::size_t offset = first * static_cast<std::size_t>(stamp.embedding_size);
        if (snapshot_.storage() == Storage::floats)
            return distances(stamp.metric, probe_,
                             FloatRows{snapshot_.float_rows().values + offset, count, stamp.embedding_size}, out);
        const ByteRows rows = snapshot_.byte_rows();
        Recipe recipe;
        recipe.metric = stamp.metric;
        recipe.normalised = stamp.normalised;
        distances(
            recipe, quantised_,
            ByteRows{rows.values + offset, rows.scales == nullptr ? nullptr : rows.scales + first, count, rows.size},
            out);
    }

private:
    const Snapshot& snapshot_;
    const float* probe_;
    ByteEmbedding quantised_;
};

/// Calls fn(first, count, distances) for block after block of the rows.
template <class Fn>
void for_each_block(const Snapshot& snapshot, const float* probe, const Fn& fn) {
    constexpr std::size_t kBlock = 4096;
    const ProbeDistances distances_of(snapshot, probe);
    std::vector<float> block(std::min(kBlock, snapshot.rows()));
    for (std::size_t first = 0; first < snapshot.rows(); first += kBlock) {
        const std::size_t count = std::min(kBlock, snapshot.rows() - first);
        distances_of(first, count, block.data());
        fn(first, count, block.data());
    }
}

/// The plain strategy of search(): every row is looked at. Another one (an index) has the same call operator.
struct ExactNearest {
    static constexpr bool kExact = true;

    /// For every probe, the nearest row of each of its `count` nearest groups[rows].
    std::vector<std::vector<Neighbour>> operator()(const Snapshot& snapshot, const FloatRows& probes,
                                                   const std::uint32_t* groups, const SearchOptions& options) const {
        if (snapshot.storage() == Storage::floats)
            return nearest(snapshot.stamp().metric, probes, snapshot.float_rows(), options.count, groups,
                           options.threads);
        std::vector<std::vector<Neighbour>> found;
        for (std::size_t p = 0; p < probes.count; ++p) {
            NearestRows best(options.count);
            for_each_block(snapshot, probes[p], [&](std::size_t first, std::size_t count, const float* block) {
                best.offer(block, count, first, groups == nullptr ? nullptr : groups + first);
            });
            found.push_back(best.sorted());
        }
        return found;
    }
};

/// The nearest identities by the mean of their shots' distances; a `row` is the number of an identity here.
inline std::vector<Neighbour> nearest_means(const Snapshot& snapshot, const float* probe, std::size_t count) {
    std::vector<double> sums(snapshot.identity_limit());
    for_each_block(snapshot, probe, [&](std::size_t first, std::size_t n, const float* block) {
        const std::uint32_t* groups = snapshot.groups() + first;
        for (std::size_t i = 0; i < n; ++i)
            if (groups[i] != kNoGroup) sums[groups[i]] += static_cast<double>(block[i]);
    });
    NearestRows best(count);
    for (std::size_t number = 0; number < sums.size(); ++number) {
        const Identity* identity = snapshot.identity(number);
        if (identity == nullptr) continue;
        best.offer(Neighbour{number, static_cast<float>(sums[number] / static_cast<double>(identity->rows.size()))});
    }
    return best.sorted();
}

/// Groups for a search by embedding: every row that was not removed is its own. None are needed where none was removed.
inline std::vector<std::uint32_t> rows_as_groups(const Snapshot& snapshot) {
    std::vector<std::uint32_t> groups;
    if (snapshot.removed_rows() == 0) return groups;
    groups.assign(snapshot.groups(), snapshot.groups() + snapshot.rows());
    for (std::size_t row = 0; row < groups.size(); ++row)
        if (groups[row] != kNoGroup) groups[row] = static_cast<std::uint32_t>(row);
    return groups;
}

inline Match match_of(const Snapshot& snapshot, const Neighbour& found) {
    const Identity& identity = *snapshot.identity(snapshot.groups()[found.row]);
    const auto shot = std::lower_bound(identity.rows.begin(), identity.rows.end(), found.row);
    return {identity.name, found.distance, static_cast<std::size_t>(shot - identity.rows.begin())};
}

/// The matches of every probe. `finder` is how rows are found, by embedding or by best shot; means are always exact.
/// Error: probes that the snapshot's model cannot have made.
template <class Finder = ExactNearest>
Result<std::vector<Identification>> search(const Snapshot& snapshot, const FloatRows& probes,
                                           const SearchOptions& options, const Finder& finder = {}) {
    if (Result<void> r = check_rows(snapshot.stamp(), probes, "probe"); !r) return r.error();
    Identification empty;
    empty.threshold = options.threshold.value_or(snapshot.stamp().verify_threshold);
    empty.exact = options.by == SearchBy::mean_of_shots || Finder::kExact;
    std::vector<Identification> result(probes.count, empty);
    if (options.by == SearchBy::mean_of_shots) {
        for (std::size_t p = 0; p < probes.count; ++p)
            for (const Neighbour& n : nearest_means(snapshot, probes[p], options.count))
                result[p].matches.push_back({snapshot.identity(n.row)->name, n.distance, 0});
        return result;
    }
    const std::vector<std::uint32_t> rows =
        options.by == SearchBy::embedding ? rows_as_groups(snapshot) : std::vector<std::uint32_t>();
    const std::uint32_t* groups = options.by == SearchBy::best_shot ? snapshot.groups()
                                  : rows.empty()                    ? nullptr
                                                                    : rows.data();
    const std::vector<std::vector<Neighbour>> found = finder(snapshot, probes, groups, options);
    for (std::size_t p = 0; p < probes.count; ++p)
        for (const Neighbour& n : found[p])
            result[p].matches.push_back(match_of(snapshot, n));
    return result;
}

}  // namespace gallery
FACENET_NAMESPACE_END

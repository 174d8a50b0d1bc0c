// SPDX-License-Identifier: MIT
/// Agglomerative clustering by the nearest-neighbour chain (Murtagh 1983; Muellner, arXiv 1109.2378).
///
/// From any cluster one goes on to its nearest, from that to its own nearest, until two are each other's nearest: these
/// merge. For a linkage by which no union is nearer to a third cluster than both its parts were, that makes the same
/// tree as always merging the closest two, in a time that grows with count^2. All three linkages are such, also with
/// distances that are infinite: what cannot be linked to a part cannot be linked to the union.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include "dendrogram.hpp"
#include "pair_table.hpp"

FACENET_NAMESPACE_BEGIN
namespace detail {

class Agglomeration {
public:
    /// Clusters of the table's items; `sizes` of what each of them stands for already, empty: 1.
    Agglomeration(PairTable table, Linkage linkage, const std::vector<std::size_t>& sizes = {})
        : table_(std::move(table)), linkage_(linkage), clusters_(table_.count()), active_(table_.count()) {
        std::iota(active_.begin(), active_.end(), 0u);
        for (std::size_t i = 0; i < clusters_.size(); ++i) {
            clusters_[i].item = i;
            if (!sizes.empty()) clusters_[i].size = static_cast<double>(sizes[i]);
        }
    }

    /// Joins the clusters of two items before anything else, however far apart they are.
    void must_link(std::size_t a, std::size_t b) {
        if (a != b) merge(static_cast<Slot>(std::min(a, b)), static_cast<Slot>(std::max(a, b)), kMustLink);
    }

    /// All merges lower than `limit`, in no order; a and b are any items of the two.
    std::vector<Merge> run(float limit) {
        std::vector<Slot> chain;
        while (!active_.empty()) {
            if (chain.empty()) chain.push_back(active_.front());
            const Slot tip = chain.back();
            const Nearest next = nearest(tip, chain.size() > 1 ? chain[chain.size() - 2] : kNone);
            if (!(next.distance < limit)) {
                // Nor will it come nearer to anything: it is finished. The chain is no longer than this one cluster,
                // since the one before would be near enough.
                erase(tip);
                chain.pop_back();
            } else if (chain.size() > 1 && next.slot == chain[chain.size() - 2]) {
                chain.resize(chain.size() - 2);
                merge(std::min(tip, next.slot), std::max(tip, next.slot), next.distance);
            } else {
                chain.push_back(next.slot);
            }
            if (active_.size() <= clusters_.size() / 2) compact(chain);
        }
        return std::move(merges_);
    }

private:
    /// A place in the table; that of a union is its higher part's, whose row is the longer one.
    using Slot = std::uint32_t;
    static constexpr Slot kNone = static_cast<Slot>(-1);

    struct Cluster {
        std::size_t item = 0;  // any item of it
        double size = 1;
        float height = kMustLink;
    };
    struct Nearest {
        Slot slot = kNone;
        float distance = kCannotLink;
    };

    /// Of equally near clusters `before` goes first, without which a chain could run in circles; then the lowest slot.
    Nearest nearest(Slot slot, Slot before) {
        Nearest best;
        if (before != kNone) best = {before, table_(slot, before)};
        const float* row = table_.row(slot);
        auto other = active_.begin();
        for (; *other < slot; ++other)
            if (row[*other] < best.distance) best = {*other, row[*other]};
        for (++other; other != active_.end(); ++other) {
            const float distance = table_.row(*other)[slot];
            if (distance < best.distance) best = {*other, distance};
        }
        return best;
    }

    /// Takes cluster a into cluster b; a < b.
    void merge(Slot a, Slot b, float height) {
        Cluster &from = clusters_[a], &into = clusters_[b];
        // Rounding may make a mean lower than those of its parts were.
        into.height = std::max({height, from.height, into.height});
        merges_.push_back({from.item, into.item, into.height});
        erase(a);
        switch (linkage_) {
        case Linkage::complete: update(a, b, [](float x, float y) { return x > y ? x : y; }); break;
        case Linkage::single: update(a, b, [](float x, float y) { return x < y ? x : y; }); break;
        case Linkage::average:
            update(a, b, [p = from.size, q = into.size](float x, float y) {
                return static_cast<float>((p * static_cast<double>(x) + q * static_cast<double>(y)) / (p + q));
            });
            break;
        }
        into.size += from.size;
    }

    /// Distances of the union of a and b, now b, from all others (Lance and Williams 1967).
    template <class Joined>
    void update(Slot a, Slot b, const Joined& joined) {
        const auto set = [&](float to_a, float& to_b) {
            to_b = to_a == kCannotLink || to_b == kCannotLink ? kCannotLink : joined(to_a, to_b);
        };
        const float* row_a = table_.row(a);
        float* row_b = table_.row(b);
        auto other = active_.begin();
        for (; *other < a; ++other)
            set(row_a[*other], row_b[*other]);
        for (; *other < b; ++other)
            set(table_.row(*other)[a], row_b[*other]);
        for (++other; other != active_.end(); ++other) {
            float* row = table_.row(*other);
            set(row[a], row[b]);
        }
    }

    void erase(Slot slot) { active_.erase(std::lower_bound(active_.begin(), active_.end(), slot)); }

    /// A smaller table is read sooner; halving it each time costs little in all.
    void compact(std::vector<Slot>& chain) {
        table_.keep(active_);
        for (Slot& slot : chain)
            slot = static_cast<Slot>(std::lower_bound(active_.begin(), active_.end(), slot) - active_.begin());
        for (std::size_t i = 0; i < active_.size(); ++i)
            clusters_[i] = clusters_[active_[i]];
        clusters_.resize(active_.size());
        std::iota(active_.begin(), active_.end(), 0u);
    }

    PairTable table_;
    Linkage linkage_;
    std::vector<Cluster> clusters_;  // by slot
    std::vector<Slot> active_;       // those that are neither taken into another nor finished; ascending
    std::vector<Merge> merges_;
};

}  // namespace detail
FACENET_NAMESPACE_END

// SPDX-License-Identifier: MIT
/// Agglomerative clustering: which of many embeddings are the same person.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "core/error.hpp"

FACENET_NAMESPACE_BEGIN

/// How far two clusters are apart, from the distances between their items.
enum class Linkage : std::uint8_t {
    average,   ///< the mean over all pairs (UPGMA)
    complete,  ///< the farthest pair
    single,    ///< the closest pair
};

/// As the distance of two items: they are never put into one cluster, whatever lies between them.
inline constexpr float kCannotLink = std::numeric_limits<float>::infinity();

/// Every item's cluster; clusters are numbered from 0 in the order of their first items.
struct Clusters {
    std::vector<int> label;
    int count = 0;
};

namespace detail {

/// The distances of all pairs of `count` items, one float for each.
class PairDistances {
public:
    explicit PairDistances(std::size_t count) : values_(count < 2 ? 0 : count * (count - 1) / 2) {}
    float& operator()(std::size_t a, std::size_t b) {
        return a > b ? values_[a * (a - 1) / 2 + b] : values_[b * (b - 1) / 2 + a];
    }

private:
    std::vector<float> values_;
};

/// Merges the closest two clusters until none are closer than a threshold. Each cluster goes by its lowest item.
/// Each row i remembers its closest cluster among those after i, so a merge costs a few rows and not the whole table.
class Agglomeration {
public:
    Agglomeration(std::size_t count, Linkage linkage)
        : distances_(count), linkage_(linkage), size_(count, 1), parent_(count), nearest_(count, kNone) {
        for (std::size_t i = 0; i < count; ++i)
            parent_[i] = i;
    }

    /// Sets the distance of a pair; not a number means kCannotLink.
    void set(std::size_t a, std::size_t b, float distance) {
        distances_(a, b) = distance == distance ? distance : kCannotLink;
    }

    Clusters run(float threshold) {
        for (std::size_t i = 0; i < size_.size(); ++i)
            find_nearest(i);
        for (;;) {
            const std::size_t a = closest_row();
            if (a == kNone || !(distances_(a, nearest_[a]) < threshold)) break;
            merge(a, nearest_[a]);
        }
        return labels();
    }

private:
    static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
    bool gone(std::size_t i) const { return parent_[i] != i; }

    void find_nearest(std::size_t i) {
        nearest_[i] = kNone;
        float best = kCannotLink;
        for (std::size_t j = i + 1; j < size_.size(); ++j)
            if (!gone(j) && distances_(i, j) < best) best = distances_(i, j), nearest_[i] = j;
    }

    std::size_t closest_row() {
        std::size_t row = kNone;
        float best = kCannotLink;
        for (std::size_t i = 0; i < size_.size(); ++i)
            if (!gone(i) && nearest_[i] != kNone && distances_(i, nearest_[i]) < best)
                best = distances_(i, nearest_[i]), row = i;
        return row;
    }

    /// Distance of cluster k from the union of a and b (Lance and Williams 1967).
    float joined(std::size_t a, std::size_t b, std::size_t k) {
        const float to_a = distances_(a, k), to_b = distances_(b, k);
        if (to_a == kCannotLink || to_b == kCannotLink) return kCannotLink;
        switch (linkage_) {
        case Linkage::complete: return to_a > to_b ? to_a : to_b;
        case Linkage::single: return to_a < to_b ? to_a : to_b;
        case Linkage::average: break;
        }
        const double weight_a = static_cast<double>(size_[a]), weight_b = static_cast<double>(size_[b]);
        const double sum = weight_a * static_cast<double>(to_a) + weight_b * static_cast<double>(to_b);
        return static_cast<float>(sum / (weight_a + weight_b));
    }

    /// Takes cluster b into cluster a; a < b.
    void merge(std::size_t a, std::size_t b) {
        for (std::size_t k = 0; k < size_.size(); ++k)
            if (!gone(k) && k != a && k != b) distances_(a, k) = joined(a, b, k);
        size_[a] += size_[b];
        parent_[b] = a;
        find_nearest(a);
        for (std::size_t k = 0; k < b; ++k) {
            if (gone(k) || k == a || nearest_[k] == kNone) continue;
            if (nearest_[k] == a || nearest_[k] == b) {
                find_nearest(k);
            } else if (k < a && distances_(k, a) == distances_(k, nearest_[k]) && a < nearest_[k]) {
                nearest_[k] = a;  // A tie: the lower item goes first. Closer than before it cannot be.
            }
        }
    }

    Clusters labels() const {
        Clusters clusters;
        clusters.label.resize(size_.size());
        for (std::size_t i = 0; i < size_.size(); ++i) {
            // A parent is always lower than its children, so it has its label already.
            clusters.label[i] = gone(i) ? clusters.label[parent_[i]] : clusters.count++;
        }
        return clusters;
    }

    PairDistances distances_;
    Linkage linkage_;
    std::vector<std::size_t> size_, parent_, nearest_;
};

}  // namespace detail

/// As cluster(), never throwing.
template <class Distance>
Result<Clusters> try_cluster(std::size_t count, Distance&& distance, float threshold,
                             Linkage linkage = Linkage::average) {
    // A table beyond this would be larger than any machine's memory, and its index would overflow.
    constexpr std::size_t kMost = std::size_t{1} << (sizeof(std::size_t) * 4 - 1);
    if (count > kMost) return mismatch_error("cluster", "at most " + std::to_string(kMost) + " items", std::to_string(count));
    return guarded<Clusters>("cluster", [&]() -> Result<Clusters> {
        detail::Agglomeration agglomeration(count, linkage);
        for (std::size_t a = 1; a < count; ++a)
            for (std::size_t b = 0; b < a; ++b)
                agglomeration.set(a, b, distance(b, a));
        return agglomeration.run(threshold);
    });
}

/// Groups `count` items: starting from one cluster an item, the two closest clusters are joined as long as they are
/// closer than `threshold`. `distance(i, j)` is called once for each pair, i < j, and returns a float; kCannotLink (or
/// not a number) keeps two items apart, for instance two faces of one photo.
/// Where several pairs of clusters are equally close, the pair whose lower first item is lowest goes first, then the
/// one whose other first item is. So equal input gives equal clusters.
/// Takes 2 * count^2 bytes; time grows with count^2 as a rule. Error: memory is short.
template <class Distance>
Outcome<Clusters> cluster(std::size_t count, Distance&& distance, float threshold, Linkage linkage = Linkage::average) {
    return deliver(try_cluster(count, std::forward<Distance>(distance), threshold, linkage));
}

FACENET_NAMESPACE_END

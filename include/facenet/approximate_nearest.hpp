// SPDX-License-Identifier: MIT
/// Approximate search among millions of embeddings: a hierarchical graph of small worlds (Malkov and Yashunin, 2018),
/// by hnswlib. A probe meets a few thousand rows of them all; nearly always the nearest are among these. How nearly is
/// measured by recall().
///
/// A header of its own, for programs that have hnswlib and exceptions: facenet.hpp does not bring it.
#pragma once

#if !defined(__has_include)
#error "facenet/approximate_nearest.hpp: the compiler must know __has_include"
#elif !__has_include(<hnswlib/hnswlib.h>)
#error "facenet/approximate_nearest.hpp needs hnswlib (Debian and Ubuntu: apt-get install libhnswlib-dev)"
#endif

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

// The distances are ours. Those of hnswlib are left out: they bring functions that two units of a program cannot share.
#if !defined(NO_MANUAL_VECTORIZATION)
#define NO_MANUAL_VECTORIZATION
#endif
#include <hnswlib/hnswlib.h>

#include "core/error.hpp"
#include "nearest.hpp"

FACENET_NAMESPACE_BEGIN

struct ApproximateOptions {
    int links = 16;                   ///< of each row in the graph: more find more and take more memory (8 bytes each)
    std::size_t build_effort = 200;   ///< rows that are looked at for a new row's links
    std::size_t search_effort = 100;  ///< rows that are kept in sight while searching; at least k are
    std::size_t threads = 1;  ///< that build and search. With several the graph differs from one build to the next
};

/// An index of embeddings, which it copies. Several threads may search at one time; adding and removing need it alone.
class ApproximateNearest {
public:
    /// Indexes rows. Those with a number that is not finite keep their places but are never found.
    static Result<ApproximateNearest> try_build(Metric metric, const FloatRows& rows,
                                                const ApproximateOptions& options = {}) {
        if (rows.size <= 0)
            return mismatch_error("approximate search", "rows of at least 1 number", std::to_string(rows.size));
        if (options.links < 2 || options.links > kMostLinks)
            return mismatch_error("approximate search, links", "2 to " + std::to_string(kMostLinks),
                                  std::to_string(options.links));
        return guarded<ApproximateNearest>("approximate search", [&]() -> Result<ApproximateNearest> {
            ApproximateNearest index(metric, rows.size, options);
            const Result<void> added = index.try_add(rows);
            if (!added) return added.error();
            return index;
        });
    }
    static Outcome<ApproximateNearest> build(Metric metric, const FloatRows& rows,
                                             const ApproximateOptions& options = {}) {
        return deliver(try_build(metric, rows, options));
    }

    /// Adds rows, which are numbered on from count().
    Result<void> try_add(const FloatRows& rows) {
        if (rows.size != space_->size())
            return mismatch_error("approximate search", numbers(space_->size()), numbers(rows.size));
        if (rows.count > kMostRows - count())
            return mismatch_error("approximate search", "at most " + std::to_string(kMostRows) + " rows", "more");
        return guarded<void>("approximate search", [&]() -> Result<void> {
            const std::size_t first = count(), all = first + rows.count;
            if (all > graph_->max_elements_) graph_->resizeIndex(std::max(all, std::min(2 * first, kMostRows)));
            gone_.resize(all, true);  // until they are there
            detail::run_tasks(rows.count, options_.threads, [&](std::size_t row) {
                if (is_finite(rows[row], rows.size)) graph_->addPoint(rows[row], first + row);
            });
            for (std::size_t row = 0; row < rows.count; ++row)
                gone_[first + row] = !is_finite(rows[row], rows.size);
            return {};
        });
    }
    Outcome<void> add(const FloatRows& rows) { return deliver(try_add(rows)); }

    /// Rows that are removed are not found any more; their numbers stay. (Their values stay in memory: the graph leads
    /// through them.) False where there is no such row, or none any more.
    bool remove(std::size_t row) {
        if (row >= count() || gone_[row]) return false;
        graph_->markDelete(row);
        gone_[row] = true;
        return true;
    }

    /// Rows that were ever added.
    std::size_t count() const { return gone_.size(); }
    /// Whether searches find the nearest for certain, as nearest() does.
    static constexpr bool exact() { return false; }

    /// For every probe k rows that are nearest but for few, as nearest() gives them: nearest first, distances exact.
    Result<std::vector<std::vector<Neighbour>>> try_nearest(const FloatRows& probes, std::size_t k) const {
        using All = std::vector<std::vector<Neighbour>>;
        if (probes.size != space_->size())
            return mismatch_error("approximate search", numbers(space_->size()), numbers(probes.size));
        return guarded<All>("approximate search", [&]() -> Result<All> {
            All result(probes.count);
            detail::run_tasks(probes.count, options_.threads,
                              [&](std::size_t p) { result[p] = nearest_to(probes[p], k); });
            return result;
        });
    }
    Outcome<std::vector<std::vector<Neighbour>>> nearest(const FloatRows& probes, std::size_t k) const {
        return deliver(try_nearest(probes, k));
    }

    /// Which part of the true k nearest of these probes a search finds, 0..1, measured beside nearest(). A row as near
    /// as the farthest true one counts as true. 1 where there is nothing to find. `rows`: all that were added, in
    /// order.
    Result<double> try_recall(const FloatRows& probes, const FloatRows& rows, std::size_t k) const {
        if (rows.count != count())
            return mismatch_error("approximate search, recall", std::to_string(count()) + " rows",
                                  std::to_string(rows.count));
        auto found = try_nearest(probes, k);
        if (!found) return found.error();
        return guarded<double>("approximate search", [&]() -> Result<double> {
            std::vector<std::uint32_t> groups(count());
            for (std::size_t row = 0; row < count(); ++row)  // each a group of its own, but for those removed
                groups[row] = gone_[row] ? kNoGroup : static_cast<std::uint32_t>(row);
            const auto truth = facenet::nearest(metric_, probes, rows, k, groups.data(), options_.threads);
            std::size_t hits = 0, all = 0;
            for (std::size_t p = 0; p < probes.count; ++p) {
                all += truth[p].size();
                for (std::size_t i = 0; i < std::min(truth[p].size(), (*found)[p].size()); ++i)
                    hits += (*found)[p][i].distance <= truth[p].back().distance;
            }
            return all == 0 ? 1.0 : static_cast<double>(hits) / static_cast<double>(all);
        });
    }
    Outcome<double> recall(const FloatRows& probes, const FloatRows& rows, std::size_t k) const {
        return deliver(try_recall(probes, rows, k));
    }

private:
    static constexpr int kMostLinks = 1000;
    static constexpr std::size_t kMostRows = 0x7fffffff;  // hnswlib counts them in an int

    /// Squared distances by the library's kernels.
    class Space final : public hnswlib::SpaceInterface<float> {
    public:
        explicit Space(int size) : size_(size) {}
        int size() const { return size_; }
        std::size_t get_data_size() override { return static_cast<std::size_t>(size_) * sizeof(float); }
        hnswlib::DISTFUNC<float> get_dist_func() override { return squared_distance; }
        void* get_dist_func_param() override { return &size_; }

    private:
        static float squared_distance(const void* a, const void* b, const void* size) {
            float result;
            kernels::floats::best_table().distances({static_cast<const float*>(a), 1, *static_cast<const int*>(size)},
                                                    static_cast<const float*>(b), false, &result);
            return result;
        }
        int size_;
    };

    ApproximateNearest(Metric metric, int size, const ApproximateOptions& options)
        : metric_(metric),
          options_(options),
          space_(std::make_unique<Space>(size)),
          graph_(std::make_unique<hnswlib::HierarchicalNSW<float>>(
              space_.get(), kFirstRows, static_cast<std::size_t>(options.links), options.build_effort)) {
        graph_->setEf(std::max<std::size_t>(options.search_effort, 1));
    }
    static constexpr std::size_t kFirstRows = 16;

    static std::string numbers(int size) { return "rows of " + std::to_string(size) + " numbers"; }
    static bool is_finite(const float* values, int size) {
        return std::all_of(values, values + size, [](float x) { return std::isfinite(x); });
    }

    std::vector<Neighbour> nearest_to(const float* probe, std::size_t k) const {
        std::vector<Neighbour> result;
        k = std::min(k, count());
        if (k == 0 || !is_finite(probe, space_->size())) return result;
        for (auto queue = graph_->searchKnn(probe, k); !queue.empty(); queue.pop())
            if (std::isfinite(queue.top().first)) result.push_back({queue.top().second, queue.top().first});
        std::sort(result.begin(), result.end());
        if (metric_ == Metric::l2)
            for (Neighbour& n : result)
                n.distance = std::sqrt(n.distance);
        return result;
    }

    Metric metric_;
    ApproximateOptions options_;
    std::unique_ptr<Space> space_;  // before the graph, which points to it
    std::unique_ptr<hnswlib::HierarchicalNSW<float>> graph_;
    std::vector<bool> gone_;  ///< removed, or never there
};

FACENET_NAMESPACE_END

// SPDX-License-Identifier: MIT
/// The distances of all pairs of many items.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "../core/memory.hpp"

FACENET_NAMESPACE_BEGIN
namespace detail {

/// One float a pair. Row i holds the distances of item i from all before it, one directly after the other.
class PairTable {
public:
    /// Error: memory is short.
    static Result<PairTable> make(std::size_t count) {
        // A table beyond this would be larger than any machine's memory, and its index would overflow.
        constexpr std::size_t kMost = std::size_t{1} << (sizeof(std::size_t) * 4 - 1);
        if (count > kMost)
            return mismatch_error("cluster", "at most " + std::to_string(kMost) + " items", std::to_string(count));
        auto values = AlignedBuffer::make(count < 2 ? 0 : count * (count - 1) / 2);
        if (!values) return Error("cluster: " + std::to_string(count) + " items: " + values.error().message());
        return PairTable(count, std::move(*values));
    }

    std::size_t count() const { return count_; }
    float* row(std::size_t i) { return values_.data() + (i == 0 ? 0 : i * (i - 1) / 2); }
    float& operator()(std::size_t a, std::size_t b) { return a > b ? row(a)[b] : row(b)[a]; }

    /// Leaves the given items only, ascending; they are numbered anew from 0.
    void keep(const std::vector<std::uint32_t>& items) {
        // No cell moves up, so that none is overwritten before it has moved.
        for (std::size_t i = 1; i < items.size(); ++i)
            for (std::size_t j = 0; j < i; ++j)
                row(i)[j] = row(items[i])[items[j]];
        count_ = items.size();
    }

private:
    PairTable(std::size_t count, AlignedBuffer values) : count_(count), values_(std::move(values)) {}

    std::size_t count_;
    AlignedBuffer values_;
};

}  // namespace detail
FACENET_NAMESPACE_END

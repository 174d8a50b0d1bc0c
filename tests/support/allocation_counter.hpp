// SPDX-License-Identifier: MIT
/// Counts what operator new hands out in this thread, and lets it fail; the replacement operators are in
/// allocation_counter.cpp.
#pragma once

#include <cstddef>

namespace support {

/// Totals of this thread since it began.
struct AllocationTotals {
    std::size_t count = 0;  ///< calls of operator new
    long long live = 0;     ///< bytes handed out and not given back (negative where another thread's were)
    long long peak = 0;     ///< largest `live` since the last watch began
};
AllocationTotals& allocation_totals();

/// Watches this thread from its construction on.
class AllocationWatch {
public:
    AllocationWatch() : start_(allocation_totals()) { allocation_totals().peak = start_.live; }
    /// Calls of operator new.
    std::size_t count() const { return allocation_totals().count - start_.count; }
    /// Most bytes that were alive at one time, beyond those alive at the beginning.
    std::size_t peak_bytes() const { return static_cast<std::size_t>(allocation_totals().peak - start_.live); }

private:
    AllocationTotals start_;
};

/// Blocks that all threads together have and have not given back.
long long live_blocks();

/// While it lives, the `first`-th call of operator new from now on (1: the next) fails, whichever thread makes it, and with
/// `all_after` every later one as well. One at a time.
class FailingAllocations {
public:
    FailingAllocations(long long first, bool all_after);
    FailingAllocations(const FailingAllocations&) = delete;
    FailingAllocations& operator=(const FailingAllocations&) = delete;
    ~FailingAllocations();
    /// Whether the first of them has come.
    bool happened() const;
};

}  // namespace support

using support::AllocationWatch;

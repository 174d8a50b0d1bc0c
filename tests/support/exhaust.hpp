// SPDX-License-Identifier: MIT
/// Memory that runs out at each allocation of a call in turn.
#pragma once

#include <doctest/doctest.h>

#include <new>
#include <string>

#include "facenet/core/error.hpp"
#include "support/allocation_counter.hpp"

namespace support {

/// How a call says that memory was short.
enum class ShortMemory {
    error,      ///< facenet::Error that says so, always
    bad_alloc,  ///< std::bad_alloc
    either,
};

struct Failure {
    bool happened = false;  ///< the call came to the allocation that fails
    bool reported = false;  ///< and threw
};

/// Calls `attempt()` with an allocation that fails (and all after it), and checks what it throws.
template <class Attempt>
Failure attempt_without(long long allocation, bool all_after, ShortMemory kind, const Attempt& attempt) {
    Failure result;
    bool error = false, bad_alloc = false, clear = false;
    {
        const FailingAllocations failing(allocation, all_after);
        try {
            attempt();
        } catch (const facenet::Error& e) {
            error = true;
            clear = e.message().find("out of memory") != std::string::npos || e.message().find("are not available") != std::string::npos;
        } catch (const std::bad_alloc&) {
            bad_alloc = true;
        }
        result = {failing.happened(), error || bad_alloc};
    }
    CHECK((!result.reported || result.happened));
    CHECK(error == clear);
    CHECK((!bad_alloc || kind != ShortMemory::error));
    CHECK((!error || kind != ShortMemory::bad_alloc));
    return result;
}

/// Calls `attempt()`, which returns a number, while allocation 1, 2, 3, ... fails, alone or with all after it, until none
/// does: each time it must give what it gives with memory (where it can do without), or say that memory was short, and
/// keep nothing. Returns how many allocations there are.
template <class Attempt>
long long exhaust(const Attempt& attempt, ShortMemory kind = ShortMemory::error) {
    const double wanted = attempt();
    long long allocation = 1;
    for (const bool all_after : {true, false}) {
        CAPTURE(all_after);
        bool happened = true;
        for (allocation = 1; happened; ++allocation) {
            CAPTURE(allocation);
            const long long before = live_blocks();
            double got = wanted;
            happened = attempt_without(allocation, all_after, kind, [&] { got = attempt(); }).happened;
            CHECK(got == wanted);
            CHECK(live_blocks() == before);
        }
    }
    CHECK(allocation > 2);
    return allocation - 2;
}

}  // namespace support

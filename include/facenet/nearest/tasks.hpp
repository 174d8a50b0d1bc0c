// SPDX-License-Identifier: MIT
/// Work in pieces, shared by threads.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <memory>
#include <vector>

#include "../core/error.hpp"
#include "../core/thread_team.hpp"

FACENET_NAMESPACE_BEGIN
namespace detail {

/// Calls task(0) to task(count - 1), on up to `threads` threads: as many as the system gives. A task that fails for
/// want of memory is done again by the caller, whom the exception reaches.
template <class Task>
void run_tasks(std::size_t count, std::size_t threads, const Task& task) {
    threads = std::min(threads, count);
    std::unique_ptr<ThreadTeam> team;
    if (threads > 1)
        if (auto made = ThreadTeam::make(static_cast<int>(threads))) team = std::move(*made);
    std::vector<char> failed(team == nullptr ? 0 : count);
    if (team == nullptr) {
        for (std::size_t i = 0; i < count; ++i)
            task(i);
        return;
    }
    std::atomic<std::size_t> next{0};
    team->run([&](int) {
        for (std::size_t i; (i = next.fetch_add(1)) < count;)
            failed[i] = !guarded<void>("search", [&]() -> Result<void> {
                task(i);
                return {};
            });
    });
    for (std::size_t i = 0; i < count; ++i)
        if (failed[i]) task(i);
}

}  // namespace detail
FACENET_NAMESPACE_END

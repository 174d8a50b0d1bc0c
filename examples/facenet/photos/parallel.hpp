// SPDX-License-Identifier: MIT
/// Work on many items by several threads.
#pragma once

#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace program {

/// Calls work(i) for i = 0 .. count-1 on `threads` threads (0: as many as the machine has), or as many as the system gives.
/// The first exception ends it and comes out here.
template <class Work>
void for_each_index(std::size_t count, std::size_t threads, Work&& work) {
    if (threads == 0) threads = std::thread::hardware_concurrency();
    if (threads == 0) threads = 1;
    if (threads > count) threads = count;
    std::atomic<std::size_t> next{0};
    std::exception_ptr failure;
    std::mutex mutex;
    const auto loop = [&] {
        try {
            for (std::size_t i = next++; i < count; i = next++)
                work(i);
        } catch (...) {
            next = count;
            const std::lock_guard<std::mutex> lock(mutex);
            if (!failure) failure = std::current_exception();
        }
    };
    std::vector<std::thread> others;
    try {
        for (std::size_t t = 1; t < threads; ++t)
            others.emplace_back(loop);
    } catch (const std::exception&) {
        // Those that there are do it all.
    }
    loop();
    for (std::thread& other : others)
        other.join();
    if (failure) std::rethrow_exception(failure);
}

}  // namespace program

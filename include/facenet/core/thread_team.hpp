// SPDX-License-Identifier: MIT
/// A small team of threads that work on one thing together, again and again.
#pragma once

#include <memory>

#include "error.hpp"

#if !defined(FACENET_NO_THREADS)
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>
#endif

FACENET_NAMESPACE_BEGIN

#if defined(FACENET_NO_THREADS)

struct SpinBarrier {
    void wait() {}
};

/// The caller alone.
class ThreadTeam {
public:
    /// Error: always, since nobody asks for a team of one.
    static Result<std::unique_ptr<ThreadTeam>> make(int size) {
        return mismatch({"threads"}, {"1, since FACENET_NO_THREADS is defined"}, {size});
    }
    int size() const { return 1; }
    SpinBarrier& barrier() { return barrier_; }
    template <class Fn>
    void run(const Fn& fn) {
        fn(0);
    }

private:
    ThreadTeam() = default;
    SpinBarrier barrier_;
};

#else

/// Lets `size` threads wait for each other; spins, since the waits here are microseconds.
class SpinBarrier {
public:
    explicit SpinBarrier(int size) : size_(size) {}

    void wait() {
        const int round = round_.load(std::memory_order_relaxed);
        if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == size_) {
            arrived_.store(0, std::memory_order_relaxed);
            round_.fetch_add(1, std::memory_order_release);
            return;
        }
        for (int spins = 0; round_.load(std::memory_order_acquire) == round; ++spins)
            if (spins > 2000) std::this_thread::yield();  // the others may be waiting for this core
    }

private:
    const int size_;
    std::atomic<int> arrived_{0};
    std::atomic<int> round_{0};
};

/// Threads that sleep until run() and then call one function, each with its number. The caller is number 0.
class ThreadTeam {
public:
    /// Error: the system gives no more threads.
    static Result<std::unique_ptr<ThreadTeam>> make(int size) {
        return guarded<std::unique_ptr<ThreadTeam>>("threads", [&]() -> Result<std::unique_ptr<ThreadTeam>> {
            std::unique_ptr<ThreadTeam> team(new ThreadTeam(size));
            for (int part = 1; part < size; ++part) team->threads_.emplace_back([t = team.get(), part] { t->work(part); });
            return team;
        });
    }
    ThreadTeam(const ThreadTeam&) = delete;
    ThreadTeam& operator=(const ThreadTeam&) = delete;
    ~ThreadTeam() {
        {
            const std::lock_guard<std::mutex> lock(mutex_);
            ++job_;
            function_ = nullptr;
        }
        wake_.notify_all();
        for (std::thread& thread : threads_) thread.join();
    }

    int size() const { return size_; }
    SpinBarrier& barrier() { return barrier_; }

    /// Calls fn(0) to fn(size - 1), each in a thread of its own, and returns when all have. fn must not throw. One
    /// caller at a time.
    template <class Fn>
    void run(const Fn& fn) {
        {
            const std::lock_guard<std::mutex> lock(mutex_);
            function_ = [](const void* context, int part) { (*static_cast<const Fn*>(context))(part); };
            context_ = &fn;
            ++job_;
        }
        wake_.notify_all();
        fn(0);
        barrier_.wait();
    }

private:
    explicit ThreadTeam(int size) : size_(size), barrier_(size) {}

    void work(int part) {
        for (unsigned seen = 0;;) {
            void (*function)(const void*, int) = nullptr;
            const void* context = nullptr;
            {
                std::unique_lock<std::mutex> lock(mutex_);
                wake_.wait(lock, [&] { return job_ != seen; });
                seen = job_;
                function = function_;
                context = context_;
            }
            if (function == nullptr) return;
            function(context, part);
            barrier_.wait();
        }
    }

    const int size_;
    SpinBarrier barrier_;
    std::mutex mutex_;
    std::condition_variable wake_;
    unsigned job_ = 0;
    void (*function_)(const void*, int) = nullptr;
    const void* context_ = nullptr;
    std::vector<std::thread> threads_;
};

#endif

FACENET_NAMESPACE_END

// SPDX-License-Identifier: MIT
/// A bar on the terminal for work that takes longer than a second.
#pragma once

#include <chrono>
#include <cstdio>
#include <mutex>
#include <string>

#if defined(_WIN32)
#include <io.h>
#else
#include <unistd.h>
#endif

namespace program {

/// Draws on standard error, only where that is a terminal, and wipes itself away at the end. Threads may share it.
class Progress {
public:
    Progress(std::string what, std::size_t total) : what_(std::move(what)), total_(total) {
#if defined(_WIN32)
        terminal_ = _isatty(_fileno(stderr)) != 0;
#else
        terminal_ = isatty(STDERR_FILENO) != 0;
#endif
    }
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;
    ~Progress() {
        wipe();
    }

    /// One more of the total is done.
    void step() { show(1); }
    /// So much of the total is done.
    void reach(std::size_t done) {
        if (done > done_) show(done - done_);
    }

    /// Removes the bar, so that a line can be printed.
    void wipe() {
        if (shown_) std::fprintf(stderr, "\r\033[K");
        shown_ = false;
    }

private:
    using Clock = std::chrono::steady_clock;

    void show(std::size_t more) {
        const std::lock_guard<std::mutex> lock(mutex_);
        done_ += more;
        const auto now = Clock::now();
        if (!terminal_ || now - start_ < std::chrono::seconds(1) || now - drawn_ < std::chrono::milliseconds(100))
            return;
        drawn_ = now;
        draw(std::chrono::duration<double>(now - start_).count());
    }

    void draw(double seconds) {
        constexpr std::size_t kWidth = 30;
        const std::size_t filled = total_ == 0 ? kWidth : done_ * kWidth / total_;
        const std::string bar = std::string(filled, '#') + std::string(kWidth - filled, '.');
        const double left = seconds / static_cast<double>(done_) * static_cast<double>(total_ - done_);
        std::fprintf(stderr, "\r%s [%s] %zu/%zu, %.0f s left\033[K", what_.c_str(), bar.c_str(), done_, total_, left);
        std::fflush(stderr);
        shown_ = true;
    }

    std::string what_;
    std::size_t total_, done_ = 0;
    Clock::time_point start_ = Clock::now(), drawn_ = start_;
    bool terminal_ = false, shown_ = false;
    std::mutex mutex_;
};

}  // namespace program

// SPDX-License-Identifier: MIT
#include "runner.hpp"

#include <algorithm>
#include <chrono>
#include <ctime>

namespace bench {
namespace {

struct WallClock {
    static double now() {
        return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
    }
};

#if defined(CLOCK_THREAD_CPUTIME_ID)
struct CpuClock {
    static double now() {
        timespec time{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
    }
};
#endif

}  // namespace

Runner::Runner(const Model& model, int threads, int batch)
    : program_(model.program),
      batch_(batch),
      maps_(facenet::deliver(facenet::AlignedBuffer::make(model.program.workspace_size(threads, batch)))),
      input_(model.program.input_dims().size()) {
    if (threads > 1) team_ = facenet::deliver(facenet::ThreadTeam::make(threads));
    // The range of a standardised image.
    for (std::size_t i = 0; i < input_.size(); ++i)
        input_[i] = static_cast<float>((i * 2654435761u >> 8) % 2001) / 1000.0f - 1.0f;
    run();
}

void Runner::write_input() {
    // Anew each time: a run leaves other values there, and run upon them, sums would leave all bounds or get denormal.
    for (int i = 0; i < batch_; ++i)
        std::copy(input_.begin(), input_.end(), program_.input(maps_.data(), i));
}

double Runner::run() {
    write_input();
    const double start = WallClock::now();
    if (team_ == nullptr) program_.run(maps_.data(), batch_);
    else program_.run(maps_.data(), *team_, batch_);
    return WallClock::now() - start;
}

template <class Clock>
void Runner::time_operations(std::vector<float>& seconds) {
    const auto& operations = program_.operations();
    seconds.resize(operations.size());
    write_input();
    double last = Clock::now();
    const auto lap = [&](std::size_t i) {
        const double now = Clock::now();
        seconds[i] = static_cast<float>(now - last);
        last = now;
    };
    if (team_ == nullptr) {
        for (std::size_t i = 0; i < operations.size(); ++i) {
            program_.run(operations[i], maps_.data(), batch_);
            lap(i);
        }
        return;
    }
    team_->run([&](int part) {
        if (part == 0) last = Clock::now();  // waking the others is not the first layer's
        for (std::size_t i = 0; i < operations.size(); ++i) {
            program_.run(operations[i], maps_.data(), batch_, {part, team_->size()});
            team_->barrier().wait();
            if (part == 0) lap(i);
        }
    });
}

void Runner::run_operations(std::vector<float>& seconds) {
    time_operations<WallClock>(seconds);
}

bool Runner::run_operations_by_cpu(std::vector<float>& seconds) {
#if defined(CLOCK_THREAD_CPUTIME_ID)
    if (team_ != nullptr) return false;
    time_operations<CpuClock>(seconds);
    return true;
#else
    (void)seconds;
    return false;
#endif
}

}  // namespace bench

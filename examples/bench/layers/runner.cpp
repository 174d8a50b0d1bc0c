// SPDX-License-Identifier: MIT
#include "runner.hpp"

#include <algorithm>
#include <chrono>

namespace bench {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_between(Clock::time_point from, Clock::time_point to) {
    return std::chrono::duration<double>(to - from).count();
}

}  // namespace

Runner::Runner(const Model& model, int threads)
    : program_(model.program),
      maps_(facenet::deliver(facenet::AlignedBuffer::make(model.program.workspace_size(threads)))),
      input_(model.program.input_dims().size()) {
    if (threads > 1) team_ = facenet::deliver(facenet::ThreadTeam::make(threads));
    // The range of a standardised image.
    for (std::size_t i = 0; i < input_.size(); ++i)
        input_[i] = static_cast<float>((i * 2654435761u >> 8) % 2001) / 1000.0f - 1.0f;
    run();
}

void Runner::write_input() {
    // Anew each time: a run leaves other values there, and run upon them, sums would leave all bounds or get denormal.
    std::copy(input_.begin(), input_.end(), program_.input(maps_.data()));
}

double Runner::run() {
    write_input();
    const Clock::time_point start = Clock::now();
    if (team_ == nullptr) program_.run(maps_.data());
    else program_.run(maps_.data(), *team_);
    return seconds_between(start, Clock::now());
}

void Runner::run_operations(std::vector<float>& seconds) {
    const auto& operations = program_.operations();
    seconds.resize(operations.size());
    write_input();
    Clock::time_point last = Clock::now();
    const auto lap = [&](std::size_t i) {
        const Clock::time_point now = Clock::now();
        seconds[i] = static_cast<float>(seconds_between(last, now));
        last = now;
    };
    if (team_ == nullptr) {
        for (std::size_t i = 0; i < operations.size(); ++i) {
            program_.run(operations[i], maps_.data());
            lap(i);
        }
        return;
    }
    team_->run([&](int part) {
        if (part == 0) last = Clock::now();  // waking the others is not the first layer's
        for (std::size_t i = 0; i < operations.size(); ++i) {
            program_.run(operations[i], maps_.data(), {part, team_->size()});
            team_->barrier().wait();
            if (part == 0) lap(i);
        }
    });
}

}  // namespace bench

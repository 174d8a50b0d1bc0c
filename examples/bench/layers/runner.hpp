// SPDX-License-Identifier: MIT
/// Runs a program on a workspace of its own, as an embedder does, with a clock.
#pragma once

#include <memory>
#include <vector>

#include "facenet/core/thread_team.hpp"
#include "model.hpp"

namespace bench {

class Runner {
public:
    /// Throws facenet::Error. The model must outlive the runner.
    Runner(const Model& model, int threads, int batch);

    /// Seconds of one run of the whole network. The input is written before the clock starts.
    double run();
    /// Seconds of every operation of one run, in order: caches are as they are in real life. With several threads,
    /// until the last of them is done.
    void run_operations(std::vector<float>& seconds);
    /// The same by the clock of this thread's own CPU time, without a team: free of what other programs take, but
    /// reading that clock costs as much as a small layer. False where there is no such clock.
    bool run_operations_by_cpu(std::vector<float>& seconds);

private:
    template <class Clock>
    void time_operations(std::vector<float>& seconds);
    void write_input();

    const facenet::model::Program& program_;
    const int batch_;
    facenet::AlignedBuffer maps_;
    std::unique_ptr<facenet::ThreadTeam> team_;
    std::vector<float> input_;
};

}  // namespace bench

// SPDX-License-Identifier: MIT
#include "machine.hpp"

#include <fstream>
#include <thread>

#if defined(__linux__)
#include <sched.h>
#endif

namespace bench {
namespace {

/// The value of the first of these fields that /proc/cpuinfo has.
std::string processor_name() {
    for (const char* field : {"model name", "Model", "CPU part", "uarch"}) {
        std::ifstream file("/proc/cpuinfo");
        for (std::string line; std::getline(file, line);)
            if (line.rfind(field, 0) == 0 && line.find(": ") != std::string::npos)
                return line.substr(line.find(": ") + 2);
    }
    return "unknown processor";
}

}  // namespace

Machine machine() {
    Machine m;
    m.processor = processor_name();
#if defined(__linux__)
    m.core = sched_getcpu();
    cpu_set_t set;
    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) == 0)
        for (int i = 0; i < CPU_SETSIZE; ++i)
            if (CPU_ISSET(i, &set)) m.cores.push_back(i);
#endif
    return m;
}

int usable_cores(const Machine& m) {
    if (!m.cores.empty()) return static_cast<int>(m.cores.size());
    const unsigned n = std::thread::hardware_concurrency();
    return n == 0 ? 1 : static_cast<int>(n);
}

std::string describe(const Machine& m, int threads) {
    std::string text = m.processor;
    if (m.core >= 0) text += ", core " + std::to_string(m.core);
    if (!m.cores.empty()) {
        text += " (allowed:";
        for (std::size_t i = 0; i < m.cores.size() && i < 16; ++i)
            text += " " + std::to_string(m.cores[i]);
        text += m.cores.size() > 16 ? " ...)" : ")";
    }
    const int cores = usable_cores(m);
    if (threads > cores)
        text += "\n** " + std::to_string(threads) + " threads share " + std::to_string(cores) +
                " core: their numbers mean nothing";
    else if (threads < cores)
        text +=
            "\n** not pinned: on a busy machine 'taskset -c N facenet_bench' with a quiet core N gives steadier "
            "numbers";
    return text;
}

}  // namespace bench

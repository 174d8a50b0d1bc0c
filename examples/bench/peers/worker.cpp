// SPDX-License-Identifier: MIT
// Our library in a process of its own, driven by lines on standard input. worker.py describes them and does the same
// for the other engines.
#include <algorithm>
#include <chrono>
#include <ctime>
#include <iostream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <facenet/core/config.hpp>
#include <nlohmann/json.hpp>

#include "tasks.hpp"

namespace {

using Clock = std::chrono::steady_clock;
using nlohmann::json;

constexpr int kWarmUp = 5;

double milliseconds(Clock::duration d) {
    return std::chrono::duration<double, std::milli>(d).count();
}

double median(std::vector<double> times) {
    std::sort(times.begin(), times.end());
    const std::size_t half = times.size() / 2;
    return times.size() % 2 == 1 ? times[half] : (times[half - 1] + times[half]) / 2;
}

json measure(bench::Task& task, double seconds) {
    task.run();  // the caches are full of what ran before
    std::vector<double> times;
    const std::clock_t cpu = std::clock();
    const Clock::time_point end =
        Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
    while (times.empty() || Clock::now() < end) {
        const Clock::time_point start = Clock::now();
        task.run();
        times.push_back(milliseconds(Clock::now() - start));
    }
    const double cpu_ms =
        1000.0 * static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC / static_cast<double>(times.size());
    return {{"median_ms", median(times)},
            {"min_ms", *std::min_element(times.begin(), times.end())},
            {"cpu_ms", cpu_ms},
            {"runs", times.size()}};
}

bench::Request request_of(const std::vector<std::string>& words) {
    return {words.at(1), words.at(2), words.at(3), words.at(4), std::stoi(words.at(5)), std::stoi(words.at(6))};
}

std::unique_ptr<bench::Task> opened;

json answer(const std::vector<std::string>& words) {
    const std::string& command = words.at(0);
    if (command == "open") {
        opened = bench::open_task(request_of(words));
        for (int i = 0; i < kWarmUp; ++i)
            opened->run();
        return {{"version", FACENET_VERSION}, {"isa", opened->isa()}};
    }
    if (opened == nullptr) throw std::runtime_error("expected 'open' before '" + command + "'");
    if (command == "embed") {
        opened->run();
        return {{"values", opened->values()}};
    }
    if (command == "run") return measure(*opened, std::stod(words.at(1)));
    throw std::runtime_error("expected open, embed or run, found '" + command + "'");
}

}  // namespace

int main() {
    for (std::string line; std::getline(std::cin, line);) {
        std::vector<std::string> words;
        std::istringstream rest(line);
        for (std::string word; std::getline(rest, word, '\t');)
            words.push_back(word);
        json reply;
        try {
            reply = answer(words);
        } catch (const std::exception& e) {
            reply = {{"error", e.what()}};
        }
        std::cout << reply.dump() << std::endl;
    }
}

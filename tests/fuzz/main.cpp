// SPDX-License-Identifier: MIT
/// Makes a target a program: libFuzzer's, and `TARGET --seeds FOLDER`, which writes the inputs to start from.
#define DOCTEST_CONFIG_IMPLEMENT  // the tests' support files check as they build
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/time.h>

#include <cstring>
#include <fstream>
#include <string>

#include "fuzz/target.hpp"

namespace {

constexpr int kMostSeconds = 5;
volatile sig_atomic_t seconds_of_this_input = 0;

/// Hangs are told by processor time: libFuzzer's -timeout takes a process that waits for its turn for one that hangs.
void count_second(int) {
    if (++seconds_of_this_input <= kMostSeconds) return;
    static const char message[] = "hang: more than 5 seconds of processor time\n";
    if (::write(STDERR_FILENO, message, sizeof message - 1) < 0) std::abort();
    std::abort();
}

void write_seeds(const std::string& folder) {
    doctest::Context checks;
    checks.setAsDefaultForAssertsOutOfTestCases();
    int number = 0;
    for (const fuzz::Bytes& seed : fuzz::seeds()) {
        ++number;
        if (!fuzz::run({seed.data(), seed.size()})) {
            std::fprintf(stderr, "seed %d is refused: this target would test little\n", number);
            std::exit(1);
        }
        std::ofstream file(folder + "/seed" + std::to_string(number), std::ios::binary);
        file.write(reinterpret_cast<const char*>(seed.data()), static_cast<std::streamsize>(seed.size()));
        if (!file.flush()) {
            std::fprintf(stderr, "%s: a seed cannot be written\n", folder.c_str());
            std::exit(1);
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
    if (*count == 3 && std::strcmp((*arguments)[1], "--seeds") == 0) {
        write_seeds((*arguments)[2]);
        std::exit(0);
    }
    std::signal(SIGVTALRM, count_second);
    const itimerval every_second{{1, 0}, {1, 0}};
    setitimer(ITIMER_VIRTUAL, &every_second, nullptr);
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    seconds_of_this_input = 0;
    fuzz::run({data, size});
    return 0;
}

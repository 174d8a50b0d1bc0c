// SPDX-License-Identifier: MIT
// host: the numbers, as on the board. host FILE: their largest difference from those in a file.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "program.hpp"

namespace {

std::FILE* others = nullptr;
double largest = 0;

double number(const char* line) {
    const auto bits = static_cast<unsigned>(std::strtoul(line, nullptr, 16));
    float value;
    static_assert(sizeof bits == sizeof value);
    std::memcpy(&value, &bits, sizeof value);
    return static_cast<double>(value);
}

}  // namespace

void print(const char* line) {
    if (others == nullptr) {
        std::puts(line);
        return;
    }
    char other[64] = {};
    if (std::fgets(other, sizeof other, others) == nullptr) std::exit(1);
    largest = std::fmax(largest, std::fabs(number(line) - number(other)));
}

int main(int argc, char** argv) {
    if (argc > 1 && (others = std::fopen(argv[1], "r")) == nullptr) return 2;
    const int code = run();
    if (others != nullptr) std::printf("%.1e\n", largest);
    return code;
}

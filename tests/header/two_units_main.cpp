// SPDX-License-Identifier: MIT
// two_units BLOB: one program, two units that include the library, one compiled for plain x86-64 and one with -mavx2
// -mfma. Were their functions merged by the linker, the baseline half would run AVX2 code (or the other way round); the
// library's namespace carries the instruction set, so they are not. The check on the symbols is in check.sh.
#include <cmath>
#include <cstdio>
#include <exception>
#include <fstream>
#include <iterator>

#include "two_units.hpp"

namespace {

bool run(const char* name, std::vector<float> (*embed)(const std::uint8_t*, std::size_t),
         const std::vector<std::uint8_t>& blob, std::vector<float>& result) {
    try {
        result = embed(blob.data(), blob.size());
        std::printf("%s: %zu values, the first %g\n", name, result.size(), static_cast<double>(result.at(0)));
        return true;
    } catch (const std::exception& error) {
        std::printf("%s: %s\n", name, error.what());
        return false;
    }
}

}  // namespace

int main(int argc, char** argv) {
    std::vector<float> baseline, avx2;
    // Without a blob, nonsense: both must refuse it, which runs a good part of both units.
    std::vector<std::uint8_t> blob(1000, 7);
    if (argc > 1) {
        std::ifstream file(argv[1], std::ios::binary);
        blob.assign(std::istreambuf_iterator<char>(file), {});
    }
    const bool opened = run("baseline", embed_baseline, blob, baseline);
    if (opened != (argc > 1)) return 1;
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return 0;
    if (run("avx2", embed_avx2, blob, avx2) != opened) return 1;
    for (std::size_t i = 0; i < baseline.size(); ++i)
        if (!(std::fabs(baseline[i] - avx2.at(i)) < 1e-4f)) return 1;
    return 0;
}

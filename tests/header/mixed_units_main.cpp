// SPDX-License-Identifier: MIT
// mixed_units: one program, several units that include the library, compiled with different -m flags, NDEBUG and options.
// Were their functions merged by the linker, the plain one would run AVX2 code, or one would read another's structures; the
// library's namespace carries what differs, so they are not. The check on the symbols is in check.sh, which also runs this
// on a processor without AVX.
#include <cmath>
#include <cstdio>

#include "mixed_units.hpp"

namespace {

struct Unit {
    const char* name;
    std::vector<float> (*embed)();
    bool needs_avx2;
};
const Unit kUnits[] = {{"plain", embed_plain, false}, {"result", embed_result, false}, {"avx2", embed_avx2, true}, {"finite", embed_finite, true}};

}  // namespace

int main() {
    const bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    const std::vector<float> wanted = embed_plain();
    for (const Unit& unit : kUnits) {
        if (unit.needs_avx2 && !has_avx2) {
            std::printf("%s: not run, without AVX2\n", unit.name);
            continue;
        }
        const std::vector<float> embedding = unit.embed();
        float most = 0;
        for (std::size_t i = 0; i < embedding.size(); ++i) most = std::fmax(most, std::fabs(embedding[i] - wanted.at(i)));
        std::printf("%s: %zu numbers, off by %g\n", unit.name, embedding.size(), static_cast<double>(most));
        if (embedding.size() != 64 || !(most < 1e-5f)) return 1;
    }
    return 0;
}

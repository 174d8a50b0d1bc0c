// SPDX-License-Identifier: MIT
/// One thing to measure: a network with an instruction set, a number of threads and a batch.
#pragma once

#include <string>

#include "facenet/simd/isa.hpp"

namespace bench {

struct Case {
    std::string network;
    facenet::Isa isa = facenet::Isa::native;
    int threads = 1;
    int batch = 1;  ///< always 1 until the library has batches: here is where they come in
};

/// "avx2/threads_1", the end of a benchmark's name.
inline std::string suffix(facenet::Isa isa, int threads) {
    return std::string(facenet::isa_name(isa)) + "/threads_" + std::to_string(threads);
}
inline std::string key(const char* what, const Case& c) {
    return std::string(what) + "/" + c.network + "/" + suffix(c.isa, c.threads) + "/batch_" + std::to_string(c.batch);
}

/// How long a benchmark runs.
struct Effort {
    double seconds = 0;   ///< of one repetition at least; 0: as Google Benchmark's flags say
    int repetitions = 0;  ///< 0: as Google Benchmark's flags say
};

}  // namespace bench

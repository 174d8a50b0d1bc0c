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
    int batch = 1;  ///< faces in one run
};

/// "avx2/threads_1", the end of a benchmark's name.
inline std::string suffix(facenet::Isa isa, int threads) {
    return std::string(facenet::isa_name(isa)) + "/threads_" + std::to_string(threads);
}
inline std::string key(const char* what, const Case& c) {
    return std::string(what) + "/" + c.network + "/" + suffix(c.isa, c.threads) + "/batch_" + std::to_string(c.batch);
}

}  // namespace bench

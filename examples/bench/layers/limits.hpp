// SPDX-License-Identifier: MIT
/// The processor's own limits: products a second and bytes read a second, by instruction set, threads and cache level.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "case.hpp"
#include "results.hpp"

namespace bench {

/// Bytes that all threads read together: first, second and third level, memory.
inline constexpr std::size_t kReadSizes[] = {std::size_t{16} << 10, std::size_t{256} << 10, std::size_t{4} << 20,
                                             std::size_t{16} << 20, std::size_t{32} << 20,  std::size_t{96} << 20};

/// Registers the benchmarks of one instruction set (not of `reference`: plain loops have no limit worth knowing).
void register_limits(facenet::Isa isa, int threads);

/// The limits of an instruction set and a number of threads.
struct Limits {
    struct Read {
        std::size_t bytes;
        double bytes_per_second;
    };
    std::optional<double> products_per_second;
    std::vector<Read> reads;  // by ascending size

    /// Bytes a second where `working_set` bytes are read again and again: of the smallest measured size that holds
    /// them.
    std::optional<double> bytes_per_second(double working_set) const;
};

Limits limits(const Results& results, facenet::Isa isa, int threads);

}  // namespace bench

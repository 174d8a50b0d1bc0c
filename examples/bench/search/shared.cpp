// SPDX-License-Identifier: MIT
/// Exact search as a C function, for programs that time it beside other libraries in one process (faiss_flat.py).
#include <cstdint>

#include "facenet/nearest.hpp"

/// Fills distances[probe_count][k] and rows[probe_count][k]; squared distances, one thread.
extern "C" void facenet_search(const float* probes, std::size_t probe_count, const float* rows, std::size_t row_count,
                               int size, std::size_t k, float* distances, std::int64_t* found_rows) {
    using namespace facenet;
    const auto found = nearest(Metric::squared_l2, {probes, probe_count, size}, {rows, row_count, size}, k);
    for (const std::vector<Neighbour>& neighbours : found)
        for (const Neighbour& n : neighbours) {
            *distances++ = n.distance;
            *found_rows++ = static_cast<std::int64_t>(n.row);
        }
}

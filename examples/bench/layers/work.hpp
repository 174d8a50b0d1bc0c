// SPDX-License-Identifier: MIT
/// What an operation has to do, how long the processor's limits make it take, and why it may take longer.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "limits.hpp"
#include "model.hpp"

namespace bench {

struct Work {
    std::string name, kind;  ///< "conv 3x3/2", "max 3x3/2"
    std::string way;         ///< the algorithm of a convolution
    facenet::Dims in, out;
    double multiply_adds = 0;          ///< as the definition counts them
    double products = 0;               ///< that the chosen algorithm needs: fewer with Winograd
    double weight_bytes = 0;           ///< packed
    double map_bytes = 0;              ///< read and written
    std::vector<std::string> burdens;  ///< what its shape costs, in words
};

/// The work of every operation for a batch of faces, in order.
std::vector<Work> work_of(const Model& model, int batch);

/// Bytes that a run touches: packed weights and workspace. They say which cache the weights come from.
double working_set(const Model& model, int threads, int batch);

/// The least seconds: products at the peak or weights at the bandwidth of `working_set`, whichever takes longer. For
/// work without products: its maps at the bandwidth of their own size.
struct Bound {
    enum class By : unsigned char { products, weights, maps };
    By by = By::products;
    double seconds = 0;
};
std::optional<Bound> bound(const Work& work, const Limits& limits, double working_set);

}  // namespace bench

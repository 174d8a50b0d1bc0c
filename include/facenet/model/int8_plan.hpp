// SPDX-License-Identifier: MIT
/// What of a network is bytes and what stays float. The same for the quantiser and for the program it makes.
#pragma once

#include <vector>

#include "../layers/record.hpp"

FACENET_NAMESPACE_BEGIN
namespace model {

/// The convolution (an index of Record::convolutions) that ends a network: it is float, as all that comes after it.
inline std::size_t last_convolution(const layers::Record& r) { return r.convolutions.size() - 1; }

/// Maps that stay float: the input, what the last convolution reads, and all that comes after it. (A sum with a residual
/// is made of bytes only.)
inline std::vector<bool> float_maps(const layers::Record& r) {
    std::vector<bool> stays(r.whole_maps.size());
    stays[static_cast<std::size_t>(r.input.map)] = true;
    std::size_t convolution = 0;
    for (const layers::Operation& op : r.operations) {
        if (op.kind == layers::Operation::Kind::conv) ++convolution;
        if (convolution <= last_convolution(r)) continue;
        stays[static_cast<std::size_t>(op.in.map)] = stays[static_cast<std::size_t>(op.out.map)] = true;
    }
    for (const layers::Operation& op : r.operations)
        if (op.has_residual) stays[static_cast<std::size_t>(op.out.map)] = false;
    return stays;
}

/// How bytes of a map are read: q means scale * (q - zero).
struct MapScale {
    float scale = 1;
    int zero = 0;
};

/// Names of an int8 blob's tensors (blob/FORMAT.md).
inline constexpr const char* kMapsName = "maps";

}  // namespace model
FACENET_NAMESPACE_END

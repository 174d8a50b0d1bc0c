// SPDX-License-Identifier: MIT
/// safetensors.
#include "fuzz/checkpoints.hpp"

namespace fuzz {

bool run(ByteView input) {
    return read_checkpoint(input);
}

std::vector<Bytes> seeds() {
    return samples({"small.safetensors", "all.safetensors"});
}

}  // namespace fuzz

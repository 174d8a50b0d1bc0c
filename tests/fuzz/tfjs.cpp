// SPDX-License-Identifier: MIT
/// TensorFlow.js manifests.
#include "fuzz/checkpoints.hpp"

namespace fuzz {

bool run(ByteView input) {
    return read_checkpoint(input);
}

std::vector<Bytes> seeds() {
    return samples({"tfjs/weights_manifest.json", "tfjs/model.json"});
}

}  // namespace fuzz

// SPDX-License-Identifier: MIT
/// PyTorch's files before 1.6: five pickles and the storages. No checksum keeps the fuzzer from the interpreter.
#include "fuzz/checkpoints.hpp"

namespace fuzz {

bool run(ByteView input) {
    return read_checkpoint(input);
}

std::vector<Bytes> seeds() {
    return samples({"small_legacy.pt", "legacy.pt", "legacy_protocol4.pt"});
}

}  // namespace fuzz

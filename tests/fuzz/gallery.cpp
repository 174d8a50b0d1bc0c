// SPDX-License-Identifier: MIT
/// Files of galleries, as they are and with checksums made right: read, searched; and opened by a writer, who adds
/// somebody and compacts.
#include "fuzz/galleries.hpp"

namespace fuzz {

bool run(ByteView input) {
    const Bytes bytes(input.data, input.data + input.size);
    const bool taken = open_both_ways(bytes, {});
    open_both_ways(support::with_checksums(bytes), {});
    return taken;
}

std::vector<Bytes> seeds() {
    return galleries({});
}

}  // namespace fuzz

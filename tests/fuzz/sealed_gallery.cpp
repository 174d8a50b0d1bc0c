// SPDX-License-Identifier: MIT
/// Encrypted galleries: whatever was not sealed with the key is refused, whoever made its checksums right.
#include "facenet/gallery_encryption.hpp"

#include "fuzz/galleries.hpp"

namespace fuzz {
namespace {

facenet::GalleryOptions with_key() {
    static const std::uint8_t secret[facenet::GallerySecret::kSize] = {7};
    facenet::GalleryOptions options;
    options.key = facenet::GalleryKey::from_bytes(secret);
    return options;
}

}  // namespace

bool run(ByteView input) {
    const Bytes bytes(input.data, input.data + input.size);
    const bool taken = open_both_ways(bytes, with_key());
    open_both_ways(support::with_checksums(bytes), with_key());
    return taken;
}

std::vector<Bytes> seeds() {
    return galleries(with_key());
}

}  // namespace fuzz

// SPDX-License-Identifier: MIT
/// From a blob to an embedding: fp32, fp16, packed and int8. Checksums are left out, as if an attacker had made them
/// right.
#include <algorithm>

#include "fuzz/micro_network.hpp"

namespace fuzz {
namespace {

bool open_and_embed(ByteView blob, bool keep_bytes) {
    facenet::OpenOptions options;
    options.verify_checksum = false;
    options.keep_bytes = keep_bytes;
    const auto embedder = MicroEmbedder::try_open(blob, options);
    if (!embedder) return false;
    static const Bytes pixels = [] {
        Bytes noise(8 * 8 * 3);
        support::Dice dice(3);
        for (std::uint8_t& byte : noise)
            byte = static_cast<std::uint8_t>(dice.next());
        return noise;
    }();
    auto workspace = embedder->try_workspace();
    promise(workspace.ok(), "an opened model has a workspace");
    const auto embedding = embedder->try_embed({pixels.data(), 8, 8, 8 * 3, facenet::PixelFormat::rgb}, *workspace);
    promise(embedding && embedding->size() == MicroNet::embedding_size, "an opened model embeds");
    return true;
}

}  // namespace

bool run(ByteView input) {
    const bool taken = open_and_embed(input, false);
    // Where the blob lies, as from a mapped file, with nothing behind its end.
    void* aligned = nullptr;
    promise(posix_memalign(&aligned, facenet::kAlignment, std::max<std::size_t>(input.size, 1)) == 0,
            "there is memory");
    std::copy_n(input.data, input.size, static_cast<std::uint8_t*>(aligned));
    open_and_embed({static_cast<const std::uint8_t*>(aligned), input.size}, true);
    std::free(aligned);
    return taken;
}

std::vector<Bytes> seeds() {
    return {micro_blob(facenet::blob::DType::f32), micro_blob(facenet::blob::DType::f16), packed_micro_blob(),
            int8_micro_blob()};
}

}  // namespace fuzz

// SPDX-License-Identifier: MIT
// The ten-line program without a heap: what small.sh looks at the symbols of.
#include <facenet/fixed_embedder.hpp>
#include <facenet/nets/openface_nn4_small2.hpp>

using Embedder = facenet::FixedEmbedder<facenet::Int8<facenet::nets::OpenfaceNn4Small2>>;
alignas(64) static std::uint8_t memory[Embedder::memory_size];

extern "C" int embed(const std::uint8_t* blob, std::size_t blob_size, const std::uint8_t* pixels, float* to) {
    auto embedder = Embedder::try_open({blob, blob_size}, memory);
    if (!embedder) return -1;
    const auto embedding = embedder->try_embed({pixels, 96, 96, std::ptrdiff_t{3} * 96, facenet::PixelFormat::rgb});
    if (!embedding) return -1;
    int n = 0;
    for (const float value : *embedding) to[n++] = value;
    return n;
}

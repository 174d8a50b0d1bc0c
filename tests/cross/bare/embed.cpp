// SPDX-License-Identifier: MIT
// One crop and one int8 blob, both part of the program (data.S): prints the bits of the crop's embedding, one number a line.
// On a microcontroller (board.cpp) or on this machine (host.cpp).
#include <cstring>

#include <facenet/fixed_embedder.hpp>
#include <facenet/nets/openface_nn4_small2.hpp>

#include "program.hpp"

using Embedder = facenet::FixedEmbedder<facenet::Int8<facenet::nets::OpenfaceNn4Small2>>;
alignas(64) static std::uint8_t memory[Embedder::memory_size];

extern "C" const std::uint8_t blob_begin[], blob_end[], crop_begin[];

int run() {
    auto embedder = Embedder::try_open({blob_begin, static_cast<std::size_t>(blob_end - blob_begin)}, memory);
    if (!embedder) {
        print(embedder.error().what());
        return 1;
    }
    const auto& recipe = embedder->recipe();
    const auto embedding =
        embedder->try_embed({crop_begin, recipe.width, recipe.height, std::ptrdiff_t{3} * recipe.width, facenet::PixelFormat::rgb});
    if (!embedding) {
        print(embedding.error().what());
        return 1;
    }
    for (const float value : *embedding) {
        std::uint32_t bits;
        std::memcpy(&bits, &value, sizeof bits);
        char line[9] = {};
        for (int digit = 0; digit < 8; ++digit) line[digit] = "0123456789abcdef"[bits >> (28 - 4 * digit) & 15u];
        print(line);
    }
    return 0;
}

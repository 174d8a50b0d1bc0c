// SPDX-License-Identifier: MIT
// One unit of a program whose units are compiled with different flags and options (see mixed_units.hpp).
#include <facenet/facenet.hpp>
#include <facenet/testing.hpp>

#include "mixed_units.hpp"

#if !defined(MIXED_UNIT)
#error "compile with -DMIXED_UNIT=<function>"
#endif

std::vector<float> MIXED_UNIT() {
    namespace testing = facenet::testing;
    const std::vector<std::uint8_t> damaged = testing::damaged_blob();
    const auto refused = facenet::Embedder<testing::TinyNet>::try_open({damaged.data(), damaged.size()});
    if (refused || refused.error().message().find("checksum") == std::string::npos) return {};
#if defined(FACENET_NO_EXCEPTIONS)
    const auto opened = testing::tiny_embedder();
    if (!opened) return {};
    const auto& embedder = *opened;
    const facenet::Result<facenet::Embedding> result = embedder.embed(testing::picture(1));
    if (!result) return {};
    const facenet::Embedding embedding = *result;
#else
    const auto embedder = testing::tiny_embedder();
    const facenet::Embedding embedding = embedder.embed(testing::picture(1));
#endif
    if (facenet::distance(embedder.recipe(), embedding, embedding) != 0) return {};
    return {embedding.begin(), embedding.end()};
}

// SPDX-License-Identifier: MIT
// The ten-line program (../ten_lines.cpp) as a browser has it: a blob's bytes and a crop's pixels in, an embedding out.
// ten_lines.sh compiles it and says how many bytes it is; compare.sh times it.
#include <facenet/facenet.hpp>
#include <facenet/int8.hpp>
#include <optional>

using Embedder = facenet::Embedder<TEN_LINES_NETWORK>;

static std::optional<Embedder> embedder;
static std::optional<facenet::Workspace> workspace;
static facenet::Embedding embedding;

extern "C" bool open_model(const std::uint8_t* blob, std::size_t size) {
    if (auto opened = Embedder::open({blob, size})) embedder.emplace(std::move(*opened));
    if (embedder)
        if (auto made = embedder->workspace()) workspace.emplace(std::move(*made));
    return workspace.has_value();
}

extern "C" const float* embed(const std::uint8_t* rgba, int width, int height) {
    const facenet::ImageView crop{rgba, width, height, std::ptrdiff_t{4} * width, facenet::PixelFormat::rgba};
    const auto made = embedder->embed(crop, *workspace);
    if (!made) return nullptr;
    embedding = *made;
    return embedding.data();
}

// SPDX-License-Identifier: MIT
#include "self_test.hpp"

#include "weights_tool/library.hpp"

namespace facenet_tool {
namespace {

/// Soft stripes in three directions: something at every scale, the same on every machine.
std::vector<std::uint8_t> stripes(int height, int width) {
    std::vector<std::uint8_t> pixels;
    const auto wave = [](int phase) {  // a triangle of period 64 between 0 and 255
        const int at = phase % 64;
        return static_cast<std::uint8_t>((at < 32 ? at : 63 - at) * 255 / 31);
    };
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (int phase : {3 * x + y, 2 * y + 17, x + 5 * y + 31}) pixels.push_back(wave(phase));
    return pixels;
}

}  // namespace

void add_self_test(facenet::blob::Writer& writer, const facenet::Recipe& recipe) {
    const std::vector<std::uint8_t> input = stripes(recipe.height, recipe.width);
    const std::vector<std::uint8_t> blob = writer.bytes();
    facenet::OpenOptions options;
    // Bytes are the same on every instruction set, and plain loops would take minutes for them.
    options.isa = recipe.precision == facenet::Precision::int8 ? facenet::Isa::native : facenet::Isa::reference;
    auto embedder = open_embedder({blob.data(), blob.size()}, options);
    if (!embedder) throw facenet::Error(embedder.error());
    const bool bgr = recipe.colour == facenet::ColourOrder::bgr;
    const facenet::ImageView view{input.data(), recipe.width, recipe.height, std::ptrdiff_t{3} * recipe.width,
                                  bgr ? facenet::PixelFormat::bgr : facenet::PixelFormat::rgb};
    auto workspace = embedder->try_workspace();
    if (!workspace) throw facenet::Error(workspace.error());
    const auto embedding = embedder->try_embed(view, *workspace);
    if (!embedding) throw facenet::Error(embedding.error());

    const auto u32 = [](int side) { return static_cast<std::uint32_t>(side); };
    writer.add_bytes(facenet::blob::kSelfTestInput, {u32(recipe.height), u32(recipe.width), 3}, input);
    writer.add(facenet::blob::kSelfTestEmbedding, {u32(recipe.embedding_size)}, {embedding->begin(), embedding->end()});
}

}  // namespace facenet_tool

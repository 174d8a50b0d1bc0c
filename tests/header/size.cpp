// SPDX-License-Identifier: MIT
// What size_table.sh compiles: a crop of raw pixels from the standard input is embedded; SIZE_* say with what.
#include <cstdio>

#if defined(SIZE_FIXED)
#include <facenet/fixed_embedder.hpp>
#include <facenet/nets/openface_nn4_small2.hpp>
#else
#include <facenet/int8.hpp>
#endif
#if defined(SIZE_DETECTOR)
#include <facenet/detect.hpp>
#endif

namespace {

using Net = facenet::nets::OpenfaceNn4Small2;
constexpr std::size_t kMostBlob = std::size_t{32} << 20;
alignas(64) unsigned char blob[kMostBlob];
unsigned char pixels[96 * 96 * 3];

facenet::ByteView read(const char* path) {
    std::FILE* file = std::fopen(path, "rb");
    if (file == nullptr) return {};
    const std::size_t size = std::fread(blob, 1, sizeof blob, file);
    std::fclose(file);
    return {blob, size};
}

int print(const facenet::Embedding& embedding) {
    for (const float value : embedding) std::printf("%g\n", static_cast<double>(value));
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2 || std::fread(pixels, 1, sizeof pixels, stdin) != sizeof pixels) return 2;
    const facenet::ImageView crop{pixels, 96, 96, std::ptrdiff_t{3} * 96, facenet::PixelFormat::rgb};
#if defined(SIZE_DETECTOR)
    const auto detector = facenet::Detector::try_open(read(argv[2]));
    if (!detector) return 1;
    const auto faces = detector->try_detect(crop);
    if (!faces || faces->empty()) return 1;
#endif
#if defined(SIZE_FIXED)
    using Embedder = facenet::FixedEmbedder<SIZE_FIXED>;
    alignas(64) static unsigned char memory[Embedder::memory_size];
    auto embedder = Embedder::try_open(read(argv[1]), memory);
    if (!embedder) return 1;
    const auto embedding = embedder->try_embed(crop);
#else
    const auto embedder = facenet::SIZE_EMBEDDER::try_open(read(argv[1]));
    if (!embedder) return 1;
    auto workspace = embedder->try_workspace();
    if (!workspace) return 1;
#if defined(SIZE_DETECTOR)
    const auto embedding = embedder->try_embed(crop, faces->front(), *workspace);
#else
    const auto embedding = embedder->try_embed(crop, *workspace);
#endif
#endif
    return embedding ? print(*embedding) : 1;
}

// SPDX-License-Identifier: MIT
// The smallest program: one network, one instruction set, a crop of raw pixels from the standard input.
#include <cstdio>

#include <facenet/blob_file.hpp>
#include <facenet/embedder.hpp>
#include <facenet/nets/openface_nn4_small2.hpp>

int main(int argc, char** argv) {
    if (argc != 2) return 2;
    static unsigned char pixels[96 * 96 * 3];
    if (std::fread(pixels, 1, sizeof pixels, stdin) != sizeof pixels) return 1;
    const auto blob = facenet::BlobFile::open(argv[1]);
    const auto embedder = facenet::Embedder<facenet::nets::OpenfaceNn4Small2>::open(blob);
    for (const float value : embedder.embed({pixels, 96, 96, std::ptrdiff_t{3} * 96, facenet::PixelFormat::rgb}))
        std::printf("%g\n", static_cast<double>(value));
}

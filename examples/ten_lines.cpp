// SPDX-License-Identifier: MIT
// Prints the embedding of a face crop:  ten_lines dlib_resnet.blob crop.png
#include <cstdio>
#include <facenet/facenet.hpp>
#include <facenet/image_file.hpp>

int main(int argc, char** argv) {
    if (argc != 3) return 2;
    const auto blob = facenet::BlobFile::open(argv[1]);
    const auto embedder = facenet::Embedder<facenet::nets::DlibResnet>::open(blob);
    const auto embedding = embedder.embed(facenet::load_image(argv[2]));
    for (const float value : embedding)
        std::printf("%g\n", static_cast<double>(value));
}

// SPDX-License-Identifier: MIT
// cut PHOTO MTCNN.blob EMBEDDER.blob SMALL.png CROP.png: the photo's largest face with what is around it, small enough for an
// emulator to search, and its aligned crop.
#include <algorithm>
#include <cstdio>

#include <facenet/facenet.hpp>

#include "examples/facenet/photos/image_io.hpp"

namespace {

constexpr int kSmallSide = 120;

facenet::Image with_surroundings(const facenet::ImageView& photo, const facenet::Box& box) {
    const float x = (box.left + box.right) / 2, y = (box.top + box.bottom) / 2, reach = std::max(box.width(), box.height());
    const facenet::ImageView part = facenet::crop(photo, static_cast<int>(x - reach), static_cast<int>(y - reach),
                                                  static_cast<int>(x + reach), static_cast<int>(y + reach));
    const int longest = std::max(part.width, part.height);
    return facenet::resize(part, kSmallSide * part.width / longest, kSmallSide * part.height / longest);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 6) return 2;
    const facenet::Image photo = program::load_photo(argv[1]);
    const auto mtcnn = facenet::BlobFile::open(argv[2]), embedder = facenet::BlobFile::open(argv[3]);
    const auto faces = facenet::Detector::open(mtcnn).detect(photo);
    const auto blob = facenet::blob::Blob::open(embedder);
    if (!blob) throw blob.error();
    if (faces.empty()) {
        std::fprintf(stderr, "%s: no face\n", argv[1]);
        return 1;
    }
    const facenet::Recipe& recipe = blob->recipe();
    program::write_image(with_surroundings(photo, faces[0].box), argv[4]);
    program::write_image(
        facenet::align(photo, faces[0].box, faces[0].landmarks, recipe.alignment, recipe.width, recipe.height), argv[5]);
}

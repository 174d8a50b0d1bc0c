// SPDX-License-Identifier: MIT
#include "mirror.hpp"

#include <algorithm>

#include "image_io.hpp"
#include "parallel.hpp"
#include "terminal/progress.hpp"

namespace program {
namespace {

facenet::Image mirrored(const facenet::Image& image) {
    facenet::Image result(image.width(), image.height());
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            std::copy_n(image.pixel(x, y), 3, result.pixel(image.width() - 1 - x, y));
    return result;
}

/// What is on the left goes to the right: eyes and corners of the mouth change places.
facenet::Face mirrored(const facenet::Face& face, int width) {
    const auto other_side = [&](float x) { return static_cast<float>(width - 1) - x; };
    facenet::Face result = face;
    result.box.left = other_side(face.box.right);
    result.box.right = other_side(face.box.left);
    std::swap(result.landmarks[0], result.landmarks[1]);
    std::swap(result.landmarks[3], result.landmarks[4]);
    for (facenet::Point& point : result.landmarks)
        point.x = other_side(point.x);
    return result;
}

}  // namespace

std::vector<facenet::Embedding> mirrored_embeddings(const Models& models, const std::vector<Photo>& photos,
                                                    const std::vector<Findings>& findings,
                                                    const std::vector<int>& faces, std::size_t threads) {
    std::vector<facenet::Embedding> embeddings(photos.size());
    Progress progress("mirrored photos", photos.size());
    for_each_index(photos.size(), threads, [&](std::size_t p) {
        if (faces[p] >= 0) {
            const facenet::Image image = load_photo(photos[p].path);
            const facenet::Face& face = findings[p].faces[static_cast<std::size_t>(faces[p])].face;
            embeddings[p] = findings[p].crop ? models.embed_crop(mirrored(image))
                                             : models.embed(mirrored(image), mirrored(face, image.width()));
        }
        progress.step();
    });
    return embeddings;
}

}  // namespace program

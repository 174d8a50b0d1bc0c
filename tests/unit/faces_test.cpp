// SPDX-License-Identifier: MIT
// The whole way on real photos of known people: detect, align, embed with trained weights, compare.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "facenet/byte_embedding.hpp"
#include "facenet/blob_file.hpp"
#include "facenet/image_file.hpp"
#include "facenet/verify.hpp"
#include "support/opened.hpp"
#include "support/paths.hpp"

namespace {

/// A photo and the people it shows.
struct Photo {
    std::string path;
    std::set<std::string> people;
};

/// ../shared/faces as its SOURCES.md tells who is who.
std::vector<Photo> known_photos() {
    std::vector<Photo> photos;
    const auto add = [&](const char* path, std::set<std::string> people) { photos.push_back({path, std::move(people)}); };
    for (const char* name : {"obama.jpg", "obama2.jpg", "obama3.jpg", "32bit.png", "obama_partial_face.jpg", "obama_partial_face2.jpg"})
        photos.push_back({std::string("face_recognition/test_images/") + name, {"obama"}});
    add("face_recognition/test_images/biden.jpg", {"biden"});
    add("face_recognition/two_people.jpg", {"obama", "biden"});
    add("face_recognition/lin-manuel-miranda.png", {"miranda"});
    add("face_recognition/test/johnsnow_test1.jpg", {"harington"});
    add("face_recognition/test/obama_and_biden.jpg", {"obama", "biden"});
    add("face_recognition/test/kit_with_rose.jpg", {"harington", "leslie"});
    add("face_recognition/test/obama1.jpg", {"obama"});
    add("face_recognition/test/alex_lacamoire1.jpg", {"lacamoire"});
    add("face_recognition/train/alex_lacamoire/img1.jpg", {"lacamoire"});
    add("face_recognition/train/rose_leslie/img1.jpg", {"leslie"});
    add("face_recognition/train/rose_leslie/img2.jpg", {"leslie"});
    add("face_recognition/train/kit_harington/john1.jpeg", {"harington"});
    add("face_recognition/train/kit_harington/john2.jpeg", {"harington"});
    add("face_recognition/train/obama/obama.jpg", {"obama"});
    add("face_recognition/train/obama/obama2.jpg", {"obama"});
    add("face_recognition/train/biden/biden.jpg", {"biden"});
    add("face_recognition/train/biden/biden2.jpg", {"biden"});
    add("openface/adams.jpg", {"adams"});
    add("openface/carell.jpg", {"carell"});
    add("openface/clapton-1.jpg", {"clapton"});
    add("openface/clapton-2.jpg", {"clapton"});
    add("openface/lennon-1.jpg", {"lennon"});
    add("openface/lennon-2.jpg", {"lennon"});
    add("openface/longoria-cooper.jpg", {"longoria", "cooper"});
    add("facenet-pytorch/kate_siegel.jpg", {"siegel"});
    add("facenet-pytorch/paul_rudd.jpg", {"rudd"});
    add("facenet-pytorch/angelina_jolie.jpg", {"jolie"});
    return photos;
}

struct Pair {
    float distance;
    const Photo *a, *b;
};

/// Embeddings in bytes beside the same in full.
struct Bytes {
    int pairs = 0, changed = 0;
    float largest_error = 0;

    void compare(const facenet::Recipe& recipe, const facenet::Embedding& a, const facenet::Embedding& b) {
        const facenet::Verdict in_full = facenet::verify(recipe, a, b);
        const facenet::Verdict in_bytes = facenet::verify(recipe, facenet::quantise(a), facenet::quantise(b));
        const float error = std::abs(in_bytes.distance - in_full.distance);
        if (!(error <= largest_error)) largest_error = error;
        changed += in_bytes.same != in_full.same ? 1 : 0;
        ++pairs;
    }
};

void print(const char* title, std::vector<Pair> pairs, bool farthest) {
    std::sort(pairs.begin(), pairs.end(), [=](const Pair& a, const Pair& b) { return farthest ? a.distance > b.distance : a.distance < b.distance; });
    for (std::size_t i = 0; i < pairs.size() && i < 5; ++i) MESSAGE(std::string(title) << ": " << pairs[i].distance << "  " << pairs[i].a->path << "  " << pairs[i].b->path);
}

}  // namespace

TEST_CASE("photos of known people: the same are accepted, others refused") {
    const auto models = support::models_dir();
    if (!std::filesystem::exists(models / "dlib_resnet.blob") || !std::filesystem::exists(models / "mtcnn.blob") ||
        !std::filesystem::exists(support::faces_dir())) {
        MESSAGE("skipped: needs dlib_resnet.blob and mtcnn.blob in " << models.string() << " and the photos in " << support::faces_dir().string());
        return;
    }
    const auto detector = support::opened_detector(facenet::BlobFile::open((models / "mtcnn.blob").string()));
    const auto embedder = support::opened(facenet::BlobFile::open((models / "dlib_resnet.blob").string()));
    facenet::Workspace workspace = embedder.workspace();

    const std::vector<Photo> photos = known_photos();
    std::vector<std::vector<facenet::Embedding>> faces;
    for (const Photo& photo : photos) {
        const facenet::Image image = facenet::load_image((support::faces_dir() / photo.path).string());
        faces.emplace_back();
        for (const facenet::Face& face : facenet_tool::detect(detector, image)) faces.back().push_back(embedder.embed(image, face, workspace));
        CAPTURE(photo.path);
        CHECK(faces.back().size() >= photo.people.size());
    }

    // Two photos are as far apart as their closest faces: they show a common person or nobody in common.
    std::vector<Pair> same, different;
    Bytes bytes;
    for (std::size_t i = 0; i < photos.size(); ++i)
        for (std::size_t j = i + 1; j < photos.size(); ++j) {
            Pair pair{INFINITY, &photos[i], &photos[j]};
            for (const auto& a : faces[i])
                for (const auto& b : faces[j]) {
                    pair.distance = std::min(pair.distance, facenet::distance(embedder.recipe(), a, b));
                    bytes.compare(embedder.recipe(), a, b);
                }
            const auto shares = [&](const std::string& name) { return photos[j].people.count(name) > 0; };
            const bool common = std::any_of(photos[i].people.begin(), photos[i].people.end(), shares);
            (common ? same : different).push_back(pair);
        }
    print("farthest same", same, true);
    print("closest different", different, false);

    MESSAGE("in bytes: largest error " << bytes.largest_error << " over " << bytes.pairs << " pairs of faces, verdicts changed: " << bytes.changed);
    CHECK(bytes.changed == 0);
    CHECK(bytes.largest_error <= 0.02f);

    const float threshold = embedder.recipe().verify_threshold;
    const auto partial = [](const Photo* p) { return p->path.find("obama_partial_face") != std::string::npos; };
    for (const Pair& pair : same) {
        CAPTURE(pair.a->path);
        CAPTURE(pair.b->path);
        if (!partial(pair.a) && !partial(pair.b)) CHECK(pair.distance < threshold);
    }
    std::size_t refused = 0;
    for (const Pair& pair : different) refused += pair.distance >= threshold ? 1 : 0;
    MESSAGE(same.size() << " same pairs, " << different.size() << " different pairs, refused " << refused);
    CHECK(static_cast<double>(refused) >= 0.995 * static_cast<double>(different.size()));
}

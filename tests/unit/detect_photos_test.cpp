// SPDX-License-Identifier: MIT
// Faces in real photos against those that facenet-pytorch finds (tests/oracles/mtcnn.py).
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "detect_support.hpp"
#include "facenet/image_file.hpp"
#include "support/opened.hpp"

namespace {

using namespace facenet;

/// Photos in folders belong to the test photos, the others to an npm package.
std::filesystem::path photo_path(const std::string& name) {
    const bool in_folder = name.find('/') != std::string::npos;
    return (in_folder ? support::faces_dir() : support::downloads_dir() / "vladmandic-face-api" / "demo") / name;
}

struct Difference {
    double most = 0, sum = 0;
    int count = 0;
    void add(float found, double wanted) {
        const double d = std::isnan(found) ? 1e9 : std::fabs(static_cast<double>(found) - wanted);
        most = std::max(most, d);
        sum += d;
        ++count;
    }
    double mean() const { return count > 0 ? sum / count : 0; }
};

}  // namespace

TEST_CASE("faces in photos are those of facenet-pytorch") {
    const auto bytes = detect_test::trained_blob();
    if (!bytes) return;
    const Detector detector = support::opened_detector(detect_test::view(*bytes));
    const nlohmann::json golden = detect_test::golden("mtcnn.json");
    REQUIRE(golden["photos"].size() == 39);
    Difference boxes, landmarks, scores;
    int photos = 0, faces = 0;
    std::string absent;
    for (const auto& item : golden["photos"].items()) {
        const std::string& name = item.key();
        const nlohmann::json& photo = item.value();
        if (!std::filesystem::exists(photo_path(name))) {
            absent += " " + name;
            continue;
        }
        CAPTURE(name);
        const Image image = load_image(photo_path(name).string());
        REQUIRE(image.width() == photo["width"].get<int>());
        REQUIRE(image.height() == photo["height"].get<int>());
        const std::vector<Face> found = facenet_tool::detect(detector, image);
        ++photos;
        CHECK(found.size() == photo["faces"].size());
        if (found.size() != photo["faces"].size()) continue;
        for (std::size_t i = 0; i < found.size(); ++i, ++faces) {
            const auto& wanted = photo["faces"][i];
            const Box& b = found[i].box;
            const std::array<float, 4> sides{b.left, b.top, b.right, b.bottom};
            for (std::size_t k = 0; k < 4; ++k)
                boxes.add(sides[k], wanted["box"][k]);
            for (std::size_t k = 0; k < 5; ++k) {
                landmarks.add(found[i].landmarks[k].x, wanted["landmarks"][k][0]);
                landmarks.add(found[i].landmarks[k].y, wanted["landmarks"][k][1]);
            }
            scores.add(found[i].score, wanted["score"]);
            CHECK(boxes.most < 1);
            CHECK(landmarks.most < 1);
        }
    }
    if (!absent.empty()) MESSAGE("skipped, absent:" << absent);
    MESSAGE(faces << " faces in " << photos << " photos: greatest difference of boxes " << boxes.most << ", landmarks "
                  << landmarks.most << " pixels, scores " << scores.most);
    // On average there is nothing but the golden values' two decimals.
    CHECK(boxes.mean() < 0.05);
    CHECK(landmarks.mean() < 0.05);
    CHECK(scores.most < 1e-3);
}

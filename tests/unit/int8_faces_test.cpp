// SPDX-License-Identifier: MIT
// The dlib ResNet in int8 against fp32 on real photos: calibrated on some, judged on others.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <random>

#include "facenet/blob_file.hpp"
#include "facenet/verify.hpp"
#include "support/paths.hpp"
#include "examples/facenet/photos/image_io.hpp"
#include "weights_tool/library.hpp"
#include "weights_tool/quantise/crops.hpp"
#include "weights_tool/quantise/quantise.hpp"

namespace {

using namespace facenet;
namespace fs = std::filesystem;

OpenedEmbedder opened(ByteView blob) {
    Result<OpenedEmbedder> embedder = facenet_tool::open_embedder(blob);
    REQUIRE(embedder);
    return std::move(*embedder);
}

/// A crop mirrored, or shifted by some pixels.
Image moved(const ImageView& crop, bool mirror, int dx, int dy) {
    Image out(crop.width, crop.height);
    for (int y = 0; y < crop.height; ++y)
        for (int x = 0; x < crop.width; ++x) {
            const int from_x = std::clamp((mirror ? crop.width - 1 - x : x) + dx, 0, crop.width - 1), from_y = std::clamp(y + dy, 0, crop.height - 1);
            std::copy_n(crop.data + from_y * crop.stride + 3 * from_x, 3, out.pixel(x, y));
        }
    return out;
}

/// A crop as a JPEG brings it back.
Image compressed(const ImageView& crop) {
    const fs::path file = fs::temp_directory_path() / ("facenet-int8-faces-" + std::to_string(std::random_device()()) + ".jpg");
    program::write_image(moved(crop, false, 0, 0), file);
    Image image = program::load_photo(file.string());
    fs::remove(file);
    return image;
}

}  // namespace

TEST_CASE("int8: the dlib ResNet on photos that it was not calibrated with") {
    const fs::path models = support::models_dir(), faces = support::faces_dir();
    if (!fs::exists(models / "dlib_resnet.blob") || !fs::exists(models / "mtcnn.blob") || !fs::exists(faces)) {
        MESSAGE("skipped: needs dlib_resnet.blob and mtcnn.blob in " << models.string() << " and the photos in " << faces.string());
        return;
    }
    const BlobFile file = BlobFile::open((models / "dlib_resnet.blob").string());
    const OpenedEmbedder fp32 = opened(file.bytes());
    const Recipe& recipe = fp32.recipe();
    facenet_tool::CropOptions options;
    options.detector = (models / "mtcnn.blob").string();

    // Nobody is in both sets.
    std::vector<std::string> calibration;
    for (const char* name : {"openface/adams.jpg", "openface/carell.jpg", "openface/clapton-1.jpg", "openface/clapton-2.jpg", "openface/lennon-1.jpg",
                             "openface/lennon-2.jpg", "openface/longoria-cooper.jpg", "facenet-pytorch/kate_siegel.jpg",
                             "facenet-pytorch/paul_rudd.jpg", "facenet-pytorch/angelina_jolie.jpg"})
        calibration.push_back((faces / name).string());
    std::vector<std::string> others{(faces / "face_recognition").string()};
    for (const char* name : {"1", "2", "3", "4", "5", "6"}) {
        const fs::path photo = support::downloads_dir() / "vladmandic-face-api" / "demo" / (std::string("sample") + name + ".jpg");
        if (fs::exists(photo)) others.push_back(photo.string());
    }
    const auto quantised = facenet_tool::quantise(file.bytes(), facenet_tool::load_crops(calibration, recipe, options));
    const OpenedEmbedder int8 = opened({quantised.blob.data(), quantised.blob.size()});
    CHECK(static_cast<double>(quantised.blob.size()) <= 0.26 * static_cast<double>(file.bytes().size));

    Workspace w = fp32.workspace(), v = int8.workspace();
    std::vector<Embedding> a, b;
    double cosines = 0, least = 1;
    for (const facenet_tool::Crop& crop : facenet_tool::load_crops(others, recipe, options))
        for (int variant = 0; variant < 5; ++variant) {
            const ImageView exact = facenet_tool::view_of(crop, recipe);
            const Image image = variant == 0   ? moved(exact, false, 0, 0)
                                : variant == 1 ? moved(exact, true, 0, 0)
                                : variant == 2 ? moved(exact, false, 3, -2)
                                : variant == 3 ? compressed(exact)
                                               : compressed(moved(exact, true, -2, 3));
            const ImageView view = image;
            a.push_back(fp32.embed(view, w));
            b.push_back(int8.embed(view, v));
            const double c = static_cast<double>(cosine(a.back(), b.back()));
            cosines += c;
            least = std::min(least, c);
        }
    REQUIRE(a.size() >= 100);
    std::size_t pairs = 0, moved = 0, flips = 0;
    float most = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        for (std::size_t j = 0; j < i; ++j) {
            const float exact = distance(recipe, a[i], a[j]), bytes = distance(recipe, b[i], b[j]);
            const float drift = std::abs(bytes * bytes - exact * exact);  // of squared distances
            ++pairs;
            moved += drift > 0.03f ? 1 : 0;
            most = std::max(most, drift);
            const bool near = std::abs(exact - recipe.verify_threshold) < 0.02f;
            flips += !near && (exact < recipe.verify_threshold) != (bytes < recipe.verify_threshold) ? 1 : 0;
        }
    MESSAGE(a.size() << " crops: mean cosine " << cosines / static_cast<double>(a.size()) << ", least " << least << "; " << pairs
                     << " pairs: " << moved << " moved by more than 0.03, the most by " << most << "; verdicts that differ: " << flips);
    CHECK(cosines / static_cast<double>(a.size()) >= 0.995);
    CHECK(least >= 0.98);
    CHECK(static_cast<double>(moved) <= 0.01 * static_cast<double>(pairs));
    CHECK(most <= 0.06f);
    CHECK(flips == 0);
}

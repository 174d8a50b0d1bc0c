// SPDX-License-Identifier: MIT
#include "crops.hpp"

#include <cstdio>
#include <optional>

#include "examples/facenet/photos/image_io.hpp"
#include "examples/facenet/photos/photos.hpp"
#include "examples/terminal/progress.hpp"
#include "facenet/align.hpp"
#include "facenet/blob_file.hpp"
#include "weights_tool/library.hpp"

namespace facenet_tool {
namespace {

using namespace facenet;

std::optional<Detector> detector_for(const CropOptions& options) {
    if (options.aligned) return std::nullopt;
    try {
        const BlobFile file = BlobFile::open(options.detector);
        Result<Detector> detector = open_detector(file.bytes());
        if (!detector) throw detector.error();
        return std::move(*detector);
    } catch (const Error& error) {
        throw Error("quantize: finding the faces of photos needs MTCNN's blob (--detector FILE), unless they are aligned "
                    "crops (--aligned): " + std::string(error.what()));
    }
}

/// One photo's faces; an empty list says that none was found.
std::vector<Crop> crops_of(const std::string& path, const Recipe& recipe, const Detector* detector) {
    const Image photo = program::load_photo(path);
    const std::size_t size = std::size_t{3} * static_cast<std::size_t>(recipe.height) * static_cast<std::size_t>(recipe.width);
    std::vector<Crop> crops;
    if (detector == nullptr) {
        crops.push_back({path, std::vector<std::uint8_t>(size)});
        resize_triangle(photo, recipe.width, recipe.height, crops.back().pixels.data());
        return crops;
    }
    WarpScratch scratch;
    for (const Face& face : detect(*detector, photo)) {
        Crop crop{path, std::vector<std::uint8_t>(size)};
        if (try_align(photo, face.box, face.landmarks, recipe.alignment, recipe.width, recipe.height, crop.pixels.data(), scratch))
            crops.push_back(std::move(crop));
    }
    return crops;
}

}  // namespace

ImageView view_of(const Crop& crop, const Recipe& recipe) {
    return {crop.pixels.data(), recipe.width, recipe.height, std::ptrdiff_t{3} * recipe.width, PixelFormat::rgb};
}

std::vector<Crop> load_crops(const std::vector<std::string>& photos, const Recipe& recipe, const CropOptions& options) {
    if (photos.empty()) throw mismatch_error("quantize, --calibrate", "photos of faces, some 20 of different people, or a folder of them", "none");
    const std::vector<program::Photo> files = program::find_photos(photos);
    const std::optional<Detector> detector = detector_for(options);
    std::vector<Crop> crops;
    std::vector<std::string> failed;
    program::Progress bar("finding faces", files.size());
    for (std::size_t i = 0; i < files.size(); ++i) {
        try {
            std::vector<Crop> found = crops_of(files[i].path, recipe, detector ? &*detector : nullptr);
            if (found.empty()) failed.push_back(files[i].path + ": no face found");
            for (Crop& crop : found) crops.push_back(std::move(crop));
        } catch (const Error& error) {
            failed.push_back(error.what());
        }
        bar.reach(i + 1);
    }
    bar.wipe();
    for (const std::string& reason : failed) std::fprintf(stderr, "weights_tool: %s\n", reason.c_str());
    if (crops.empty()) throw mismatch_error("quantize, --calibrate", "photos of faces", "no face in " + std::to_string(files.size()) + " photos");
    return crops;
}

}  // namespace facenet_tool

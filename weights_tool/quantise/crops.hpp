// SPDX-License-Identifier: MIT
/// The faces by which a network is calibrated.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "facenet/data/recipe.hpp"
#include "facenet/image/image.hpp"

namespace facenet_tool {

/// A face as the network wants it: the recipe's size, RGB without gaps.
struct Crop {
    std::string name;  ///< of its photo
    std::vector<std::uint8_t> pixels;
};

/// The view of a crop of that recipe.
facenet::ImageView view_of(const Crop& crop, const facenet::Recipe& recipe);

struct CropOptions {
    std::string detector;  ///< MTCNN's blob
    bool aligned = false;  ///< the photos are crops already; no detector is needed
};

/// All faces of photos and folders, found and aligned as the recipe says; photos without a face, or unreadable ones, are
/// named on stderr and passed over. Throws facenet::Error where nothing is left.
std::vector<Crop> load_crops(const std::vector<std::string>& photos, const facenet::Recipe& recipe, const CropOptions& options);

}  // namespace facenet_tool

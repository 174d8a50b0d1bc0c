// SPDX-License-Identifier: MIT
/// Which photos a command line means.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace program {

/// One photo, and the name under which a result about it is filed (relative, unique among the photos).
struct Photo {
    std::string path;
    std::filesystem::path name;
};

/// The photos of files, folders and patterns ('*.jpg'), in the order given; folders are walked with all below them, in
/// the order of their names. In a folder, files that do not begin like an image are passed over, as are hidden ones and
/// all in `except`; a file that is named itself is always taken. A photo given twice is taken once.
/// Throws facenet::Error for what is not there.
std::vector<Photo> find_photos(const std::vector<std::string>& arguments, const std::filesystem::path& except = {});

/// Whether a file begins like an image of a known format (its name does not matter).
bool looks_like_image(const std::filesystem::path& file);

}  // namespace program

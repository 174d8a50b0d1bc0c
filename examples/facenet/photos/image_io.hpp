// SPDX-License-Identifier: MIT
/// Images from and to files; the decoder is compiled here only.
#pragma once

#include <facenet/image/image.hpp>
#include <filesystem>
#include <string>

namespace program {

/// A photo, upright. Throws facenet::Error, naming the file, where it cannot be read.
facenet::Image load_photo(const std::string& path);

/// Writes a PNG where the name ends in .png, a JPEG otherwise. Throws facenet::Error where the file cannot be written.
void write_image(const facenet::Image& image, const std::filesystem::path& path);

/// The bytes of a JPEG; quality 1 to 100.
std::string encode_jpeg(const facenet::Image& image, int quality);

}  // namespace program

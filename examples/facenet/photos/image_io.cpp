// SPDX-License-Identifier: MIT
#include "image_io.hpp"

#include <facenet/image_file.hpp>
#include <fstream>

#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#endif
#define STB_IMAGE_WRITE_STATIC
#define STB_IMAGE_WRITE_IMPLEMENTATION
#include <stb_image_write.h>
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

namespace program {

facenet::Image load_photo(const std::string& path) {
    facenet::Result<facenet::Image> image = facenet::try_load_image(path);
    if (image) return std::move(*image);
    const std::string message = image.error().message();
    throw facenet::Error(message.find(path) == std::string::npos ? path + ": " + message : message);
}

namespace {

/// What stb_image_write gives, appended to a string.
void append(void* bytes, void* data, int size) {
    static_cast<std::string*>(bytes)->append(static_cast<const char*>(data), static_cast<std::size_t>(size));
}

}  // namespace

std::string encode_jpeg(const facenet::Image& image, int quality) {
    std::string bytes;
    stbi_write_jpg_to_func(append, &bytes, image.width(), image.height(), 3, image.data(), quality);
    return bytes;
}

void write_image(const facenet::Image& image, const std::filesystem::path& path) {
    std::string bytes;
    if (path.extension() == ".png")
        stbi_write_png_to_func(append, &bytes, image.width(), image.height(), 3, image.data(), 3 * image.width());
    else bytes = encode_jpeg(image, 92);
    std::ofstream file(path, std::ios::binary);
    file << bytes;
    file.close();
    if (!file) throw facenet::Error(path.string() + ": cannot be written");
}

}  // namespace program

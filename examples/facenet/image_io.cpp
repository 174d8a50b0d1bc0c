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

void write_image(const facenet::Image& image, const std::filesystem::path& path) {
    std::ofstream file(path, std::ios::binary);
    const auto append = [](void* context, void* data, int size) {
        static_cast<std::ofstream*>(context)->write(static_cast<const char*>(data), size);
    };
    if (path.extension() == ".png") {
        stbi_write_png_to_func(append, &file, image.width(), image.height(), 3, image.data(), 3 * image.width());
    } else {
        stbi_write_jpg_to_func(append, &file, image.width(), image.height(), 3, image.data(), 92);
    }
    file.close();
    if (!file) throw facenet::Error(path.string() + ": cannot be written");
}

}  // namespace program

// SPDX-License-Identifier: MIT
// A program that has its own stb_image, with settings of its own, before and after ours: neither notices the other.
#include <doctest/doctest.h>

#define STB_IMAGE_STATIC
#define STBI_ONLY_PNG
#define STBI_MAX_DIMENSIONS 64
#if defined(__GNUC__) || defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#endif
#if __has_include(<stb_image.h>)
#include <stb_image.h>
#else
#include <stb/stb_image.h>
#endif
#if defined(__GNUC__) || defined(__clang__)
#pragma GCC diagnostic pop
#endif

#include <facenet/image_file.hpp>

#define STB_IMAGE_IMPLEMENTATION
#if defined(__GNUC__) || defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#endif
#if __has_include(<stb_image.h>)
#include <stb_image.h>
#else
#include <stb/stb_image.h>
#endif
#if defined(__GNUC__) || defined(__clang__)
#pragma GCC diagnostic pop
#endif

#include "support/image_files.hpp"

TEST_CASE("a program's own stb_image and ours do not meet") {
    const facenet::Image image = image_files::noise_image(70, 3, 1);
    const image_files::Bytes png = image_files::encode_png(image), jpeg = image_files::encode_jpeg(image);
    stbi_set_flip_vertically_on_load(1);
    const auto decoded = facenet::try_decode_image(image_files::view_of(png));
    REQUIRE(decoded.ok());
    CHECK(std::memcmp(decoded->data(), image.data(), 70 * 3 * 3) == 0);
    CHECK(facenet::try_decode_image(image_files::view_of(jpeg)).ok());

    int width = 0, height = 0, channels = 0;
    const auto own = [&](const image_files::Bytes& bytes) {
        stbi_uc* pixels =
            stbi_load_from_memory(bytes.data(), static_cast<int>(bytes.size()), &width, &height, &channels, 3);
        std::string result = pixels == nullptr ? stbi_failure_reason() : "";
        if (pixels != nullptr) result = pixels[0] == image.pixel(0, image.height() - 1)[0] ? "upside down" : "upright";
        stbi_image_free(pixels);
        return result;
    };
    CHECK(own(png) == "too large");  // than the program's own limit
    CHECK(own(jpeg) == "unknown image type");
    const facenet::Image small = facenet::Image::try_from(facenet::crop(image, 0, 0, 64, 3)).value();
    CHECK(own(image_files::encode_png(small)) == "upside down");
    stbi_set_flip_vertically_on_load(0);
}

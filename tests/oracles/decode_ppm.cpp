// SPDX-License-Identifier: MIT
// decode_ppm IN OUT.ppm: a photo as stb_image decodes it to RGB (no alpha, no EXIF orientation), as binary PPM.
#define STB_IMAGE_IMPLEMENTATION
#include <cstdio>

#include <stb/stb_image.h>

int main(int argc, char** argv) {
    int width = 0, height = 0, channels = 0;
    unsigned char* pixels = argc == 3 ? stbi_load(argv[1], &width, &height, &channels, 3) : nullptr;
    std::FILE* out = pixels ? std::fopen(argv[2], "wb") : nullptr;
    if (!out) {
        std::fprintf(stderr, "usage: decode_ppm IN OUT.ppm (%s)\n", pixels ? "cannot write OUT" : "cannot decode IN");
        return 1;
    }
    std::fprintf(out, "P6\n%d %d\n255\n", width, height);
    std::size_t size = static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3;
    bool written = std::fwrite(pixels, 1, size, out) == size;
    return std::fclose(out) == 0 && written ? 0 : 1;
}

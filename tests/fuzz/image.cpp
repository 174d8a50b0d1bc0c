// SPDX-License-Identifier: MIT
/// Photos from JPEG, PNG and BMP files, turned by their EXIF.
#include "facenet/image_file.hpp"

#include "fuzz/target.hpp"
#include "support/image_files.hpp"

namespace fuzz {

bool run(ByteView input) {
    facenet::DecodeOptions options;
    options.max_pixels = 1 << 14;  // larger ones cost time and find nothing else
    const auto image = facenet::try_decode_image(input, options);
    if (!image) return false;
    const std::int64_t pixels = std::int64_t{image->width()} * image->height();
    promise(pixels >= 1 && pixels <= options.max_pixels, "an image is no larger than asked for");
    unsigned sum = 0;  // reads all of it
    for (std::int64_t i = 0; i < 3 * pixels; ++i)
        sum += image->data()[i];
    look_at(sum);
    return true;
}

std::vector<Bytes> seeds() {
    using namespace image_files;
    const facenet::Image image = smooth_image(11, 9);
    const Bytes tiff = tiff_with_orientation(6, true);
    std::vector<Bytes> all = {encode_jpeg(image, 30),
                              with_exif(flat_jpeg(9, 9, {90}), tiff),
                              flat_jpeg(17, 3, {90, 130, 200}, true, 2),
                              flat_jpeg(8, 8, {10, 20, 30, 40}),
                              encode_png(image),
                              encode_bmp(image)};
    // One row of eight pixels of every kind of PNG: bits, colour type, bytes of a row.
    constexpr int kKinds[][3] = {{1, 0, 1},   {8, 0, 8}, {16, 0, 16}, {8, 2, 24},
                                 {16, 2, 48}, {4, 3, 4}, {8, 4, 16},  {16, 6, 64}};
    for (const auto& [bits, colour_type, row] : kKinds) {
        Bytes chunks = colour_type == 3 ? chunk("PLTE", Bytes(48, 7)) : chunk("eXIf", tiff);
        if (colour_type == 3) append(chunks, chunk("tRNS", Bytes(16, 1)));
        for (int filter = 0; filter < 5; filter += 2) {
            Bytes rows;
            for (int y = 0; y < 2; ++y) {
                rows.push_back(static_cast<std::uint8_t>(filter));
                rows.resize(rows.size() + static_cast<std::size_t>(row), static_cast<std::uint8_t>(y * 40 + 20));
            }
            all.push_back(make_png(8, 2, bits, colour_type, chunks, stored(rows)));
        }
    }
    return all;
}

}  // namespace fuzz

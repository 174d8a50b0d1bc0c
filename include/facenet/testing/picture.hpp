// SPDX-License-Identifier: MIT
/// Pictures for tests that have no photos.
#pragma once

#include <algorithm>
#include <cstdint>

#include "../core/random.hpp"
#include "../image/image.hpp"

FACENET_NAMESPACE_BEGIN
namespace testing {

/// Shot `shot` of identity `identity`: 8 x 8 blocks of colour that are the identity's, and a grain that is the shot's.
/// No face, but under TinyNet shots of one identity are near and identities far apart. 1 pixel a side or more; the same
/// on every machine.
inline Image picture(int identity, int shot = 0, int width = 64, int height = 64) {
    const RandomStream person = RandomStream{}.child(static_cast<std::uint64_t>(identity));
    const RandomStream blocks = person.child(0), grain = person.child(1).child(static_cast<std::uint64_t>(shot));
    Image image(width, height);
    std::uint64_t value = 0;
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            for (int c = 0; c < 3; ++c) {
                const int block = (static_cast<int>(std::int64_t{y} * 8 / height) * 8 +
                                   static_cast<int>(std::int64_t{x} * 8 / width)) *
                                      3 +
                                  c;
                const std::uint64_t colour = (blocks.bits(static_cast<std::uint64_t>(block)) >> 56) * 7 / 8;
                image.pixel(x, y)[c] = static_cast<std::uint8_t>(colour + (grain.bits(value++) >> 59));
            }
    return image;
}

/// Copies `part` into `image`, its upper left corner at (left, top); what lies beside the image is left out.
inline void paste(Image& image, const Image& part, int left, int top) {
    for (int y = std::max(-top, 0); y < std::min(part.height(), image.height() - top); ++y)
        for (int x = std::max(-left, 0); x < std::min(part.width(), image.width() - left); ++x)
            std::copy_n(part.pixel(x, y), 3, image.pixel(left + x, top + y));
}

}  // namespace testing
FACENET_NAMESPACE_END

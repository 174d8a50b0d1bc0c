// SPDX-License-Identifier: MIT
/// The orientation in EXIF, and turning pixels by it.
#include "facenet/image/exif.hpp"

#include "fuzz/target.hpp"
#include "support/image_files.hpp"

namespace fuzz {

bool run(ByteView input) {
    const int orientation = facenet::exif_orientation(input);
    promise(orientation >= 1 && orientation <= 8, "an orientation is 1 to 8");
    static const Bytes pixels(3 * 2 * 3);
    const facenet::ImageView view{pixels.data(), 3, 2, 3 * 3, facenet::PixelFormat::rgb};
    const auto upright = facenet::try_upright(view, orientation);
    promise(upright && upright->width() == (orientation < 5 ? 3 : 2), "orientations 5 to 8 exchange the sides");
    return orientation > 1;
}

std::vector<Bytes> seeds() {
    std::vector<Bytes> all;
    for (const int orientation : {3, 6, 8})
        for (const bool big_endian : {false, true})
            all.push_back(image_files::tiff_with_orientation(orientation, big_endian));
    return all;
}

}  // namespace fuzz

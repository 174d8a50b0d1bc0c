// SPDX-License-Identifier: MIT
// One half of a program whose two units are compiled with different -m flags (see two_units_main.cpp).
#include <facenet/facenet.hpp>

#include "two_units.hpp"

#if !defined(TWO_UNITS_NAME)
#error "compile with -DTWO_UNITS_NAME=<function>"
#endif

std::vector<float> TWO_UNITS_NAME(const std::uint8_t* blob, std::size_t size) {
    // A picture of stripes, the same in both units.
    facenet::Image image(150, 150);
    for (int y = 0; y < 150; ++y)
        for (int x = 0; x < 150; ++x)
            for (int c = 0; c < 3; ++c)
                image.pixel(x, y)[c] = static_cast<std::uint8_t>((x * (c + 1) + 3 * y) % 251);
    const auto embedder = facenet::Embedder<facenet::nets::DlibResnet>::open({blob, size});
    const auto embedding = embedder.embed(image);
    return {embedding.begin(), embedding.end()};
}

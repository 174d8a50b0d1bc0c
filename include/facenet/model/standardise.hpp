// SPDX-License-Identifier: MIT
/// From a crop's bytes to the network's input, as the recipe says.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "../data/recipe.hpp"

FACENET_NAMESPACE_BEGIN
namespace model {

/// (x - m) / max(s, 1/sqrt(n)) with mean m and population deviation s of all n values (davidsandberg/facenet,
/// src/facenet.py, prewhiten).
inline void prewhiten(const std::uint8_t* in, std::size_t n, float* out) {
    double sum = 0, squares = 0;
    for (std::size_t i = 0; i < n; ++i) {
        sum += in[i];
        squares += static_cast<double>(in[i]) * in[i];
    }
    const double count = static_cast<double>(n), mean = sum / count;
    const double deviation = std::sqrt(std::max(squares / count - mean * mean, 0.0));
    const double scale = 1.0 / std::max(deviation, 1.0 / std::sqrt(count));
    for (std::size_t i = 0; i < n; ++i) out[i] = static_cast<float>((in[i] - mean) * scale);
}

/// `in`: height x width RGB pixels without gaps. `out`: as many floats, channels in the recipe's order.
inline void standardise(const RecipeNumbers& recipe, const std::uint8_t* in, float* out) {
    const std::size_t pixels = static_cast<std::size_t>(recipe.height) * static_cast<std::size_t>(recipe.width);
    const Standardisation& s = recipe.standardisation;
    if (s.kind == StandardisationKind::prewhiten) prewhiten(in, 3 * pixels, out);
    for (std::size_t p = 0; s.kind == StandardisationKind::fixed && p < pixels; ++p)
        for (std::size_t c = 0; c < 3; ++c) {
            // The mean is given in the input's own order of channels.
            const std::size_t mean = recipe.colour == ColourOrder::bgr ? 2 - c : c;
            out[3 * p + c] = (static_cast<float>(in[3 * p + c]) - s.mean[mean]) * s.scale;
        }
    for (std::size_t p = 0; recipe.colour == ColourOrder::bgr && p < pixels; ++p) std::swap(out[3 * p], out[3 * p + 2]);
}

}  // namespace model
FACENET_NAMESPACE_END

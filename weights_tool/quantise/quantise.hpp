// SPDX-License-Identifier: MIT
/// From a blob in single precision to one of bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "assess.hpp"
#include "ranges.hpp"

namespace facenet_tool {

struct QuantiseOptions {
    RangeMethod method = RangeMethod::headroom;
    std::optional<bool> equalise;  ///< none: if that keeps the distances of faces better
    /// Layers whose own error (layer_errors) is larger stay in half precision.
    double most_layer_error = 0.15;
};

struct LayerReport {
    std::string path;
    bool is_float = false;
    std::size_t weights = 0;
    double own_error = 0, gathered_error = 0;
};

/// One way that was tried: ranges from half of the faces, judged by the other half and its mirror images, and the other
/// way round.
struct Trial {
    RangeMethod method = RangeMethod::largest;
    bool equalised = false;
    double mean_cosine = 0, least_cosine = 0, drift = 0;  ///< root mean square of how far squared distances move
};

struct Quantised {
    std::vector<std::uint8_t> blob;
    facenet::Recipe recipe;
    std::size_t crops = 0, equalised_channels = 0, fp32_bytes = 0;
    std::vector<Trial> trials;  ///< the chosen one first
    std::vector<LayerReport> layers;
    Fidelity fidelity;          ///< on the calibration faces
};

/// Deterministic: the same blob and crops give the same bytes. Throws facenet::Error for what is no plain embedder's blob.
Quantised quantise(facenet::ByteView fp32_blob, const std::vector<Crop>& crops, const QuantiseOptions& options = {});

}  // namespace facenet_tool

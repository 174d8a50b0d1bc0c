// SPDX-License-Identifier: MIT
/// From a checkpoint to a blob.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "../checkpoint/checkpoint.hpp"
#include "facenet/blob/format.hpp"
#include "facenet/data/recipe.hpp"

namespace facenet_tool {

struct ConvertOptions {
    /// A name of nets/; empty: the network whose tensors the checkpoint has.
    std::string network;
    facenet::blob::DType storage = facenet::blob::DType::f32;
    /// Store an input and its embedding by which readers can test themselves.
    bool self_test = true;
    /// What the recipe says of the weights; empty: what is known of the network.
    std::string model, source, licence;
    Progress progress;
};

/// Throws facenet::Error that lists every tensor that is missing, superfluous or of another shape.
std::vector<std::uint8_t> convert(const Checkpoint& checkpoint, const ConvertOptions& options = {});

/// Several files of one model as one checkpoint: MTCNN's three networks as facenet-pytorch stores them (pnet.pt, rnet.pt,
/// onet.pt in any order; told apart by their tensors, which get "pnet." and so on in front). Throws facenet::Error where
/// a file is none of the three.
Checkpoint merge(const std::vector<Checkpoint>& parts);

}  // namespace facenet_tool

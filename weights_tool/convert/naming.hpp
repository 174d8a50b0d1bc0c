// SPDX-License-Identifier: MIT
/// How other projects name a network's tensors: for each convolution or dense layer of our inventory, where its
/// weights, bias, BatchNorm and slopes lie in a checkpoint.
#pragma once

#include <string>
#include <vector>

#include "facenet/layers/record.hpp"

namespace facenet_tool {

/// Names of the tensors that make up one layer; empty names: there is none.
struct LayerSources {
    std::string weights;
    std::string bias;
    std::string slope;
    /// y = y * scale + shift after the convolution, per output channel.
    std::string scale, shift;
    /// BatchNorm after the convolution, names up to the last dot: <bn>.weight, .bias, .running_mean, .running_var.
    std::string batch_norm;
    double epsilon = 1e-5;
    /// The checkpoint may leave the BatchNorm or the bias out.
    bool optional = false;
    /// Filters stored [width][height][in][out], or rows of a dense layer in the order width, height, channel.
    bool width_first = false;
};

/// One project's way of naming one network.
struct NamingScheme {
    const char* title;    ///< "facenet-pytorch", as messages call it
    const char* network;  ///< the name of the network in nets/ that it names
    LayerSources (*sources)(const facenet::layers::ConvRecord& layer);
    /// Tensors that the network does not need and that are no reason to worry.
    bool (*ignored)(const std::string& tensor);
};

/// All known schemes; the canonical names (API: our paths with dots) come last.
const std::vector<NamingScheme>& naming_schemes();

}  // namespace facenet_tool

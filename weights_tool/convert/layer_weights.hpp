// SPDX-License-Identifier: MIT
/// One layer's tensors out of a checkpoint: transposed to [kh][kw][in][out], BatchNorm folded.
#pragma once

#include <string>
#include <vector>

#include "../checkpoint/checkpoint.hpp"
#include "naming.hpp"

namespace facenet_tool {

/// What a blob stores of one layer.
struct LayerWeights {
    std::vector<float> weights, bias, slope;
};

/// Looks a layer's tensors up in a checkpoint, and keeps account of what was found and what was wrong.
class LayerReader {
public:
    LayerReader(const Checkpoint& checkpoint) : checkpoint_(checkpoint) {}

    /// Checks names and shapes of a layer's tensors without reading values; problems are collected.
    void check(const facenet::layers::ConvRecord& layer, const LayerSources& sources);
    /// The layer's weights; only after check() found no problem.
    LayerWeights read(const facenet::layers::ConvRecord& layer, const LayerSources& sources) const;

    /// "missing: conv1.weight [64, 3, 7, 7]" and so on, one line each.
    const std::vector<std::string>& problems() const { return problems_; }
    /// How many of the wanted tensors the checkpoint has by name.
    std::size_t found() const { return used_.size(); }
    /// Names of tensors that no layer asked for.
    std::vector<std::string> unused(bool (*ignored)(const std::string&)) const;

private:
    void want(const std::string& name, const std::vector<std::int64_t>& shape, bool optional = false);

    const Checkpoint& checkpoint_;
    std::vector<std::string> problems_;
    std::vector<std::string> used_;
};

}  // namespace facenet_tool

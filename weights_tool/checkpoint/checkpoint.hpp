// SPDX-License-Identifier: MIT
/// Trained weights in other people's files: named tensors, whatever the format.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bytes.hpp"
#include "tensor.hpp"

namespace facenet_tool {

/// Order of a convolution's axes: filters of PyTorch and of TensorFlow.
enum class Layout : std::uint8_t {
    oihw,  ///< [out][in][height][width], dense [out][in]
    hwio   ///< [height][width][in][out], dense [in][out]
};

/// The tensors of a file. Their data points into `blocks`, which copies of the checkpoint share.
struct Checkpoint {
    std::string format;  ///< "PyTorch state dict (zip)" and so on
    Layout layout = Layout::oihw;
    std::deque<Tensor> tensors;  ///< in the file's order; no two have one name
    std::vector<std::shared_ptr<const Bytes>> blocks;

    /// The tensor of this name, or nullptr.
    const Tensor* find(std::string_view name) const;
};

/// Fetches a shard that a TensorFlow.js manifest names; the name is that of a file, never a path.
/// Throws facenet::Error where there is none or it is longer than `limit` bytes.
using FetchShard = std::function<Bytes(const std::string& name, std::size_t limit)>;

/// Reads a checkpoint file, and the shards beside it where it is a manifest. The format is recognised by the
/// content. Nothing in the file is ever executed. Memory: at most 4 times the size of the files + 1 MiB.
/// Throws facenet::Error: the path, where, what was expected, what was found.
Checkpoint read_checkpoint(const std::string& path, const Progress& progress = {});

/// As read_checkpoint, from memory; `name` is what messages call the file.
Checkpoint parse_checkpoint(Bytes bytes, const std::string& name = "checkpoint", const FetchShard& fetch = {},
                            const Progress& progress = {});

}  // namespace facenet_tool

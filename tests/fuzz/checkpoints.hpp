// SPDX-License-Identifier: MIT
/// What the targets of all checkpoint formats do.
#pragma once

#include <initializer_list>

#include "fuzz/target.hpp"
#include "support/checkpoint_samples.hpp"

namespace fuzz {

/// Reads a checkpoint and all of its numbers; false where it is refused. Shards: files of zeros of the wanted size, up
/// to 4 KiB.
inline bool read_checkpoint(Bytes bytes) {
    const auto shard = [](const std::string& name, std::size_t limit) {
        promise(!name.empty() && name != "." && name != ".." && name.find_first_of("/\\") == std::string::npos,
                "a shard is a file beside the manifest");
        return Bytes(limit < 4096 ? limit : 4096);
    };
    try {
        const facenet_tool::Checkpoint checkpoint =
            facenet_tool::parse_checkpoint(std::move(bytes), "checkpoint", shard);
        promise(!checkpoint.tensors.empty(), "a checkpoint has tensors");
        for (const facenet_tool::Tensor& tensor : checkpoint.tensors)
            promise(tensor.values().size() == tensor.size(), "a tensor has as many values as its shape says");
        return true;
    } catch (const facenet::Error& error) {
        promise(error.message().size() > 4, "an error says what is wrong");
        return false;
    }
}
inline bool read_checkpoint(ByteView input) {
    return read_checkpoint(Bytes(input.data, input.data + input.size));
}

inline std::vector<Bytes> samples(std::initializer_list<const char*> names) {
    std::vector<Bytes> all;
    for (const char* name : names)
        all.push_back(support::sample(name));
    return all;
}

}  // namespace fuzz

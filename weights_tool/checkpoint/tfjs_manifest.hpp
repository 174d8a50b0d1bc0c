// SPDX-License-Identifier: MIT
/// TensorFlow.js weights manifests: a JSON list of groups, each of tensors laid end to end over its shards.
#pragma once

#include "budget.hpp"
#include "checkpoint.hpp"

namespace facenet_tool {

/// Reads a manifest, or a model.json with one inside, and its shards.
/// Error: a damaged manifest, a dtype that is not known, a shard's name that leaves the folder, shards whose
/// bytes are not exactly those of the tensors.
Checkpoint read_tfjs_manifest(ByteView file, const FetchShard& fetch, const Progress& progress, Budget& budget);

}  // namespace facenet_tool

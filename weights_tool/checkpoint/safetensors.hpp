// SPDX-License-Identifier: MIT
/// safetensors: u64 length of the header, JSON header, data.
#pragma once

#include "budget.hpp"
#include "checkpoint.hpp"

namespace facenet_tool {

/// Does the file begin as one of safetensors?
bool is_safetensors(ByteView file);

/// Error: a damaged header, a type without numbers, tensors that overlap, leave gaps or reach outside the file.
Checkpoint read_safetensors(std::shared_ptr<const Bytes> file, Budget& budget);

}  // namespace facenet_tool

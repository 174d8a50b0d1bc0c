// SPDX-License-Identifier: MIT
/// Packing ahead: a blob whose weights lie as the kernels of one instruction set read them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "facenet/blob/reader.hpp"

namespace facenet_tool {

/// The same model with packed weights for kernels of `isa` (native, avx2, avx512). Such a blob opens without copying
/// (facenet::OpenOptions::keep_bytes). Throws facenet::Error: an unknown instruction set, or a blob that is packed already.
std::vector<std::uint8_t> pack(const facenet::blob::Blob& blob, const std::string& isa);

}  // namespace facenet_tool

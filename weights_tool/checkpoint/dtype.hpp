// SPDX-License-Identifier: MIT
/// The number types that checkpoints store.
#pragma once

#include <cstddef>
#include <cstdint>

namespace facenet_tool {

enum class DType : std::uint8_t {
    float64,
    float32,
    float16,
    bfloat16,
    int64,
    int32,
    int16,
    int8,
    uint64,
    uint32,
    uint16,
    uint8,
    boolean
};

/// Bytes of one value.
std::size_t size_of(DType dtype);

/// "float32" and so on.
const char* name_of(DType dtype);

/// Reads one value at any address.
using ReadValue = double (*)(const std::uint8_t* bytes);
ReadValue reader_of(DType dtype);

}  // namespace facenet_tool

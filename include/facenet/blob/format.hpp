// SPDX-License-Identifier: MIT
/// The numbers of FORMAT.md, shared by reader and writer.
#pragma once

#include <cstddef>
#include <cstdint>

#include "../core/memory.hpp"
#include "../core/sides.hpp"

FACENET_NAMESPACE_BEGIN
namespace blob {

inline constexpr std::uint8_t kMagic[8] = {0x89, 'F', 'N', 'B', '\r', '\n', 0x1a, '\n'};
inline constexpr std::uint32_t kVersion = 1;
inline constexpr std::size_t kHeaderSize = 64, kEntrySize = 64, kMaxTensors = 65536, kMaxRecipe = 65536;

// Offsets of the header's fields.
inline constexpr std::size_t kVersionAt = 8, kTensorCountAt = 12, kFileSizeAt = 16, kRecipeOffsetAt = 24,
                             kRecipeSizeAt = 28, kTableOffsetAt = 32, kNamesOffsetAt = 36, kNamesSizeAt = 40,
                             kReservedAt = 44, kChecksumAt = 56;

enum class DType : std::uint8_t { f32 = 0, f16 = 1, u8 = 2, s8 = 3 };
constexpr std::size_t dtype_size(DType type) { return type == DType::f32 ? 4 : type == DType::f16 ? 2 : 1; }
constexpr const char* dtype_name(DType type) {
    return type == DType::f32 ? "f32" : type == DType::f16 ? "f16" : type == DType::u8 ? "u8" : "s8";
}

enum class Tag : std::uint16_t {
    network = 1,
    model = 2,
    source = 3,
    licence = 4,
    input = 5,
    colour = 6,
    standardisation = 7,
    alignment = 8,
    embedding = 9,
    metric = 10,
    packing = 11,
    quantisation = 12
};
inline constexpr std::uint32_t kLastTag = 12;

/// To be raised when the kernels begin to read packed weights in another order.
inline constexpr std::uint32_t kPackingVersion = 1;

/// To be raised when int8 weights, or the numbers beside them, get another order or meaning.
inline constexpr std::uint32_t kQuantisationVersion = 1;

inline constexpr const char* kSelfTestInput = "self_test/input";
inline constexpr const char* kSelfTestEmbedding = "self_test/embedding";

}  // namespace blob
FACENET_NAMESPACE_END

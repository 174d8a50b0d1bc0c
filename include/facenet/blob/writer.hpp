// SPDX-License-Identifier: MIT
/// Writes blobs (FORMAT.md) into memory. Used by the converter and by tests; embedding needs the reader only.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "../core/error.hpp"
#include "../data/recipe.hpp"
#include "checksum.hpp"
#include "format.hpp"
#include "half.hpp"
#include "recipe_codec.hpp"

FACENET_NAMESPACE_BEGIN
namespace blob {

class Writer {
public:
    explicit Writer(Recipe recipe) : recipe_(std::move(recipe)) {}

    /// Adds a tensor of `sides`, its values stored as `type` (f32 or f16). Replaces one of the same name.
    void add(const std::string& name, std::vector<std::uint32_t> sides, const std::vector<float>& values,
             DType type = DType::f32) {
        Tensor& t = tensors_[name];
        t.sides = std::move(sides);
        t.type = type;
        t.bytes.resize(values.size() * dtype_size(type));
        if (type == DType::f32 && !values.empty()) std::memcpy(t.bytes.data(), values.data(), t.bytes.size());
        for (std::size_t i = 0; type == DType::f16 && i < values.size(); ++i) {
            const std::uint16_t half = float_to_half(values[i]);
            std::memcpy(t.bytes.data() + 2 * i, &half, sizeof half);
        }
    }
    /// Adds a tensor of bytes; `type`: u8, or s8 in two's complement.
    void add_bytes(const std::string& name, std::vector<std::uint32_t> sides, std::vector<std::uint8_t> values,
                   DType type = DType::u8) {
        tensors_[name] = {std::move(sides), type, std::move(values)};
    }

    std::vector<std::uint8_t> bytes() const {
        const std::vector<std::uint8_t> recipe = encode_recipe(recipe_);
        const std::size_t table = round_up(kHeaderSize + recipe.size(), kAlignment);
        const std::size_t names = table + tensors_.size() * kEntrySize;
        std::size_t names_size = 0;
        for (const auto& [name, tensor] : tensors_) names_size += name.size();
        std::size_t end = names + names_size;
        for (const auto& [name, tensor] : tensors_) end = round_up(end, kAlignment) + tensor.bytes.size();

        std::vector<std::uint8_t> out(end);
        std::memcpy(out.data(), kMagic, sizeof kMagic);
        put(out, kVersionAt, kVersion);
        put(out, kTensorCountAt, static_cast<std::uint32_t>(tensors_.size()));
        put(out, kFileSizeAt, std::uint64_t{end});
        put(out, kRecipeOffsetAt, static_cast<std::uint32_t>(kHeaderSize));
        put(out, kRecipeSizeAt, static_cast<std::uint32_t>(recipe.size()));
        put(out, kTableOffsetAt, static_cast<std::uint32_t>(table));
        put(out, kNamesOffsetAt, static_cast<std::uint32_t>(names));
        put(out, kNamesSizeAt, static_cast<std::uint32_t>(names_size));
        std::memcpy(out.data() + kHeaderSize, recipe.data(), recipe.size());

        std::size_t entry = table, name_at = 0, data = names + names_size;
        for (const auto& [name, tensor] : tensors_) {
            data = round_up(data, kAlignment);
            put(out, entry, std::uint64_t{data});
            put(out, entry + 8, std::uint64_t{tensor.bytes.size()});
            put(out, entry + 16, static_cast<std::uint32_t>(name_at));
            put(out, entry + 20, static_cast<std::uint16_t>(name.size()));
            out[entry + 22] = static_cast<std::uint8_t>(tensor.type);
            out[entry + 23] = static_cast<std::uint8_t>(tensor.sides.size());
            for (std::size_t i = 0; i < tensor.sides.size() && i < kMaxSides; ++i)
                put(out, entry + 24 + 4 * i, tensor.sides[i]);
            std::memcpy(out.data() + names + name_at, name.data(), name.size());
            if (!tensor.bytes.empty()) std::memcpy(out.data() + data, tensor.bytes.data(), tensor.bytes.size());
            entry += kEntrySize;
            name_at += name.size();
            data += tensor.bytes.size();
        }
        seal(out);
        return out;
    }

    /// Writes the checksum over whatever the bytes say.
    static void seal(std::vector<std::uint8_t>& out) {
        const std::uint64_t head = xxh64({out.data(), kChecksumAt});
        put(out, kChecksumAt, xxh64({out.data() + kHeaderSize, out.size() - kHeaderSize}, head));
    }

private:
    struct Tensor {
        std::vector<std::uint32_t> sides;
        DType type = DType::f32;
        std::vector<std::uint8_t> bytes;
    };
    template <class T>
    static void put(std::vector<std::uint8_t>& out, std::size_t at, T value) {
        std::memcpy(out.data() + at, &value, sizeof value);
    }

    Recipe recipe_;
    std::map<std::string, Tensor> tensors_;
};

}  // namespace blob
FACENET_NAMESPACE_END

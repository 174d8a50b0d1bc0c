// SPDX-License-Identifier: MIT
/// The validating reader of blobs (FORMAT.md): every offset, size and count is checked before it is used.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "../core/error.hpp"
#include "../data/recipe.hpp"
#include "checksum.hpp"
#include "format.hpp"
#include "half.hpp"
#include "recipe_codec.hpp"

FACENET_NAMESPACE_BEGIN
namespace blob {

/// One tensor of a blob; a view into the blob's bytes.
struct TensorView {
    std::string_view name;
    DType type = DType::f32;
    std::vector<std::uint32_t> sides;
    ByteView bytes;

    std::size_t size() const { return bytes.size / dtype_size(type); }
    /// Values [first, first + count) as floats.
    void read(std::size_t first, std::size_t count, float* to) const {
        const std::uint8_t* p = bytes.data + first * dtype_size(type);
        if (type == DType::f32) std::memcpy(to, p, count * sizeof(float));
        for (std::size_t i = 0; type == DType::f16 && i < count; ++i)
            to[i] = half_to_float(detail::load<std::uint16_t>(p + 2 * i));
        for (std::size_t i = 0; type == DType::u8 && i < count; ++i) to[i] = static_cast<float>(p[i]);
        for (std::size_t i = 0; type == DType::s8 && i < count; ++i) to[i] = static_cast<float>(detail::load<std::int8_t>(p + i));
    }
    std::string shape() const {
        std::string text;
        for (std::uint32_t side : sides) text += "[" + std::to_string(side) + "]";
        return text;
    }
};

struct ReadOptions {
    /// Reading a blob of 94 MB takes some 15 ms for it; a program that trusts its own memory may do without.
    bool verify_checksum = true;
};

/// A validated blob. A view: the bytes stay the caller's and must outlive it.
class Blob {
public:
    /// Error: what is wrong, where, in a damaged, truncated or foreign file.
    static Result<Blob> open(ByteView bytes, ReadOptions options = {}) {
        return guarded<Blob>("blob", [&]() -> Result<Blob> {
            Blob blob;
            if (Result<void> r = blob.parse(bytes, options); !r) return r.error();
            return blob;
        });
    }

    const Recipe& recipe() const { return recipe_; }
    /// In ascending order of their names.
    const std::vector<TensorView>& tensors() const { return tensors_; }
    /// The tensor of a name, or null.
    const TensorView* find(std::string_view name) const {
        std::size_t low = 0, high = tensors_.size();
        while (low < high) {
            const std::size_t middle = (low + high) / 2;
            if (tensors_[middle].name < name) low = middle + 1;
            else high = middle;
        }
        return low < tensors_.size() && tensors_[low].name == name ? &tensors_[low] : nullptr;
    }

private:
    FACENET_COLD static Error wrong(std::size_t at, const std::string& what, std::uint64_t expected, std::uint64_t found) {
        return mismatch_error("blob, byte " + std::to_string(at) + ", " + what, std::to_string(expected),
                        std::to_string(found));
    }

    FACENET_COLD Result<void> parse(ByteView bytes, ReadOptions options) {
        if (bytes.data == nullptr || bytes.size < kHeaderSize)
            return mismatch_error("blob", "a header of 64 bytes", std::to_string(bytes.size) + " bytes");
        if (std::memcmp(bytes.data, kMagic, sizeof kMagic) != 0)
            return mismatch_error("blob, byte 0", "the magic of a facenet blob (\\x89FNB)", "another kind of file");
        const auto u32 = [&](std::size_t at) { return std::size_t{detail::load<std::uint32_t>(bytes.data + at)}; };
        if (u32(kVersionAt) != kVersion) return wrong(kVersionAt, "version", kVersion, u32(kVersionAt));
        const auto announced = detail::load<std::uint64_t>(bytes.data + kFileSizeAt);
        if (announced != bytes.size) return wrong(kFileSizeAt, "size of the file in bytes", announced, bytes.size);

        const std::size_t count = u32(kTensorCountAt), recipe_size = u32(kRecipeSizeAt), names_size = u32(kNamesSizeAt);
        if (count > kMaxTensors)
            return mismatch_error("blob, byte 12, number of tensors", "at most 65536", std::to_string(count));
        if (recipe_size > kMaxRecipe)
            return mismatch_error("blob, byte 28, size of the recipe", "at most 65536", std::to_string(recipe_size));
        const std::size_t table = round_up(kHeaderSize + recipe_size, kAlignment), names = table + count * kEntrySize;
        if (u32(kRecipeOffsetAt) != kHeaderSize)
            return wrong(kRecipeOffsetAt, "offset of the recipe", kHeaderSize, u32(kRecipeOffsetAt));
        if (u32(kTableOffsetAt) != table) return wrong(kTableOffsetAt, "offset of the table", table, u32(kTableOffsetAt));
        if (u32(kNamesOffsetAt) != names) return wrong(kNamesOffsetAt, "offset of the names", names, u32(kNamesOffsetAt));
        if (names > bytes.size || names_size > bytes.size - names)
            return mismatch_error("blob", "room for " + std::to_string(count) + " tensors and their names",
                            std::to_string(bytes.size) + " bytes");
        if (options.verify_checksum) {
            const std::uint64_t head = xxh64({bytes.data, kChecksumAt});
            const std::uint64_t hash = xxh64({bytes.data + kHeaderSize, bytes.size - kHeaderSize}, head);
            if (hash != detail::load<std::uint64_t>(bytes.data + kChecksumAt))
                return mismatch_error("blob, byte 56", "the checksum of the file's bytes", "another: the file is damaged");
        }

        Result<Recipe> recipe = decode_recipe({bytes.data + kHeaderSize, recipe_size});
        if (!recipe) return recipe.error();
        recipe_ = std::move(*recipe);

        tensors_.resize(count);
        Place place{round_up(names + names_size, kAlignment), 0, names + names_size};
        for (std::size_t i = 0; i < count; ++i)
            if (Result<void> r = parse_entry(bytes, table + i * kEntrySize, names, names_size, place, tensors_[i]); !r)
                return r;
        for (std::size_t i = 1; i < count; ++i)
            if (!(tensors_[i - 1].name < tensors_[i].name))
                return mismatch_error("blob, names", "ascending names", "'" + std::string(tensors_[i].name) + "' after '" +
                                                                      std::string(tensors_[i - 1].name) + "'");
        if (place.name != names_size) return wrong(kNamesSizeAt, "size of the names", place.name, names_size);
        if (place.end != bytes.size) return mismatch_error("blob", std::to_string(place.end) + " bytes", std::to_string(bytes.size));
        return {};
    }

    /// Where the next tensor's data and name must begin, and where the data so far end.
    struct Place {
        std::size_t data, name, end;
    };

    FACENET_COLD static Result<void> parse_entry(ByteView bytes, std::size_t at, std::size_t names, std::size_t names_size,
                                    Place& place, TensorView& tensor) {
        const std::uint8_t* entry = bytes.data + at;
        const auto offset = detail::load<std::uint64_t>(entry), size = detail::load<std::uint64_t>(entry + 8);
        const std::size_t name_at = detail::load<std::uint32_t>(entry + 16), name_size = detail::load<std::uint16_t>(entry + 20);
        const unsigned type = entry[22], rank = entry[23];
        if (name_at != place.name) return wrong(at + 16, "offset of the name", place.name, name_at);
        if (name_size < 1 || name_size > 255 || name_size > names_size - name_at)
            return mismatch_error("blob, byte " + std::to_string(at + 20) + ", length of the name", "1 to 255, inside the names",
                            std::to_string(name_size));
        tensor.name = {reinterpret_cast<const char*>(bytes.data) + names + name_at, name_size};
        const std::string where = "blob, tensor '" + std::string(tensor.name) + "'";
        if (type > 3) return mismatch_error(where + ", type", "0 (f32), 1 (f16), 2 (u8) or 3 (s8)", std::to_string(type));
        if (rank < 1 || rank > kMaxSides) return mismatch_error(where + ", number of sides", "1 to 4", std::to_string(rank));
        tensor.type = static_cast<DType>(type);
        if (offset != place.data) return mismatch_error(where + ", offset", std::to_string(place.data), std::to_string(offset));
        const std::size_t room = place.data <= bytes.size ? bytes.size - place.data : 0;
        std::size_t wanted = dtype_size(tensor.type);
        for (unsigned i = 0; i < rank; ++i) {
            const std::size_t side = detail::load<std::uint32_t>(entry + 24 + 4 * i);
            if (side == 0 || side > room / wanted)
                return mismatch_error(where + ", sides", "a product that fits the file's " + std::to_string(room) +
                                                       " remaining bytes", "side " + std::to_string(side));
            wanted *= side;
            tensor.sides.push_back(static_cast<std::uint32_t>(side));
        }
        if (size != wanted) return mismatch_error(where + ", size in bytes", std::to_string(wanted), std::to_string(size));
        tensor.bytes = {bytes.data + place.data, wanted};
        place.end = place.data + wanted;
        place.data = round_up(place.end, kAlignment);
        place.name += name_size;
        return {};
    }

    Recipe recipe_;
    std::vector<TensorView> tensors_;
};

}  // namespace blob
FACENET_NAMESPACE_END

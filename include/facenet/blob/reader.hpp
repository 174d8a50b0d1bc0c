// SPDX-License-Identifier: MIT
/// The validating reader of blobs (FORMAT.md): every offset, size and count is checked before it is used.
#pragma once

#include <optional>
#include <string_view>

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
    Sides sides;
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
    float value(std::size_t index) const {
        float number;
        read(index, 1, &number);
        return number;
    }
    FixedText<48> shape() const { return sides.text(); }
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

    const RecipeView& recipe() const { return recipe_; }
    /// All tensors, in ascending order of their names.
    class Tensors;
    Tensors tensors() const;
    /// The tensor of a name, if there is one.
    FACENET_COLD std::optional<TensorView> find(std::string_view name) const {
        std::size_t low = 0, high = count_;
        while (low < high) {
            const std::size_t middle = (low + high) / 2;
            if (tensor(middle).name < name) low = middle + 1;
            else high = middle;
        }
        if (low < count_ && tensor(low).name == name) return tensor(low);
        return std::nullopt;
    }

private:
    /// An entry of the table; parse() has checked it.
    FACENET_COLD TensorView tensor(std::size_t index) const {
        const std::uint8_t* entry = bytes_.data + table_ + index * kEntrySize;
        TensorView t;
        t.name = name_of(entry);
        t.type = static_cast<DType>(entry[22]);
        for (unsigned i = 0; i < entry[23]; ++i) t.sides.push_back(detail::load<std::uint32_t>(entry + 24 + 4 * i));
        t.bytes = {bytes_.data + detail::load<std::uint64_t>(entry), static_cast<std::size_t>(detail::load<std::uint64_t>(entry + 8))};
        return t;
    }
    std::string_view name_of(const std::uint8_t* entry) const {
        const char* names = reinterpret_cast<const char*>(bytes_.data) + table_ + count_ * kEntrySize;
        return {names + detail::load<std::uint32_t>(entry + 16), detail::load<std::uint16_t>(entry + 20)};
    }

    FACENET_COLD static Error wrong(std::size_t at, const char* what, std::uint64_t expected, std::uint64_t found) {
        return mismatch({"blob, byte ", at, ", ", what}, {expected}, {found});
    }

    FACENET_COLD Result<void> parse(ByteView bytes, ReadOptions options) {
        if (bytes.data == nullptr || bytes.size < kHeaderSize)
            return mismatch({"blob"}, {"a header of 64 bytes"}, {bytes.size, " bytes"});
        if (std::memcmp(bytes.data, kMagic, sizeof kMagic) != 0)
            return mismatch({"blob, byte 0"}, {"the magic of a facenet blob (\\x89FNB)"}, {"another kind of file"});
        const auto u32 = [&](std::size_t at) { return std::size_t{detail::load<std::uint32_t>(bytes.data + at)}; };
        if (u32(kVersionAt) != kVersion) return wrong(kVersionAt, "version", kVersion, u32(kVersionAt));
        const auto announced = detail::load<std::uint64_t>(bytes.data + kFileSizeAt);
        if (announced != bytes.size) return wrong(kFileSizeAt, "size of the file in bytes", announced, bytes.size);

        const std::size_t count = u32(kTensorCountAt), recipe_size = u32(kRecipeSizeAt), names_size = u32(kNamesSizeAt);
        if (count > kMaxTensors)
            return mismatch({"blob, byte 12, number of tensors"}, {"at most 65536"}, {count});
        if (recipe_size > kMaxRecipe)
            return mismatch({"blob, byte 28, size of the recipe"}, {"at most 65536"}, {recipe_size});
        const std::size_t table = round_up(kHeaderSize + recipe_size, kAlignment), names = table + count * kEntrySize;
        if (u32(kRecipeOffsetAt) != kHeaderSize)
            return wrong(kRecipeOffsetAt, "offset of the recipe", kHeaderSize, u32(kRecipeOffsetAt));
        if (u32(kTableOffsetAt) != table) return wrong(kTableOffsetAt, "offset of the table", table, u32(kTableOffsetAt));
        if (u32(kNamesOffsetAt) != names) return wrong(kNamesOffsetAt, "offset of the names", names, u32(kNamesOffsetAt));
        if (names > bytes.size || names_size > bytes.size - names)
            return mismatch({"blob"}, {"room for ", count, " tensors and their names"}, {bytes.size, " bytes"});
        if (options.verify_checksum) {
            const std::uint64_t head = xxh64({bytes.data, kChecksumAt});
            const std::uint64_t hash = xxh64({bytes.data + kHeaderSize, bytes.size - kHeaderSize}, head);
            if (hash != detail::load<std::uint64_t>(bytes.data + kChecksumAt))
                return mismatch({"blob, byte 56"}, {"the checksum of the file's bytes"}, {"another: the file is damaged"});
        }

        const Result<RecipeView> recipe = decode_recipe({bytes.data + kHeaderSize, recipe_size});
        if (!recipe) return recipe.error();
        recipe_ = *recipe;

        bytes_ = bytes;
        table_ = table;
        count_ = count;
        Place place{round_up(names + names_size, kAlignment), 0, names + names_size};
        std::string_view before;
        for (std::size_t i = 0; i < count; ++i) {
            if (Result<void> r = check_entry(table + i * kEntrySize, names_size, place); !r) return r;
            const std::string_view name = name_of(bytes.data + table + i * kEntrySize);
            if (i > 0 && !(before < name)) return mismatch({"blob, names"}, {"ascending names"}, {"'", name, "' after '", before, "'"});
            before = name;
        }
        if (place.name != names_size) return wrong(kNamesSizeAt, "size of the names", place.name, names_size);
        if (place.end != bytes.size) return mismatch({"blob"}, {place.end, " bytes"}, {bytes.size});
        return {};
    }

    /// Where the next tensor's data and name must begin, and where the data so far end.
    struct Place {
        std::size_t data, name, end;
    };

    FACENET_COLD Result<void> check_entry(std::size_t at, std::size_t names_size, Place& place) const {
        const std::uint8_t* entry = bytes_.data + at;
        const auto offset = detail::load<std::uint64_t>(entry), size = detail::load<std::uint64_t>(entry + 8);
        const std::size_t name_at = detail::load<std::uint32_t>(entry + 16), name_size = detail::load<std::uint16_t>(entry + 20);
        const unsigned type = entry[22], rank = entry[23];
        if (name_at != place.name) return wrong(at + 16, "offset of the name", place.name, name_at);
        if (name_size < 1 || name_size > 255 || name_size > names_size - name_at)
            return mismatch({"blob, byte ", at + 20, ", length of the name"}, {"1 to 255, inside the names"}, {name_size});
        const auto wrong_here = [&](const char* what, TextParts expected, TextParts found) {
            return mismatch({"blob, tensor '", name_of(entry), "', ", what}, expected, found);
        };
        if (type > 3) return wrong_here("type", {"0 (f32), 1 (f16), 2 (u8) or 3 (s8)"}, {type});
        if (rank < 1 || rank > kMaxSides) return wrong_here("number of sides", {"1 to 4"}, {rank});
        if (offset != place.data) return wrong_here("offset", {place.data}, {offset});
        const std::size_t room = place.data <= bytes_.size ? bytes_.size - place.data : 0;
        std::size_t wanted = dtype_size(static_cast<DType>(type));
        for (unsigned i = 0; i < rank; ++i) {
            const std::size_t side = detail::load<std::uint32_t>(entry + 24 + 4 * i);
            if (side == 0 || side > room / wanted)
                return wrong_here("sides", {"a product that fits the file's ", room, " remaining bytes"}, {"side ", side});
            wanted *= side;
        }
        if (size != wanted) return wrong_here("size in bytes", {wanted}, {size});
        place.end = place.data + wanted;
        place.data = round_up(place.end, kAlignment);
        place.name += name_size;
        return {};
    }

    ByteView bytes_;
    std::size_t table_ = 0, count_ = 0;
    RecipeView recipe_;
};

class Blob::Tensors {
public:
    struct Iterator {
        const Blob* blob;
        std::size_t index;
        TensorView operator*() const { return blob->tensor(index); }
        Iterator& operator++() {
            ++index;
            return *this;
        }
        friend bool operator!=(const Iterator& a, const Iterator& b) { return a.index != b.index; }
    };
    explicit Tensors(const Blob& blob) : blob_(&blob) {}
    Iterator begin() const { return {blob_, 0}; }
    Iterator end() const { return {blob_, size()}; }
    std::size_t size() const { return blob_->count_; }

private:
    const Blob* blob_;
};
inline Blob::Tensors Blob::tensors() const { return Tensors(*this); }

}  // namespace blob
FACENET_NAMESPACE_END

// SPDX-License-Identifier: MIT
/// A Recipe as bytes and back (FORMAT.md, 'Recipe').
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "../core/error.hpp"
#include "../data/recipe.hpp"
#include "checksum.hpp"
#include "format.hpp"

FACENET_NAMESPACE_BEGIN
namespace blob {

namespace detail {

class FieldWriter {
public:
    void text(Tag tag, const std::string& value) { field(tag, value.data(), value.size()); }
    template <class T>
    void numbers(Tag tag, const std::vector<T>& values) {
        static_assert(sizeof(T) == 4, "all numbers of a recipe have 32 bits");
        field(tag, values.data(), values.size() * sizeof(T));
    }
    void field(Tag tag, const void* value, std::size_t size) {
        const std::uint32_t head[2] = {static_cast<std::uint32_t>(tag), static_cast<std::uint32_t>(size)};
        append(head, sizeof head);
        append(value, size);
        bytes.resize(round_up(bytes.size(), 4));
    }
    std::vector<std::uint8_t> bytes;

private:
    void append(const void* data, std::size_t size) {
        if (size == 0) return;
        const std::size_t at = bytes.size();
        bytes.resize(at + size);
        std::memcpy(bytes.data() + at, data, size);
    }
};

inline std::uint32_t bits_of(float value) {
    std::uint32_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    return bits;
}

/// The 32-bit numbers of one field.
struct FieldNumbers {
    ByteView value;
    std::uint32_t whole(std::size_t index) const { return load<std::uint32_t>(value.data + 4 * index); }
    float real(std::size_t index) const { return load<float>(value.data + 4 * index); }
    bool finite(std::size_t first, std::size_t count) const {
        for (std::size_t i = first; i < first + count; ++i)
            if (!std::isfinite(real(i))) return false;
        return true;
    }
};

FACENET_COLD inline Error recipe_error(const char* field, TextParts expected, TextParts found) {
    return mismatch({"blob recipe, ", field}, expected, found);
}

/// Reads one field whose size is right into `recipe`.
FACENET_COLD inline Result<void> read_field(Tag tag, FieldNumbers f, RecipeView& recipe) {
    const std::string_view text(reinterpret_cast<const char*>(f.value.data), f.value.size);
    const auto at_most = [&](const char* name, std::uint32_t value, std::uint32_t limit) -> Result<void> {
        if (value > limit) return recipe_error(name, {"0 to ", limit}, {value});
        return {};
    };
    switch (tag) {
    case Tag::network: recipe.network = text; return {};
    case Tag::model: recipe.model = text; return {};
    case Tag::source: recipe.source = text; return {};
    case Tag::licence: recipe.licence = text; return {};
    case Tag::input:
        for (std::size_t i = 0; i < 2; ++i)
            if (f.whole(i) < 1 || f.whole(i) > 4096)
                return recipe_error("input size", {"1 to 4096 pixels"}, {f.whole(i)});
        recipe.height = static_cast<int>(f.whole(0));
        recipe.width = static_cast<int>(f.whole(1));
        return {};
    case Tag::colour:
        recipe.colour = static_cast<ColourOrder>(f.whole(0));
        return at_most("colour order", f.whole(0), 1);
    case Tag::standardisation:
        recipe.standardisation.kind = static_cast<StandardisationKind>(f.whole(0));
        for (std::size_t i = 0; i < 3; ++i) recipe.standardisation.mean[i] = f.real(1 + i);
        recipe.standardisation.scale = f.real(4);
        if (!f.finite(1, 4)) return recipe_error("standardisation", {"finite numbers"}, {"others"});
        return at_most("standardisation", f.whole(0), 1);
    case Tag::alignment:
        recipe.alignment.kind = static_cast<AlignTemplate::Kind>(f.whole(0));
        recipe.alignment.margin = f.real(1);
        for (std::size_t i = 0; i < 5; ++i) recipe.alignment.points[i] = {f.real(2 + 2 * i), f.real(3 + 2 * i)};
        if (!f.finite(1, 11)) return recipe_error("alignment", {"finite numbers"}, {"others"});
        return at_most("alignment", f.whole(0), 2);
    case Tag::embedding:
        recipe.embedding_size = static_cast<int>(f.whole(0) <= 65536 ? f.whole(0) : 0);
        recipe.normalised = f.whole(1) == 1;
        if (Result<void> r = at_most("embedding size", f.whole(0), 65536); !r) return r;
        return at_most("normalised", f.whole(1), 1);
    case Tag::metric:
        recipe.metric = static_cast<Metric>(f.whole(0));
        recipe.verify_threshold = f.real(1);
        recipe.group_threshold = f.real(2);
        if (!f.finite(1, 2)) return recipe_error("thresholds", {"finite numbers"}, {"others"});
        return at_most("metric", f.whole(0), 1);
    case Tag::packing:
        if (f.whole(0) != kPackingVersion)
            return recipe_error("version of the packing", {kPackingVersion, " (pack the plain blob anew)"}, {f.whole(0)});
        recipe.packed_panel = static_cast<int>(f.whole(1) <= 256 ? f.whole(1) : 0);
        if (recipe.packed_panel == 0) return recipe_error("packing", {"panels of 1 to 256 columns"}, {f.whole(1)});
        return {};
    case Tag::quantisation:
        if (f.whole(0) != kQuantisationVersion)
            return recipe_error("version of the quantisation", {kQuantisationVersion, " (quantise the fp32 blob anew)"}, {f.whole(0)});
        recipe.precision = Precision::int8;
        return {};
    }
    return {};
}

/// Bytes that a tag's value must have; SIZE_MAX: any (text).
inline std::size_t field_size(Tag tag) {
    switch (tag) {
    case Tag::input: return 8;
    case Tag::colour: return 4;
    case Tag::standardisation: return 20;
    case Tag::alignment: return 48;
    case Tag::embedding: return 8;
    case Tag::metric: return 12;
    case Tag::packing: return 8;
    case Tag::quantisation: return 4;
    default: return SIZE_MAX;
    }
}

}  // namespace detail

FACENET_COLD inline std::vector<std::uint8_t> encode_recipe(const Recipe& r) {
    using detail::bits_of;
    detail::FieldWriter w;
    w.text(Tag::network, r.network);
    w.text(Tag::model, r.model);
    w.text(Tag::source, r.source);
    w.text(Tag::licence, r.licence);
    w.numbers(Tag::input, std::vector<std::int32_t>{r.height, r.width});
    w.numbers(Tag::colour, std::vector<std::uint32_t>{static_cast<std::uint32_t>(r.colour)});
    const Standardisation& s = r.standardisation;
    w.numbers(Tag::standardisation,
              std::vector<std::uint32_t>{static_cast<std::uint32_t>(s.kind), bits_of(s.mean[0]), bits_of(s.mean[1]),
                                         bits_of(s.mean[2]), bits_of(s.scale)});
    std::vector<std::uint32_t> alignment{static_cast<std::uint32_t>(r.alignment.kind), bits_of(r.alignment.margin)};
    for (const Point& p : r.alignment.points) alignment.insert(alignment.end(), {bits_of(p.x), bits_of(p.y)});
    w.numbers(Tag::alignment, alignment);
    w.numbers(Tag::embedding,
              std::vector<std::uint32_t>{static_cast<std::uint32_t>(r.embedding_size), r.normalised ? 1u : 0u});
    w.numbers(Tag::metric, std::vector<std::uint32_t>{static_cast<std::uint32_t>(r.metric), bits_of(r.verify_threshold),
                                                      bits_of(r.group_threshold)});
    if (r.packed_panel != 0)
        w.numbers(Tag::packing, std::vector<std::uint32_t>{kPackingVersion, static_cast<std::uint32_t>(r.packed_panel)});
    if (r.precision == Precision::int8) w.numbers(Tag::quantisation, std::vector<std::uint32_t>{kQuantisationVersion});
    return std::move(w.bytes);
}

/// The recipe's words stay in `bytes`.
FACENET_COLD inline Result<RecipeView> decode_recipe(ByteView bytes) {
    RecipeView recipe;
    unsigned seen = 0;
    for (std::size_t at = 0; at < bytes.size;) {
        if (bytes.size - at < 8)
            return detail::recipe_error("field", {"8 bytes of tag and size"}, {bytes.size - at, " bytes"});
        const auto tag_bits = detail::load<std::uint32_t>(bytes.data + at);
        const auto size = std::size_t{detail::load<std::uint32_t>(bytes.data + at + 4)};
        at += 8;
        if (size > bytes.size - at)
            return detail::recipe_error("field", {"at most ", bytes.size - at, " bytes"}, {size});
        if (tag_bits >= 1 && tag_bits <= kLastTag) {
            const Tag tag = static_cast<Tag>(tag_bits);
            const std::size_t wanted = detail::field_size(tag);
            if (wanted != SIZE_MAX && size != wanted)
                return detail::recipe_error("field", {wanted, " bytes for tag ", tag_bits}, {size});
            if (seen & (1u << tag_bits))
                return detail::recipe_error("field", {"each tag once"}, {"tag ", tag_bits, " twice"});
            seen |= 1u << tag_bits;
            if (Result<void> r = detail::read_field(tag, {{bytes.data + at, size}}, recipe); !r) return r.error();
        }
        at = round_up(at + size, 4) < bytes.size ? round_up(at + size, 4) : bytes.size;
    }
    for (unsigned tag : {1u, 5u, 6u, 7u, 8u, 9u, 10u})
        if (!(seen & (1u << tag)))
            return detail::recipe_error("field", {"tag ", tag}, {"none of that tag"});
    return recipe;
}

}  // namespace blob
FACENET_NAMESPACE_END

// SPDX-License-Identifier: MIT
/// The sides of a tensor.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <vector>

#include "span.hpp"
#include "text.hpp"

FACENET_NAMESPACE_BEGIN

inline constexpr std::size_t kMaxSides = 4;

/// Lengths of a tensor's sides, the outermost first; at most kMaxSides.
class Sides : public FixedList<std::uint32_t, kMaxSides> {
public:
    constexpr Sides() = default;
    constexpr Sides(std::initializer_list<std::uint32_t> sides) {
        for (std::uint32_t side : sides) push_back(side);
    }
    operator std::vector<std::uint32_t>() const { return {data(), data() + size()}; }

    /// "[3][3][16][32]"
    FixedText<48> text() const {
        FixedText<48> text;
        for (std::size_t i = 0; i < size(); ++i) append_text(text, {"[", (*this)[i], "]"});
        return text;
    }
    friend constexpr bool operator==(const Sides& a, const Sides& b) {
        bool same = a.size() == b.size();
        for (std::size_t i = 0; same && i < a.size(); ++i) same = a[i] == b[i];
        return same;
    }
    friend constexpr bool operator!=(const Sides& a, const Sides& b) { return !(a == b); }
};

FACENET_NAMESPACE_END

// SPDX-License-Identifier: MIT
/// Where in a network a layer is: the names of the parts that a planner has entered.
#pragma once

#include "../core/text.hpp"

FACENET_NAMESPACE_BEGIN
namespace layers {

/// Most bytes of a path, and of the names of a network in a blob of several with its slash.
inline constexpr std::size_t kMaxPath = 55, kMaxPrefix = 8;
using PathText = FixedText<kMaxPath>;

/// A path that planners descend and climb.
class Path {
public:
    constexpr void enter(std::string_view name) {
        fits_ = fits_ && depth_ < kMaxDepth && text_.size() + 1 + name.size() <= kMaxPath - kMaxPrefix;
        if (!fits_) return;
        sizes_[depth_++] = text_.size();
        if (!text_.empty()) text_ += "/";
        text_ += name;
    }
    /// Of the index-th repetition.
    constexpr void enter(int index) {
        char digits[10] = {};
        std::size_t first = sizeof digits;
        do digits[--first] = static_cast<char>('0' + index % 10);
        while ((index /= 10) != 0);
        enter({digits + first, sizeof digits - first});
    }
    constexpr void leave() {
        if (fits_) text_.cut(sizes_[--depth_]);
    }
    constexpr const PathText& text() const { return text_; }
    /// False once a path was too long; networks check it when they are compiled.
    constexpr bool fits() const { return fits_; }

private:
    static constexpr std::size_t kMaxDepth = 8;
    PathText text_;
    std::size_t sizes_[kMaxDepth] = {};
    std::size_t depth_ = 0;
    bool fits_ = true;
};

}  // namespace layers
FACENET_NAMESPACE_END

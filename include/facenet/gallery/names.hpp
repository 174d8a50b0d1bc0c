// SPDX-License-Identifier: MIT
/// What an identity may be called.
#pragma once

#include <string>

#include "../core/error.hpp"

FACENET_NAMESPACE_BEGIN
namespace gallery {

inline constexpr std::size_t kMaxName = 1024;

/// Well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates, at most U+10FFFF) without control characters.
inline bool is_plain_utf8(const std::string& text) {
    for (std::size_t i = 0; i < text.size();) {
        const auto byte = [&](std::size_t at) {
            return at < text.size() ? static_cast<unsigned>(static_cast<unsigned char>(text[at])) : 0u;
        };
        const unsigned first = byte(i);
        if (first < 0x20 || first == 0x7f) return false;
        const unsigned more = first < 0x80 ? 0 : first >> 5 == 6 ? 1 : first >> 4 == 14 ? 2 : first >> 3 == 30 ? 3 : 4;
        if (more == 4) return false;
        unsigned code = more == 0 ? first : first & (0x3fu >> more);
        for (unsigned k = 1; k <= more; ++k) {
            if (byte(i + k) >> 6 != 2) return false;
            code = code << 6 | (byte(i + k) & 0x3fu);
        }
        constexpr unsigned kLeast[] = {0, 0xa0, 0x800, 0x10000};  // U+0080 to U+009F are control characters
        if (code < kLeast[more] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return false;
        i += 1 + more;
    }
    return true;
}

FACENET_COLD inline Result<void> check_name(const std::string& name) {
    if (name.empty() || name.size() > kMaxName)
        return mismatch_error("gallery, name", "1 to " + std::to_string(kMaxName) + " bytes",
                              std::to_string(name.size()));
    if (!is_plain_utf8(name)) return mismatch_error("gallery, name", "UTF-8 without control characters", "other bytes");
    return {};
}

}  // namespace gallery
FACENET_NAMESPACE_END

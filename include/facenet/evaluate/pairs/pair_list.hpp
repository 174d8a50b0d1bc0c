// SPDX-License-Identifier: MIT
/// Which photos are compared, and whether they show one person: what every list of pairs is read into.
#pragma once

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "../../core/error.hpp"

FACENET_NAMESPACE_BEGIN

/// Two photos (or tracks: folders of frames), as the list names them.
struct ListedPair {
    std::string first, second;
    bool same = false;
    int fold = 0;       ///< 0 .. folds-1
    std::string group;  ///< where the list has a column for it
};

struct PairList {
    std::vector<ListedPair> pairs;
    int folds = 0;  ///< 0: the list has none
};

namespace detail {

/// "where, line 12", counted from 1.
inline std::string line_of(const std::string& where, std::size_t line) {
    return where + ", line " + std::to_string(line);
}

/// What a message shows of a line: printable, and not all of a long one.
inline std::string excerpt(std::string_view text) {
    constexpr std::size_t kMost = 60;
    std::string shown = "\"";
    for (const char c : text.substr(0, kMost))
        shown += static_cast<unsigned char>(c) < ' ' ? (c == '\t' ? ' ' : '?') : c;
    return shown + (text.size() > kMost ? "...\"" : "\"");
}

inline std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kSpace = " \t\r\n";
    const std::size_t first = text.find_first_not_of(kSpace);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

inline std::string lowered(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}

/// A whole number 0 .. 999,999,999 of digits alone, else -1.
inline int whole_number(std::string_view text) {
    if (text.empty() || text.size() > 9) return -1;
    int value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return -1;
        value = value * 10 + (c - '0');
    }
    return value;
}

/// 1 for yes, 0 for no, -1 for neither.
inline int yes_or_no(std::string_view text) {
    const std::string word = lowered(trimmed(text));
    for (const char* yes : {"yes", "1", "true", "same"})
        if (word == yes) return 1;
    for (const char* no : {"no", "0", "false", "different"})
        if (word == no) return 0;
    return -1;
}

/// The lines of a text, without their ends (\n, or \r\n); numbers[i] is line i's, where empty ones are left out.
struct Lines {
    std::vector<std::string_view> lines;
    std::vector<std::size_t> numbers;

    explicit Lines(std::string_view text) {
        for (std::size_t at = 0, number = 1; at < text.size(); ++number) {
            const std::size_t end = std::min(text.find('\n', at), text.size());
            const std::string_view line = trimmed(text.substr(at, end - at));
            if (!line.empty()) lines.push_back(line), numbers.push_back(number);
            at = end + 1;
        }
    }
};

}  // namespace detail

FACENET_NAMESPACE_END

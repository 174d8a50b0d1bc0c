// SPDX-License-Identifier: MIT
/// The splits file of YouTube Faces. After a line of titles, one line for each pair of tracks:
///     split number, pair number in split, first name, second name, is same (1 or 0)
/// A name is a folder of frames, for instance Aaron_Eckhart/0. Splits are numbered from 1.
#pragma once

#include "pair_list.hpp"

FACENET_NAMESPACE_BEGIN

/// As read_youtube_pairs(), never throwing.
inline Result<PairList> try_read_youtube_pairs(std::string_view text, const std::string& where = "splits.txt") {
    constexpr int kMostSplits = 1000;
    return guarded<PairList>(where.c_str(), [&]() -> Result<PairList> {
        const detail::Lines content(text);
        PairList list;
        for (std::size_t i = 1; i < content.lines.size(); ++i) {
            std::vector<std::string_view> fields;
            std::string_view rest = content.lines[i];
            for (std::size_t comma = rest.find(','); comma != std::string_view::npos; comma = rest.find(',')) {
                fields.push_back(detail::trimmed(rest.substr(0, comma)));
                rest.remove_prefix(comma + 1);
            }
            fields.push_back(detail::trimmed(rest));
            const int split = detail::whole_number(fields[0]), same = detail::yes_or_no(fields.back());
            const bool named = fields.size() == 5 && !fields[2].empty() && !fields[3].empty();
            if (!named || split < 1 || split > kMostSplits || same < 0)
                return mismatch_error(detail::line_of(where, content.numbers[i]),
                                      "\"split, number, track, track, 1 or 0\"", detail::excerpt(content.lines[i]));
            list.pairs.push_back({std::string(fields[2]), std::string(fields[3]), same == 1, split - 1, ""});
            list.folds = std::max(list.folds, split);
        }
        if (list.pairs.empty()) return mismatch_error(where, "pairs of tracks after a line of titles", "none");
        return list;
    });
}

/// The pairs of a file's text, with its splits as folds. Error: a line that is none of the above, or none at all.
inline Outcome<PairList> read_youtube_pairs(std::string_view text, const std::string& where = "splits.txt") {
    return deliver(try_read_youtube_pairs(text, where));
}

FACENET_NAMESPACE_END

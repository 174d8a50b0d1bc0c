// SPDX-License-Identifier: MIT
/// LFW's pairs.txt.
///
/// The first line has the number of folds and, of each fold, the pairs of one person (as many of different people
/// follow); or one number alone, the same of a single fold (pairsDevTest.txt). Then, with tabs between the fields:
///     name  number  number             two photos of one person
///     name  number  name  number       photos of two people
/// Photo 7 of Aaron_Peirsol is Aaron_Peirsol/Aaron_Peirsol_0007, without an extension.
#pragma once

#include "pair_list.hpp"

FACENET_NAMESPACE_BEGIN

namespace detail {

inline std::vector<std::string_view> fields_between_spaces(std::string_view line) {
    std::vector<std::string_view> fields;
    for (std::size_t at = line.find_first_not_of(" \t"); at != std::string_view::npos;) {
        const std::size_t end = std::min(line.find_first_of(" \t", at), line.size());
        fields.push_back(line.substr(at, end - at));
        at = line.find_first_not_of(" \t", end);
    }
    return fields;
}

inline std::string lfw_photo(std::string_view name, int number) {
    std::string digits = std::to_string(number);
    digits.insert(0, digits.size() < 4 ? 4 - digits.size() : 0, '0');
    return std::string(name) + "/" + std::string(name) + "_" + digits;
}

/// A name must not lead out of the folder of photos.
inline bool is_lfw_name(std::string_view name) {
    return name != "." && name != ".." && name.find_first_of("/\\") == std::string_view::npos;
}

}  // namespace detail

/// As read_lfw_pairs(), never throwing.
inline Result<PairList> try_read_lfw_pairs(std::string_view text, const std::string& where = "pairs.txt") {
    return guarded<PairList>(where.c_str(), [&]() -> Result<PairList> {
        const detail::Lines content(text);
        PairList list;
        std::vector<int> head;
        if (!content.lines.empty())
            for (const std::string_view field : detail::fields_between_spaces(content.lines[0]))
                head.push_back(detail::whole_number(field));
        const bool numbers = std::all_of(head.begin(), head.end(), [](int n) { return n > 0; });
        if (head.empty() || head.size() > 2 || !numbers)
            return mismatch_error(detail::line_of(where, content.lines.empty() ? 1 : content.numbers[0]),
                                  "the number of folds and of pairs in each",
                                  content.lines.empty() ? "nothing" : detail::excerpt(content.lines[0]));
        const int folds = head.size() == 2 ? head[0] : 1;

        for (std::size_t i = 1; i < content.lines.size(); ++i) {
            const auto fields = detail::fields_between_spaces(content.lines[i]);
            const bool same = fields.size() == 3;
            const int first = fields.size() > 1 ? detail::whole_number(fields[1]) : -1;
            const int second = same || fields.size() == 4 ? detail::whole_number(fields.back()) : -1;
            if (first < 0 || second < 0 || !detail::is_lfw_name(fields[0]) ||
                !detail::is_lfw_name(fields[same ? 0 : 2]))
                return mismatch_error(detail::line_of(where, content.numbers[i]),
                                      "\"name number number\" or \"name number name number\"",
                                      detail::excerpt(content.lines[i]));
            ListedPair pair;
            pair.first = detail::lfw_photo(fields[0], first);
            pair.second = detail::lfw_photo(fields[same ? 0 : 2], second);
            pair.same = same;
            list.pairs.push_back(std::move(pair));
        }

        const std::size_t in_fold = 2 * static_cast<std::size_t>(head.back());
        if (list.pairs.size() != in_fold * static_cast<std::size_t>(folds))
            return mismatch_error(
                where, std::to_string(folds) + " times " + std::to_string(in_fold) + " pairs, as the first line says",
                std::to_string(list.pairs.size()));
        for (std::size_t i = 0; i < list.pairs.size(); ++i)
            list.pairs[i].fold = static_cast<int>(i / in_fold);
        if (folds > 1) list.folds = folds;
        return list;
    });
}

/// The pairs of a file's text; the folds are its blocks, in their order. Ends of lines as on any system; empty lines
/// are passed over. `where` is named in errors. Error: a line that is none of the above, or not as many as announced.
inline Outcome<PairList> read_lfw_pairs(std::string_view text, const std::string& where = "pairs.txt") {
    return deliver(try_read_lfw_pairs(text, where));
}

FACENET_NAMESPACE_END

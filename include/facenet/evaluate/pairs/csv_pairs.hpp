// SPDX-License-Identifier: MIT
/// Pairs of photos in a CSV file, as deepface's master.csv: a line of titles, then
///     file_x,file_y,Decision
///     img1.jpg,img2.jpg,Yes
/// Fields may be quoted (RFC 4180): "a, b.jpg", with "" for a quote.
///
/// Columns are known by their titles, in any order and case: file_x, file_y; the verdict in decision, same, is_same,
/// label or Yes/No; group, if there is one (groups.hpp); others are passed over. The verdict is Yes or No (also 1 and
/// 0, true and false, same and different).
#pragma once

#include "pair_list.hpp"

FACENET_NAMESPACE_BEGIN

namespace detail {

/// The records of a CSV text, one at a time.
class CsvReader {
public:
    CsvReader(std::string_view text, const std::string& where) : text_(text), where_(where) {
        if (text_.substr(0, 3) == "\xEF\xBB\xBF") at_ = 3;  // a byte order mark
    }

    bool done() const { return at_ >= text_.size(); }
    /// The line where the last record began.
    std::size_t line() const { return began_; }

    /// An empty line is a record of one empty field.
    Result<std::vector<std::string>> next() {
        began_ = line_;
        std::vector<std::string> fields;
        for (;;) {
            Result<std::string> field = at_ < text_.size() && text_[at_] == '"' ? quoted() : plain();
            if (!field) return field.error();
            fields.push_back(std::move(*field));
            if (done()) return fields;
            const char end = text_[at_++];
            if (end == ',') continue;
            if (end == '\r' && at_ < text_.size() && text_[at_] == '\n') ++at_;
            ++line_;
            return fields;
        }
    }

private:
    Result<std::string> plain() {
        const std::size_t end = std::min(text_.find_first_of(",\r\n", at_), text_.size());
        const std::string_view field = text_.substr(at_, end - at_);
        at_ = end;
        return std::string(trimmed(field));
    }

    Result<std::string> quoted() {
        std::string field;
        for (++at_; at_ < text_.size(); ++at_) {
            if (text_[at_] == '"') {
                if (text_.substr(at_ + 1, 1) != "\"") break;
                ++at_;
            }
            if (text_[at_] == '\n') ++line_;
            field += text_[at_];
        }
        if (done()) return mismatch_error(line_of(where_, began_), "a closing quote", "the end of the file");
        ++at_;
        if (!done() && std::string_view(",\r\n").find(text_[at_]) == std::string_view::npos)
            return mismatch_error(line_of(where_, began_), "a comma after a quoted field",
                                  excerpt(text_.substr(at_, 1)));
        return field;
    }

    std::string_view text_;
    const std::string& where_;
    std::size_t at_ = 0, line_ = 1, began_ = 1;
};

/// Where the columns are; -1 where there is none.
struct CsvColumns {
    int first = -1, second = -1, verdict = -1, group = -1;

    explicit CsvColumns(const std::vector<std::string>& titles) {
        for (std::size_t i = 0; i < titles.size(); ++i) {
            const std::string title = lowered(trimmed(titles[i]));
            const auto take = [&](int& column, std::initializer_list<std::string_view> names) {
                if (column < 0 && std::find(names.begin(), names.end(), title) != names.end())
                    column = static_cast<int>(i);
            };
            take(first, {"file_x"});
            take(second, {"file_y"});
            take(verdict, {"decision", "same", "is_same", "label", "yes/no"});
            take(group, {"group"});
        }
    }
    bool complete() const { return first >= 0 && second >= 0 && verdict >= 0; }
};

}  // namespace detail

/// As read_csv_pairs(), never throwing.
inline Result<PairList> try_read_csv_pairs(std::string_view text, const std::string& where = "pairs.csv") {
    return guarded<PairList>(where.c_str(), [&]() -> Result<PairList> {
        detail::CsvReader reader(text, where);
        const Result<std::vector<std::string>> titles = reader.next();
        if (!titles) return titles.error();
        const detail::CsvColumns columns(*titles);
        if (!columns.complete())
            return mismatch_error(detail::line_of(where, 1), "the titles file_x, file_y and Decision",
                                  detail::excerpt(text.substr(0, text.find('\n'))));
        PairList list;
        while (!reader.done()) {
            const Result<std::vector<std::string>> record = reader.next();
            if (!record) return record.error();
            if (record->size() == 1 && record->front().empty()) continue;
            const auto field = [&](int column) {
                const auto i = static_cast<std::size_t>(column);
                return column >= 0 && i < record->size() ? (*record)[i] : std::string();
            };
            ListedPair pair{field(columns.first), field(columns.second), false, 0, field(columns.group)};
            const int same = detail::yes_or_no(field(columns.verdict));
            if (pair.first.empty() || pair.second.empty())
                return mismatch_error(detail::line_of(where, reader.line()), "the names of two photos",
                                      pair.first.empty() && pair.second.empty() ? "none" : "one");
            if (same < 0)
                return mismatch_error(detail::line_of(where, reader.line()), "Yes or No",
                                      detail::excerpt(field(columns.verdict)));
            pair.same = same == 1;
            list.pairs.push_back(std::move(pair));
        }
        if (list.pairs.empty()) return mismatch_error(where, "pairs after the line of titles", "none");
        return list;
    });
}

/// The pairs of a file's text; it has no folds. Error: a title is missing, a quote is open, a line has no verdict, or
/// there are no pairs.
inline Outcome<PairList> read_csv_pairs(std::string_view text, const std::string& where = "pairs.csv") {
    return deliver(try_read_csv_pairs(text, where));
}

FACENET_NAMESPACE_END

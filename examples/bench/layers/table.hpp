// SPDX-License-Identifier: MIT
/// Text in columns.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace bench {

class Table {
public:
    /// The first `left` columns are aligned to the left.
    Table(std::vector<std::string> heads, std::size_t left) : left_(left) { rows_.push_back(std::move(heads)); }
    void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
    void print() const;

private:
    std::size_t left_;
    std::vector<std::vector<std::string>> rows_;
};

/// With so many decimals; "-" where there is no number.
std::string number(std::optional<double> value, int decimals);
/// part / whole as "43%"; "-" where one of them is missing.
std::string share(std::optional<double> part, std::optional<double> whole);
/// "16 KiB", "96 MiB".
std::string size_text(std::size_t bytes);

}  // namespace bench

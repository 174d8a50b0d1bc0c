// SPDX-License-Identifier: MIT
#include "table.hpp"

#include <algorithm>
#include <cstdio>

namespace bench {

void Table::print() const {
    std::vector<std::size_t> widths(rows_[0].size(), 0);
    for (const auto& row : rows_)
        for (std::size_t c = 0; c < row.size(); ++c)
            widths[c] = std::max(widths[c], row[c].size());
    const auto line = [&](const std::vector<std::string>& row) {
        std::string text;
        for (std::size_t c = 0; c < row.size(); ++c) {
            const std::string gap(widths[c] - row[c].size(), ' ');
            text += (c == 0 ? "" : "  ") + (c < left_ ? row[c] + gap : gap + row[c]);
        }
        text.erase(text.find_last_not_of(' ') + 1);
        std::printf("%s\n", text.c_str());
    };
    line(rows_[0]);
    std::vector<std::string> rule;
    for (const std::size_t width : widths)
        rule.push_back(std::string(width, '-'));
    line(rule);
    std::for_each(rows_.begin() + 1, rows_.end(), line);
}

std::string number(std::optional<double> value, int decimals) {
    if (!value) return "-";
    char text[64];
    std::snprintf(text, sizeof text, "%.*f", decimals, *value);
    return text;
}

std::string share(std::optional<double> part, std::optional<double> whole) {
    if (!part || !whole || !(*whole > 0)) return "-";
    return number(100 * *part / *whole, 0) + "%";
}

std::string size_text(std::size_t bytes) {
    return bytes < (std::size_t{1} << 20) ? std::to_string(bytes >> 10) + " KiB" : std::to_string(bytes >> 20) + " MiB";
}

}  // namespace bench

// SPDX-License-Identifier: MIT
#include "markup.hpp"

#include <cmath>
#include <locale>
#include <sstream>

namespace html {

std::string escaped(const std::string& text) {
    std::string safe;
    for (char c : text) {
        switch (c) {
        case '&': safe += "&amp;"; break;
        case '<': safe += "&lt;"; break;
        case '>': safe += "&gt;"; break;
        case '"': safe += "&quot;"; break;
        case '\'': safe += "&#39;"; break;
        default: safe += c;
        }
    }
    return safe;
}

std::string number(double value, int decimals) {
    if (!std::isfinite(value)) return "&ndash;";
    std::ostringstream out;
    out.imbue(std::locale::classic());
    out.setf(std::ios::fixed);
    out.precision(decimals);
    out << value;
    std::string text = out.str();
    // Nobody wants to read -0.00.
    if (text.find_first_not_of("-0.") == std::string::npos && text[0] == '-') text.erase(0, 1);
    return text;
}

std::string percent(double fraction, int decimals) {
    return number(100 * fraction, decimals) + "%";
}

std::string counted(std::size_t n, const std::string& one) {
    return std::to_string(n) + " " + one + (n == 1 ? "" : "s");
}

std::string key(const std::string& style, const std::string& meaning) {
    return "<span class=\"key\"><i class=\"" + style + "\"></i>" + meaning + "</span> ";
}

}  // namespace html

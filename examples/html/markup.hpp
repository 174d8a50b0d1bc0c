// SPDX-License-Identifier: MIT
/// Text and numbers as HTML and SVG want them.
#pragma once

#include <cstddef>
#include <string>

namespace html {

/// Text from outside, harmless between tags and inside quoted attributes.
std::string escaped(const std::string& text);

/// With a point in every locale: it is also read by style sheets. What is not finite becomes a dash.
std::string number(double value, int decimals);

/// 0.25 as "25.00%".
std::string percent(double fraction, int decimals = 2);

/// "1 face", "2 faces".
std::string counted(std::size_t n, const std::string& one);

/// One entry of a legend: a swatch of a style and what it means.
std::string key(const std::string& style, const std::string& meaning);

}  // namespace html

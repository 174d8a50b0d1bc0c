// SPDX-License-Identifier: MIT
/// Whole pages that need no other file, and the pieces they are built of. All arguments but page()'s title are markup:
/// what comes from outside goes through escaped() first.
#pragma once

#include <string>

namespace html {

/// A page that loads nothing and runs nothing, whatever its body says. `title` is plain text; `more_style` follows
/// what all pages share (style.hpp).
std::string page(const std::string& title, const std::string& body, const std::string& more_style = "");

/// A card with a heading and a note below it.
std::string section(const std::string& title, const std::string& note, const std::string& content);

/// One figure, for a <dl class="tiles">; `alarm` shows it as bad.
std::string tile(const std::string& name, const std::string& value, const std::string& more = "", bool alarm = false);

}  // namespace html

// SPDX-License-Identifier: MIT
/// Files inside a page.
#pragma once

#include <string>

namespace html {

/// "data:image/jpeg;base64,..." (RFC 2397): pictures that a page brings with it.
std::string data_uri(const std::string& media_type, const std::string& bytes);

}  // namespace html

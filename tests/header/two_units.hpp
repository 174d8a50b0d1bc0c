// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

/// Opens a blob of the dlib ResNet and embeds one picture. Throws facenet's Error.
std::vector<float> embed_baseline(const std::uint8_t* blob, std::size_t size);
std::vector<float> embed_avx2(const std::uint8_t* blob, std::size_t size);

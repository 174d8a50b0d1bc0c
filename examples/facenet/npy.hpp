// SPDX-License-Identifier: MIT
/// Matrices for NumPy.
#pragma once

#include <filesystem>
#include <vector>

namespace program {

/// Writes rows of equal length as a .npy file: format 1.0, little-endian float32, C order, shape (rows, columns).
/// Throws facenet::Error where the file cannot be written.
void write_npy(const std::filesystem::path& path, const std::vector<std::vector<float>>& rows, std::size_t columns);

}  // namespace program

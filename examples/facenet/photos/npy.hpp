// SPDX-License-Identifier: MIT
/// Matrices for NumPy.
#pragma once

#include <cstddef>
#include <filesystem>
#include <vector>

namespace program {

/// Writes rows of equal length as a .npy file: format 1.0, little-endian float32, C order, shape (rows, columns).
/// Throws facenet::Error where the file cannot be written.
void write_npy(const std::filesystem::path& path, const std::vector<std::vector<float>>& rows, std::size_t columns);

struct Matrix {
    std::size_t rows = 0, columns = 0;
    std::vector<float> values;  ///< row after row
};

/// Reads a matrix as write_npy() and numpy.save() write it: little-endian float32 in C order with two dimensions, and
/// as many numbers as the file has room for. Throws facenet::Error for anything else.
Matrix read_npy(const std::filesystem::path& path);

}  // namespace program

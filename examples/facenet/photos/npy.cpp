// SPDX-License-Identifier: MIT
#include "npy.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <facenet/blob_file.hpp>
#include <fstream>
#include <string_view>

namespace program {
namespace {

/// What stands behind a key of the header's dictionary; empty where it has no such key.
std::string_view value_of(std::string_view header, const std::string& key) {
    const std::size_t at = header.find("'" + key + "':");
    if (at == std::string_view::npos) return {};
    header.remove_prefix(at + key.size() + 3);
    header.remove_prefix(std::min(header.find_first_not_of(' '), header.size()));
    return header;
}

bool starts_with(std::string_view text, std::string_view start) {
    return text.substr(0, start.size()) == start;
}

/// Reads "(rows, columns)". False where it is anything else.
bool read_shape(std::string_view text, Matrix& matrix) {
    const auto take = [&](std::string_view mark) {
        const bool there = starts_with(text, mark);
        if (there) text.remove_prefix(mark.size());
        return there;
    };
    const auto number = [&](std::size_t& value) {
        const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        return code == std::errc();
    };
    if (!take("(") || !number(matrix.rows) || !take(",")) return false;
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    return number(matrix.columns) && take(")");
}

}  // namespace

void write_npy(const std::filesystem::path& path, const std::vector<std::vector<float>>& rows, std::size_t columns) {
    std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + std::to_string(rows.size()) + ", " +
                         std::to_string(columns) + "), }";
    constexpr std::size_t kPrefix = 10;  // magic, version, length of the header
    header.append(63 - (kPrefix + header.size()) % 64, ' ');
    header += '\n';
    std::ofstream file(path, std::ios::binary);
    file << "\x93NUMPY" << '\x01' << '\0' << static_cast<char>(header.size() & 0xFF)
         << static_cast<char>(header.size() >> 8) << header;
    for (const std::vector<float>& row : rows)
        file.write(reinterpret_cast<const char*>(row.data()), static_cast<std::streamsize>(columns * sizeof(float)));
    file.close();
    if (!file) throw facenet::Error(path.string() + ": cannot be written");
}

Matrix read_npy(const std::filesystem::path& path) {
    const std::string expected = "a float32 matrix of NumPy (numpy.save of an array of two dimensions, C order)";
    const std::vector<std::uint8_t> bytes = facenet::read_file(path.string());
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    if (text.substr(0, 6) != "\x93NUMPY" || text.size() < 12)
        throw facenet::mismatch_error(path.string(), expected, "another file");
    // Version 1 has two bytes for the length of the header, later ones four.
    const bool first_version = bytes[6] == 1;
    const std::size_t prefix = first_version ? 10 : 12;
    std::size_t length = bytes[8] | static_cast<std::size_t>(bytes[9]) << 8;
    if (!first_version) length |= static_cast<std::size_t>(bytes[10]) << 16 | static_cast<std::size_t>(bytes[11]) << 24;
    if (length > text.size() - prefix) throw facenet::mismatch_error(path.string(), "a whole header", "a torn one");
    const std::string_view header = text.substr(prefix, length);
    Matrix matrix;
    if (!starts_with(value_of(header, "descr"), "'<f4'") || !starts_with(value_of(header, "fortran_order"), "False") ||
        !read_shape(value_of(header, "shape"), matrix))
        throw facenet::mismatch_error(path.string(), expected, std::string(header.substr(0, 120)));
    const std::size_t room = (bytes.size() - prefix - length) / sizeof(float);
    if (matrix.columns == 0 || matrix.rows != room / matrix.columns || room % matrix.columns != 0)
        throw facenet::mismatch_error(path.string(),
                                      std::to_string(matrix.rows) + " x " + std::to_string(matrix.columns) + " numbers",
                                      std::to_string(room));
    matrix.values.resize(room);
    if (room > 0) std::memcpy(matrix.values.data(), bytes.data() + prefix + length, room * sizeof(float));
    return matrix;
}

}  // namespace program

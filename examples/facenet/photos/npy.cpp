// SPDX-License-Identifier: MIT
#include "npy.hpp"

#include <cstring>
#include <facenet/blob_file.hpp>
#include <fstream>
#include <regex>
#include <string_view>

namespace program {

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
    const std::string header(text.substr(prefix, length));

    static const std::regex kFloats("'descr': *'<f4'"), kByRows("'fortran_order': *False"),
        kShape("'shape': *\\(([0-9]{1,18}), *([0-9]{1,9})\\)");
    std::smatch shape;
    if (!std::regex_search(header, kFloats) || !std::regex_search(header, kByRows) ||
        !std::regex_search(header, shape, kShape))
        throw facenet::mismatch_error(path.string(), expected, header.substr(0, 120));
    Matrix matrix;
    matrix.rows = std::stoull(shape[1]), matrix.columns = std::stoull(shape[2]);
    const std::size_t room = (bytes.size() - prefix - length) / sizeof(float);
    if (matrix.columns == 0 || matrix.rows != room / matrix.columns || room % matrix.columns != 0)
        throw facenet::mismatch_error(path.string(), shape[1].str() + " x " + shape[2].str() + " numbers",
                                      std::to_string(room));
    matrix.values.resize(room);
    if (room > 0) std::memcpy(matrix.values.data(), bytes.data() + prefix + length, room * sizeof(float));
    return matrix;
}

}  // namespace program

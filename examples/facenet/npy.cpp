// SPDX-License-Identifier: MIT
#include "npy.hpp"

#include <facenet/core/error.hpp>
#include <fstream>

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

}  // namespace program

// SPDX-License-Identifier: MIT
/// Matrices of NumPy, as `facenet cluster --embeddings` reads them.
#include "facenet/photos/npy.hpp"

#include <string_view>

#include "facenet/core/error.hpp"
#include "fuzz/memory_file.hpp"

namespace fuzz {

bool run(ByteView input) {
    static const MemoryFile file;
    file.write(input);
    try {
        const program::Matrix matrix = program::read_npy(file.path());
        promise(matrix.values.size() == matrix.rows * matrix.columns, "a matrix has as many numbers as its shape says");
        return true;
    } catch (const facenet::Error&) {
        return false;
    }
}

std::vector<Bytes> seeds() {
    const auto seed = [](std::string_view head, std::string_view header) {
        Bytes bytes(head.begin(), head.end());
        bytes.insert(bytes.end(), header.begin(), header.end());
        bytes.resize(bytes.size() + 24);
        return bytes;
    };
    using namespace std::string_view_literals;
    constexpr auto header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }\n"sv;  // of 60 bytes
    return {seed("\x93NUMPY\x01\x00\x3c\x00"sv, header), seed("\x93NUMPY\x02\x00\x3c\x00\x00\x00"sv, header)};
}

}  // namespace fuzz

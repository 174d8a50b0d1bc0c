// SPDX-License-Identifier: MIT
#include "bytes.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace facenet_tool {

Bytes read_file(const std::string& path, std::size_t limit, const Progress& progress) {
    namespace fs = std::filesystem;
    const fs::path file = fs::u8path(path);
    std::error_code code;
    const fs::file_status status = fs::status(file, code);
    if (!fs::exists(status)) throw facenet::Error(tamed(path) + ": no such file");
    if (!fs::is_regular_file(status))
        throw facenet::mismatch_error(tamed(path), "a file", fs::is_directory(status) ? "a folder" : "something else");
    const std::uintmax_t size = fs::file_size(file, code);
    if (code) throw facenet::Error(tamed(path) + ": " + code.message());
    if (size > limit)
        throw facenet::mismatch_error(tamed(path), "at most " + std::to_string(limit) + " bytes",
                                std::to_string(size) + " bytes");

    std::ifstream stream(file, std::ios::binary);
    if (!stream) throw facenet::Error(tamed(path) + ": cannot be opened");
    Bytes bytes(static_cast<std::size_t>(size));
    constexpr std::size_t kChunk = std::size_t{1} << 22;
    for (std::size_t done = 0; done < bytes.size();) {
        const std::size_t step = std::min(kChunk, bytes.size() - done);
        if (!stream.read(reinterpret_cast<char*>(bytes.data() + done), static_cast<std::streamsize>(step)))
            throw facenet::mismatch_error(tamed(path), std::to_string(size) + " bytes",
                                    "an end or a read error after byte " + std::to_string(done));
        done += step;
        if (progress) progress(static_cast<double>(done) / static_cast<double>(bytes.size()));
    }
    return bytes;
}

std::string tamed(std::string_view text) {
    constexpr std::size_t kLongest = 120;
    std::string result;
    for (const char c : text.substr(0, kLongest))
        result += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
    if (text.size() > kLongest) result += "...";
    return result;
}

std::string in_quotes(std::string_view text) {
    return "'" + tamed(text) + "'";
}

ByteView Cursor::take(std::uint64_t size, const char* what) {
    if (size > left())
        throw facenet::mismatch_error(here(), std::to_string(size) + " bytes of " + what, std::to_string(left()) + " bytes");
    const ByteView view{bytes_.data + position_, static_cast<std::size_t>(size)};
    position_ += view.size;
    return view;
}

std::string_view Cursor::line(const char* what) {
    const std::string_view rest = text_of({bytes_.data + position_, left()});
    const std::size_t length = rest.find('\n');
    if (length == std::string_view::npos)
        throw facenet::mismatch_error(here(), std::string("a line: ") + what, "no line end");
    position_ += length + 1;
    return rest.substr(0, length);
}

}  // namespace facenet_tool

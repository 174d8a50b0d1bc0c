// SPDX-License-Identifier: MIT
/// Bytes of files: owned, walked through with every step checked, shown in messages.
#pragma once

#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "facenet/core/memory.hpp"

namespace facenet_tool {

using facenet::ByteView;
using Bytes = std::vector<std::uint8_t>;

/// Told how much of a long work is done, 0 to 1; never goes backwards.
using Progress = std::function<void(double fraction)>;

/// The whole of a regular file. Error: missing, not a file, longer than `limit`, unreadable.
Bytes read_file(const std::string& path, std::size_t limit = SIZE_MAX, const Progress& progress = {});

/// Text of a file as messages show it: without control characters, cut where it is long.
std::string tamed(std::string_view text);
std::string in_quotes(std::string_view text);

/// The bytes as text.
inline std::string_view text_of(ByteView bytes) {
    return {reinterpret_cast<const char*>(bytes.data), bytes.size};
}

/// A little-endian number at any address.
template <class T>
T load_little(const std::uint8_t* bytes) {
    static_assert(std::is_arithmetic_v<T> && !std::is_same_v<T, bool>);
    T value;
    std::memcpy(&value, bytes, sizeof(T));
    return value;
}

/// a * b and a + b; false where it overflows.
inline bool multiply(std::uint64_t a, std::uint64_t b, std::uint64_t& product) {
    if (b != 0 && a > UINT64_MAX / b) return false;
    product = a * b;
    return true;
}
inline bool add(std::uint64_t a, std::uint64_t b, std::uint64_t& sum) {
    if (a > UINT64_MAX - b) return false;
    sum = a + b;
    return true;
}

/// Walks forwards through bytes; running off their end throws facenet::Error.
class Cursor {
public:
    /// `where` names the bytes in messages.
    Cursor(ByteView bytes, std::string where) : bytes_(bytes), where_(std::move(where)) {}

    std::size_t position() const { return position_; }
    std::size_t left() const { return bytes_.size - position_; }
    /// "where, byte 123"
    std::string here() const { return where_ + ", byte " + std::to_string(position_); }

    /// The next `size` bytes.
    ByteView take(std::uint64_t size, const char* what);
    /// The next number.
    template <class T>
    T little(const char* what) {
        return load_little<T>(take(sizeof(T), what).data);
    }
    /// Up to the next line feed, which is passed over.
    std::string_view line(const char* what);

private:
    ByteView bytes_;
    std::string where_;
    std::size_t position_ = 0;
};

}  // namespace facenet_tool

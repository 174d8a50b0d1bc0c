// SPDX-License-Identifier: MIT
/// Little-endian numbers and texts into bytes and, checked, back.
#pragma once

#include <string>
#include <type_traits>
#include <vector>

#include "../core/memory.hpp"

FACENET_NAMESPACE_BEGIN
namespace gallery {

class ByteWriter {
public:
    template <class T>
    void number(T value) {
        array(&value, 1);
    }
    template <class T>
    void array(const T* values, std::size_t count) {
        static_assert(std::is_trivially_copyable_v<T>, "only numbers have bytes to write");
        const auto* from = reinterpret_cast<const std::uint8_t*>(values);
        bytes.insert(bytes.end(), from, from + count * sizeof(T));
    }
    /// A text, and before it its length as u32.
    void text(const std::string& value) {
        number(static_cast<std::uint32_t>(value.size()));
        array(value.data(), value.size());
    }

    std::vector<std::uint8_t> bytes;
};

/// Reads what a ByteWriter wrote. Where bytes are missing everything is zero or empty from there on, and ok() is false.
class ByteReader {
public:
    explicit ByteReader(ByteView bytes) : bytes_(bytes) {}

    template <class T>
    T number() {
        T value{};
        array(&value, 1);
        return value;
    }
    template <class T>
    void array(T* to, std::size_t count) {
        static_assert(std::is_trivially_copyable_v<T>, "only numbers have bytes to read");
        if (count > left() / sizeof(T)) ok_ = false;
        if (!ok_ || count == 0) return;
        std::memcpy(to, bytes_.data + at_, count * sizeof(T));
        at_ += count * sizeof(T);
    }
    std::string text() {
        const std::size_t size = number<std::uint32_t>();
        const ByteView view = take(size);
        return view.size == 0 ? std::string() : std::string(reinterpret_cast<const char*>(view.data), view.size);
    }
    /// The next `size` bytes, where they lie.
    ByteView take(std::size_t size) {
        if (size > left()) ok_ = false;
        if (!ok_) return {};
        at_ += size;
        return {bytes_.data + at_ - size, size};
    }
    std::size_t left() const { return bytes_.size - at_; }
    bool ok() const { return ok_; }
    /// All was there, and nothing is left.
    bool complete() const { return ok_ && left() == 0; }

private:
    ByteView bytes_;
    std::size_t at_ = 0;
    bool ok_ = true;
};

}  // namespace gallery
FACENET_NAMESPACE_END

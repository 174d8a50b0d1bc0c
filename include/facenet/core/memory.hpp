// SPDX-License-Identifier: MIT
/// Memory aligned to cache lines, and views of bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <utility>

#include "error.hpp"

FACENET_NAMESPACE_BEGIN

/// Alignment of tensors in blobs, of packed weights and of workspaces, in bytes.
inline constexpr std::size_t kAlignment = 64;

constexpr std::size_t round_up(std::size_t value, std::size_t multiple) {
    return (value + multiple - 1) / multiple * multiple;
}

/// Somebody else's bytes, read only.
struct ByteView {
    const std::uint8_t* data = nullptr;
    std::size_t size = 0;
};

/// An owned block of floats that starts on a cache line; move-only.
class AlignedBuffer {
public:
    AlignedBuffer() = default;
    AlignedBuffer(AlignedBuffer&& other) noexcept { swap(other); }
    AlignedBuffer& operator=(AlignedBuffer&& other) noexcept {
        swap(other);
        return *this;
    }
    AlignedBuffer(const AlignedBuffer&) = delete;
    AlignedBuffer& operator=(const AlignedBuffer&) = delete;
    ~AlignedBuffer() { ::operator delete(block_); }

    /// A block of `size` floats, all zero; an Error where memory is short.
    static Result<AlignedBuffer> make(std::size_t size) {
        AlignedBuffer buffer;
        if (size > (SIZE_MAX - kAlignment) / sizeof(float)) return Error("memory: size overflows");
        buffer.block_ = ::operator new(size * sizeof(float) + kAlignment, std::nothrow);
        if (buffer.block_ == nullptr)
            return Error("memory: " + std::to_string(size * sizeof(float)) + " bytes are not available");
        const auto address = reinterpret_cast<std::uintptr_t>(buffer.block_);
        buffer.data_ = reinterpret_cast<float*>(round_up(address, kAlignment));
        buffer.size_ = size;
        std::memset(buffer.data_, 0, size * sizeof(float));
        return buffer;
    }

    float* data() noexcept { return data_; }
    const float* data() const noexcept { return data_; }
    /// Number of floats.
    std::size_t size() const noexcept { return size_; }

private:
    void swap(AlignedBuffer& other) noexcept {
        std::swap(block_, other.block_);
        std::swap(data_, other.data_);
        std::swap(size_, other.size_);
    }
    void* block_ = nullptr;
    float* data_ = nullptr;
    std::size_t size_ = 0;
};

FACENET_NAMESPACE_END

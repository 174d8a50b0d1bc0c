// SPDX-License-Identifier: MIT
/// An array that only grows, whose copies share its memory.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>

#include "../core/config.hpp"

FACENET_NAMESPACE_BEGIN
namespace gallery {

/// Copies are cheap, and remain what they were when the newest one grows: that writes behind their ends. So threads may
/// read copies while one thread grows the newest. (Growing two copies of one array would write the same place twice.)
template <class T>
class GrowingArray {
public:
    std::size_t size() const { return size_; }
    const T* data() const { return block_.get(); }
    const T& operator[](std::size_t i) const { return block_.get()[i]; }
    const T* begin() const { return data(); }
    const T* end() const { return data() + size_; }

    /// Takes amortised constant time for each value.
    void append(const T* values, std::size_t count) {
        if (count > capacity_ - size_) move_to_block(std::max(size_ + count, 2 * size_));
        std::copy_n(values, count, block_.get() + size_);
        size_ += count;
    }
    void append(const T& value) { append(&value, 1); }

    /// The values, to be changed: in memory of this copy's own, moved there where there are other copies.
    T* detach() {
        if (block_.use_count() > 1) move_to_block(std::max(size_ + size_ / 8, std::size_t{16}));
        return block_.get();
    }

private:
    void move_to_block(std::size_t capacity) {
        std::shared_ptr<T[]> block(new T[capacity]);
        std::copy_n(block_.get(), size_, block.get());
        block_ = std::move(block);
        capacity_ = capacity;
    }

    std::shared_ptr<T[]> block_;
    std::size_t size_ = 0, capacity_ = 0;
};

}  // namespace gallery
FACENET_NAMESPACE_END

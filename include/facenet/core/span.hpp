// SPDX-License-Identifier: MIT
/// Lists of things of one type, wherever they lie: a vector, an array, or memory that is the caller's.
#pragma once

#include <cstddef>

#include "config.hpp"

FACENET_NAMESPACE_BEGIN

/// Somebody else's items, in a row.
template <class T>
class Span {
public:
    constexpr Span() = default;
    constexpr Span(T* data, std::size_t size) : data_(data), size_(size) {}
    template <std::size_t Size>
    constexpr Span(T (&items)[Size]) : Span(items, Size) {}
    /// Of anything that has data() and size() and stays where it is.
    template <class List>
    constexpr Span(const List& list) : Span(list.data(), list.size()) {}

    constexpr T* data() const { return data_; }
    constexpr std::size_t size() const { return size_; }
    constexpr bool empty() const { return size_ == 0; }
    constexpr T& operator[](std::size_t i) const { return data_[i]; }
    constexpr T* begin() const { return data_; }
    constexpr T* end() const { return data_ + size_; }

private:
    T* data_ = nullptr;
    std::size_t size_ = 0;
};

/// A list of at most `Capacity` items, held inside the object. Whoever adds sees to it that they fit.
template <class T, std::size_t Capacity>
class FixedList {
public:
    constexpr void push_back(const T& item) { items_[size_++] = item; }
    constexpr T& back() { return items_[size_ - 1]; }
    constexpr const T& back() const { return items_[size_ - 1]; }
    constexpr T* data() { return items_; }
    constexpr const T* data() const { return items_; }
    constexpr std::size_t size() const { return size_; }
    constexpr T* begin() { return items_; }
    constexpr T* end() { return items_ + size_; }
    constexpr const T& operator[](std::size_t i) const { return items_[i]; }

private:
    T items_[Capacity] = {};
    std::size_t size_ = 0;
};

/// A list in memory that others have made large enough; where there is none, it only counts.
template <class T>
class PlacedList {
public:
    constexpr PlacedList() = default;
    constexpr explicit PlacedList(T* items) : items_(items) {}

    constexpr void push_back(const T& item) {
        ++size_;
        back() = item;
    }
    /// The last item, also where they are only counted.
    constexpr T& back() { return items_ == nullptr ? last_ : items_[size_ - 1]; }
    constexpr std::size_t size() const { return size_; }
    constexpr const T* begin() const { return items_; }
    constexpr const T* end() const { return items_ + size_; }
    constexpr const T& operator[](std::size_t i) const { return items_[i]; }

private:
    T* items_ = nullptr;
    std::size_t size_ = 0;
    T last_{};
};

FACENET_NAMESPACE_END

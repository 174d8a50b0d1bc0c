// SPDX-License-Identifier: MIT
/// Text put together without a heap, a locale or stdio: messages, and names of tensors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>

#include "config.hpp"

FACENET_NAMESPACE_BEGIN

/// Text of at most `Capacity` bytes, held inside the object; what does not fit is cut off.
template <std::size_t Capacity>
class FixedText {
public:
    static constexpr std::size_t capacity = Capacity;

    constexpr FixedText() = default;
    constexpr FixedText(std::string_view text) { *this += text; }
    constexpr FixedText(const char* text) : FixedText(std::string_view(text)) {}

    constexpr FixedText& operator+=(std::string_view more) {
        for (std::size_t i = 0; i < more.size() && size_ < Capacity; ++i) text_[size_++] = more[i];
        return *this;
    }
    constexpr void cut(std::size_t size) {
        while (size_ > size) text_[--size_] = '\0';
    }
    constexpr std::size_t size() const { return size_; }
    constexpr bool empty() const { return size_ == 0; }
    constexpr const char* c_str() const { return text_; }
    constexpr std::string_view view() const { return {text_, size_}; }
    constexpr operator std::string_view() const { return view(); }
    operator std::string() const { return std::string(view()); }
    friend constexpr bool operator==(const FixedText& a, std::string_view b) { return a.view() == b; }
    friend constexpr bool operator!=(const FixedText& a, std::string_view b) { return a.view() != b; }
    friend std::string operator+(const FixedText& a, std::string_view b) { return std::string(a.view()).append(b); }

private:
    char text_[Capacity + 1] = {};
    std::size_t size_ = 0;
};

/// One piece of a text: words, or a number.
class TextPart {
public:
    template <class T, std::enable_if_t<std::is_convertible_v<const T&, std::string_view>, int> = 0>
    TextPart(const T& words) : words_(words) {}
    template <class T, std::enable_if_t<std::is_integral_v<T>, int> = 0>
    TextPart(T whole) : kind_(Kind::whole), negative_(whole < 0),
                        whole_(whole < 0 ? 0 - static_cast<std::uint64_t>(whole) : static_cast<std::uint64_t>(whole)) {}
    TextPart(double number) : kind_(Kind::number), number_(number) {}
    TextPart(float number) : TextPart(static_cast<double>(number)) {}

    /// `Text` has operator+= for a string_view.
    template <class Text>
    void append_to(Text& text) const {
        if (kind_ == Kind::words) text += words_;
        else if (kind_ == Kind::whole) append(text, negative_, whole_, 1);
        else append_number(text);
    }

private:
    enum class Kind : unsigned char { words, whole, number };

    template <class Text>
    static void append(Text& text, bool negative, std::uint64_t whole, int least_digits) {
        char digits[21];
        char* first = digits + sizeof digits;
        for (int n = 0; n < least_digits || whole != 0; ++n, whole /= 10) *--first = static_cast<char>('0' + whole % 10);
        if (negative) *--first = '-';
        text += std::string_view(first, static_cast<std::size_t>(digits + sizeof digits - first));
    }
    /// Six decimals, as %f; from 10^15 on, and below 10^-4, as %e.
    template <class Text>
    void append_number(Text& text) const {
        constexpr double kDecimals = 1e6, kMost = 1e15, kLeast = 1e-4;
        double size = number_ < 0 ? -number_ : number_;
        if (!(size <= std::numeric_limits<double>::max())) {
            text += std::string_view(number_ != number_ ? "nan" : number_ < 0 ? "-inf" : "inf");
            return;
        }
        int exponent = 0;
        const bool scientific = size >= kMost || (size < kLeast && size > 0);
        if (scientific) {
            for (; size >= 10; size /= 10) ++exponent;
            for (; size < 1; size *= 10) --exponent;
        }
        auto whole = static_cast<std::uint64_t>(size);
        auto decimals = static_cast<std::uint64_t>((size - static_cast<double>(whole)) * kDecimals + 0.5);
        if (decimals >= static_cast<std::uint64_t>(kDecimals)) {
            ++whole;
            decimals = 0;
        }
        if (scientific && whole == 10) {
            whole = 1;
            ++exponent;
        }
        append(text, number_ < 0, whole, 1);
        text += std::string_view(".");
        append(text, false, decimals, 6);
        if (!scientific) return;
        text += std::string_view(exponent < 0 ? "e" : "e+");
        append(text, exponent < 0, static_cast<std::uint64_t>(exponent < 0 ? -exponent : exponent), 2);
    }

    Kind kind_ = Kind::words;
    bool negative_ = false;
    std::string_view words_;
    std::uint64_t whole_ = 0;
    double number_ = 0;
};

/// What a text is made of: {"side ", n, " of '", name, "'"}. (A reference: g++ for ARM has a note on every call by value.)
using TextParts = const std::initializer_list<TextPart>&;

template <class Text>
FACENET_COLD void append_text(Text& text, TextParts parts) {
    for (const TextPart& part : parts) part.append_to(text);
}

FACENET_NAMESPACE_END

// SPDX-License-Identifier: MIT
/// The one error type, and how functions hand it over.
///
/// Inside the library every function that can fail returns Result<T>. The public functions return
/// Outcome<T>: with exceptions that is T, and the error is thrown; without, it is Result<T>.
///
/// Memory that is short is an Error as well, and leaves everything as it was. std::bad_alloc comes from functions that return
/// plain values and allocate (nearest(), Dendrogram::at(), Roc), and where there is no memory for the message of another error
/// or for an argument (a std::string, EmbeddingRows of a vector).
#pragma once

#include <cstdlib>
#include <exception>
#include <new>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "text.hpp"

FACENET_NAMESPACE_BEGIN

#if defined(FACENET_NO_HEAP)
using Message = FixedText<255>;

/// As the one below.
class Error {
public:
    explicit Error(const Message& message) : message_(message) {}
    const char* what() const noexcept { return message_.c_str(); }
    std::string_view message() const noexcept { return message_; }

private:
    Message message_;
};
#else
using Message = std::string;

/// What went wrong: one message that says what was expected, what was found and where.
class Error : public std::exception {
public:
    explicit Error(std::string message) : message_(std::move(message)) {}
    const char* what() const noexcept override { return message_.c_str(); }
    const std::string& message() const noexcept { return message_; }

private:
    std::string message_;
};

#endif

/// An error whose message is put together.
FACENET_COLD inline Error error_of(TextParts parts) {
    Message message;
    append_text(message, parts);
    return Error(message);
}

/// "where: expected X, found Y", the form all messages about input share.
FACENET_COLD inline Error mismatch(TextParts where, TextParts expected, TextParts found) {
    Message message;
    append_text(message, where);
    append_text(message, {": expected "});
    append_text(message, expected);
    append_text(message, {", found "});
    append_text(message, found);
    return Error(message);
}
#if !defined(FACENET_NO_HEAP)
/// The same of strings.
FACENET_COLD inline Error mismatch_error(const std::string& where, const std::string& expected, const std::string& found) {
    return mismatch({where}, {expected}, {found});
}
#endif

/// A value or an Error. Reading the value of a failed Result ends the program.
template <class T>
class Result {
public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

    bool ok() const noexcept { return state_.index() == 0; }
    explicit operator bool() const noexcept { return ok(); }
    T& value() & { return checked(); }
    const T& value() const& { return const_cast<Result*>(this)->checked(); }
    T&& value() && { return std::move(checked()); }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*this).value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }
    /// The error of a failed Result.
    const Error& error() const& { return *std::get_if<1>(&state_); }
    Error&& error() && { return std::move(*std::get_if<1>(&state_)); }

private:
    T& checked() {
        if (T* value = std::get_if<0>(&state_)) return *value;
        std::abort();
    }
    std::variant<T, Error> state_;
};

/// A check that yields nothing but its Error.
template <>
class Result<void> {
public:
    Result() = default;
    Result(Error error) : error_(std::move(error)) {}
    bool ok() const noexcept { return !error_; }
    explicit operator bool() const noexcept { return ok(); }
    const Error& error() const& { return *error_; }
    Error&& error() && { return std::move(*error_); }

private:
    std::optional<Error> error_;
};

#if defined(FACENET_NO_EXCEPTIONS)
template <class T>
using Outcome = Result<T>;
template <class T>
Outcome<T> deliver(Result<T> result) {
    return result;
}
#else
template <class T>
using Outcome = T;
/// Hands a Result to the caller of a public function: the value, or a thrown Error.
template <class T>
Outcome<T> deliver(Result<T> result) {
    if (!result) throw std::move(result).error();
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}
#endif

#if defined(__cpp_exceptions) || defined(_CPPUNWIND)
/// The exception that is being handled, as an Error of `where`.
FACENET_COLD inline Error caught_error(const char* where) noexcept {
    try {
        try {
            throw;
        } catch (const Error& error) {
            return error;
        } catch (const std::bad_alloc&) {
            return error_of({where, ": out of memory"});
        } catch (const std::exception& error) {
            return error_of({where, ": ", error.what()});
        }
    } catch (...) {
        return Error("out of memory");  // so short that a string holds it without memory
    }
}
#endif

/// Calls fn; a failed allocation (or a library's exception) inside becomes an Error of `where`.
template <class T, class Fn>
Result<T> guarded(const char* where, Fn&& fn) {
#if (defined(__cpp_exceptions) || defined(_CPPUNWIND)) && !defined(FACENET_NO_HEAP)
    try {
        return fn();
    } catch (const std::exception&) {
        return caught_error(where);
    }
#else
    (void)where;
    return fn();
#endif
}

FACENET_NAMESPACE_END

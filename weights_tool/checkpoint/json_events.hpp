// SPDX-License-Identifier: MIT
/// JSON of strangers, read as a stream of events: no tree is built, so memory stays bounded.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "bytes.hpp"

namespace facenet_tool {

/// Where in the document: the keys and array steps from the root down.
class JsonPath {
public:
    struct Step {
        bool in_array = false;
        std::string key;
    };

    std::vector<Step>& steps() { return steps_; }
    std::size_t depth() const { return steps_.size(); }
    /// The key of a step; empty in an array.
    const std::string& key(std::size_t step) const { return steps_[step].key; }
    /// Does it match, from step `first` on: "[]" is an array, "*" any key, else the key itself?
    bool matches(std::initializer_list<std::string_view> pattern, std::size_t first = 0) const;
    /// As messages show it: weights.[].name
    std::string text() const;

private:
    std::vector<Step> steps_;
};

/// A string, number, boolean or null.
struct JsonScalar {
    enum class Kind : std::uint8_t { null, boolean, integer, real, text } kind = Kind::null;
    std::int64_t integer = 0;
    double real = 0;  ///< set for integers too
    std::string text;

    bool is_number() const { return kind == Kind::integer || kind == Kind::real; }
};

/// What a format does with its document.
class JsonEvents {
public:
    virtual ~JsonEvents() = default;
    /// An object or array begins.
    virtual void open(const JsonPath& path, bool is_array) = 0;
    /// It ends.
    virtual void close(const JsonPath& path) = 0;
    virtual void value(const JsonPath& path, const JsonScalar& scalar) = 0;
};

/// Runs through a whole document. Error: not JSON, deeper than 64, a string beyond 16 KiB, a gap beyond 4 KiB.
void scan_json(ByteView text, const std::string& where, JsonEvents& events);

}  // namespace facenet_tool

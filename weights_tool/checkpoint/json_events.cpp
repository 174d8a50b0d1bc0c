// SPDX-License-Identifier: MIT
#include "json_events.hpp"

#include <nlohmann/json.hpp>

namespace facenet_tool {
namespace {

constexpr std::size_t kDeepest = 64;
constexpr std::size_t kLongestString = 16 * 1024;
constexpr std::size_t kLongestGap = 4 * 1024;

/// The parser gathers each string, each number, and all that lies between two of them, in memory, and a
/// message about an error shows it at length: refuses what would make that long.
void check_outline(ByteView text, const std::string& where) {
    const auto refuse = [&](std::size_t at, const char* expected) {
        return facenet::mismatch_error(where + ", byte " + std::to_string(at), expected, "more");
    };
    std::size_t depth = 0;
    std::size_t length = 0;  // of the string, or of the gap or number
    bool in_string = false, in_number = false;
    for (std::size_t i = 0; i < text.size; ++i) {
        const char c = static_cast<char>(text.data[i]);
        ++length;
        if (in_string) {
            if (c == '\\') ++i, ++length;
            if (c == '"') in_string = false, length = 0;
        } else {
            const bool digit = (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
            if (c == '"' || (digit && !in_number)) length = 0;
            in_string = c == '"';
            in_number = digit;
            if (c == '[' || c == '{') ++depth;
            if ((c == ']' || c == '}') && depth > 0) --depth;
            if (depth > kDeepest) throw refuse(i, "at most 64 levels of JSON");
        }
        if (length > kLongestString) throw refuse(i, "strings of at most 16 KiB");
        if (length > kLongestGap && !in_string)
            throw refuse(i, "at most 4 KiB of JSON from one string or number to the next");
    }
}

/// The receiver of nlohmann's parser: keeps the path, passes events on.
class Receiver {
public:
    using number_integer_t = nlohmann::json::number_integer_t;
    using number_unsigned_t = nlohmann::json::number_unsigned_t;
    using number_float_t = nlohmann::json::number_float_t;
    using string_t = nlohmann::json::string_t;
    using binary_t = nlohmann::json::binary_t;

    Receiver(const std::string& where, JsonEvents& events) : where_(where), events_(events) {}

    bool null() { return pass({}); }
    bool boolean(bool value) {
        JsonScalar scalar;
        scalar.kind = JsonScalar::Kind::boolean;
        scalar.integer = value ? 1 : 0;
        return pass(scalar);
    }
    bool number_integer(number_integer_t value) {
        JsonScalar scalar;
        scalar.kind = JsonScalar::Kind::integer;
        scalar.integer = value;
        scalar.real = static_cast<double>(value);
        return pass(scalar);
    }
    bool number_unsigned(number_unsigned_t value) {
        if (value <= static_cast<number_unsigned_t>(INT64_MAX)) return number_integer(static_cast<std::int64_t>(value));
        return number_float(static_cast<double>(value), {});
    }
    bool number_float(number_float_t value, const string_t&) {
        JsonScalar scalar;
        scalar.kind = JsonScalar::Kind::real;
        scalar.real = value;
        return pass(scalar);
    }
    bool string(string_t& value) {
        JsonScalar scalar;
        scalar.kind = JsonScalar::Kind::text;
        scalar.text = std::move(value);
        return pass(scalar);
    }
    bool binary(binary_t&) { return false; }

    bool start_object(std::size_t) { return enter(false); }
    bool start_array(std::size_t) { return enter(true); }
    bool end_object() { return leave(); }
    bool end_array() { return leave(); }
    bool key(string_t& value) {
        path_.steps().back().key = std::move(value);
        return true;
    }

    template <class Exception>
    bool parse_error(std::size_t position, const std::string&, const Exception& error) {
        // The parser's own text quotes the file: only its closing reason is shown, and tamed.
        const std::string_view text = error.what();
        const std::size_t reason = text.rfind(" - ");
        throw facenet::mismatch_error(where_ + ", byte " + std::to_string(position), "JSON",
                                in_quotes(reason == std::string_view::npos ? text : text.substr(reason + 3)));
    }

private:
    bool pass(const JsonScalar& scalar) {
        events_.value(path_, scalar);
        return true;
    }
    bool enter(bool is_array) {
        events_.open(path_, is_array);
        path_.steps().push_back({is_array, {}});
        return true;
    }
    bool leave() {
        path_.steps().pop_back();
        events_.close(path_);
        return true;
    }

    const std::string& where_;
    JsonEvents& events_;
    JsonPath path_;
};

}  // namespace

bool JsonPath::matches(std::initializer_list<std::string_view> pattern, std::size_t first) const {
    if (steps_.size() != first + pattern.size()) return false;
    for (const std::string_view expected : pattern) {
        const Step& step = steps_[first++];
        if (step.in_array ? expected != "[]" : expected == "[]" || (expected != "*" && expected != step.key))
            return false;
    }
    return true;
}

std::string JsonPath::text() const {
    std::string text;
    for (const Step& step : steps_)
        text += (text.empty() ? "" : ".") + (step.in_array ? "[]" : step.key);
    return in_quotes(text);
}

void scan_json(ByteView text, const std::string& where, JsonEvents& events) {
    check_outline(text, where);
    Receiver receiver(where, events);
    nlohmann::json::sax_parse(text.data, text.data + text.size, &receiver);
}

}  // namespace facenet_tool

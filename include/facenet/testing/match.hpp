// SPDX-License-Identifier: MIT
/// What a check of a test found: a truth and the words for it, for any test framework.
///
/// doctest, Catch2:  CHECK(same_person(recipe, a, b));        they print what operator<< writes; include <ostream>
/// GoogleTest:       EXPECT_TRUE(same_person(recipe, a, b));  prints the message too
/// assert and others: const Match m = same_person(recipe, a, b); if (!m) puts(m.message().c_str());
#pragma once

#include <iosfwd>
#include <string>
#include <utility>

#include "../core/config.hpp"

FACENET_NAMESPACE_BEGIN
namespace testing {

class Match {
public:
    Match(bool holds, std::string message) : holds_(holds), message_(std::move(message)) {}

    explicit operator bool() const { return holds_; }
    /// What was compared and what was found, whether the check holds or not.
    const std::string& message() const { return message_; }

    /// GoogleTest's AssertionResult, known by its failure_message(), so that no header of GoogleTest is needed here.
    template <class AssertionResult, class = decltype(std::declval<const AssertionResult&>().failure_message())>
    operator AssertionResult() const {
        AssertionResult result(holds_);
        result << message_;
        return result;
    }

private:
    bool holds_;
    std::string message_;
};

template <class Traits>
std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& stream, const Match& match) {
    return stream.write(match.message().data(), static_cast<std::streamsize>(match.message().size()));
}

}  // namespace testing
FACENET_NAMESPACE_END

// SPDX-License-Identifier: MIT
// Text without a heap: numbers as printf writes them, and what does not fit is cut off.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdio>
#include <limits>

#include "facenet/core/error.hpp"

using namespace facenet;

namespace {

std::string text(TextParts parts) {
    std::string s;
    append_text(s, parts);
    return s;
}
std::string printed(const char* format, double value) {
    char line[400];
    std::snprintf(line, sizeof line, format, value);
    return line;
}

}  // namespace

TEST_CASE("text: whole numbers of all types") {
    CHECK(text({0, " ", -7, " ", 42u, " ", std::size_t{4096}}) == "0 -7 42 4096");
    CHECK(text({std::numeric_limits<std::int64_t>::min(), " ", std::numeric_limits<std::uint64_t>::max()}) ==
          "-9223372036854775808 18446744073709551615");
    CHECK(text({std::uint8_t{255}, " ", std::int8_t{-128}}) == "255 -128");
}

TEST_CASE("text: numbers as %f writes them, the largest and smallest as %e") {
    for (double x : {0.0, 1.0, -1.5, 0.6, 0.0625, 127.5, 0.999999, -0.25, 1234567.0, 3.0e14, 0.000125}) CHECK(text({x}) == printed("%f", x));
    for (double x : {1e30, -2.5e-7, 1e-12, 1.5e15, 9.5e99, -1e-38}) CHECK(text({x}) == printed("%e", x));
    CHECK(text({0.9999999}) == "1.000000");
    CHECK(text({0.5f}) == "0.500000");
    CHECK(text({NAN, " ", INFINITY, " ", -INFINITY}) == "nan inf -inf");
}

TEST_CASE("text: words of all kinds, in a message") {
    const std::string name = "conv1";
    const FixedText<8> part(std::string_view("/weights"));
    CHECK(std::string(mismatch({"blob, tensor '", name, part, "'"}, {"[", 3, "]"}, {std::string_view("none")}).what()) ==
          "blob, tensor 'conv1/weights': expected [3], found none");
}

TEST_CASE("text: what does not fit is cut off") {
    FixedText<5> five(std::string_view("abc"));
    five += "defg";
    CHECK(five == "abcde");
    CHECK(std::string(five.c_str()) == "abcde");
    five.cut(2);
    CHECK(five == "ab");
    CHECK(std::string(five.c_str()) == "ab");
    append_text(five, {123456});
    CHECK(five == "ab123");
}

// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "support/checkpoint_samples.hpp"

using namespace facenet_tool;
using namespace support;

namespace {

Bytes file(const std::string& header, std::size_t data_size, std::uint64_t announced = UINT64_MAX) {
    Bytes bytes = bytes_of(little(announced == UINT64_MAX ? header.size() : announced, 8) + header);
    for (std::size_t i = 0; i < data_size; ++i)
        bytes.push_back(static_cast<std::uint8_t>(i));
    return bytes;
}

std::string entry(const std::string& name, const std::string& dtype, const std::string& shape,
                  const std::string& offsets) {
    return "\"" + name + "\":{\"dtype\":\"" + dtype + "\",\"shape\":[" + shape + "],\"data_offsets\":[" + offsets +
           "]}";
}

}  // namespace

TEST_CASE("safetensors: every type") {
    const Checkpoint checkpoint = read_checkpoint(sample_path("all.safetensors"));
    CHECK(checkpoint.format == "safetensors");
    CHECK(checkpoint.layout == Layout::oihw);
    CHECK(checkpoint.tensors.size() == 13);
    check_tensor(checkpoint, "conv.weight", {4, 3, 3, 3}, DType::float32, 0);
    check_tensor(checkpoint, "conv.bias", {4}, DType::float32, 1);
    check_tensor(checkpoint, "half", {2, 3}, DType::float16, 2);
    check_tensor(checkpoint, "brain", {2, 2}, DType::bfloat16, 3);
    check_tensor(checkpoint, "double", {3}, DType::float64, 4);
    check_tensor(checkpoint, "int64", {2, 2}, DType::int64, 7);
    check_tensor(checkpoint, "int32", {3}, DType::int32, 8);
    check_tensor(checkpoint, "int16", {3}, DType::int16, 9);
    check_tensor(checkpoint, "int8", {5}, DType::int8, 10);
    check_tensor(checkpoint, "uint8", {5}, DType::uint8, 11);
    check_tensor(checkpoint, "bool", {5}, DType::boolean, 12);
    check_tensor(checkpoint, "empty", {0, 3}, DType::float32, 13);
    REQUIRE(checkpoint.find("bn.num_batches_tracked") != nullptr);
    CHECK(checkpoint.find("bn.num_batches_tracked")->shape.empty());
    CHECK(checkpoint.find("bn.num_batches_tracked")->values() == std::vector<float>{42.0f});
}

TEST_CASE("safetensors: tensors in any order, metadata of any kind") {
    const Bytes bytes =
        file("{" + entry("b", "U8", "2", "1,3") + ",\"__metadata__\":{\"shape\":\"x\",\"deep\":{\"a\":[1]}}," +
                 entry("a", "U8", "", "0,1") + "}  ",
             3);
    const Checkpoint checkpoint = parse_checkpoint(bytes);
    REQUIRE(checkpoint.tensors.size() == 2);
    CHECK(checkpoint.find("a")->values() == std::vector<float>{0});
    CHECK(checkpoint.find("b")->values() == std::vector<float>{1, 2});
    // A header length whose first byte is that of a JSON document.
    std::string header = "{" + entry("a", "U8", "1", "0,1") + "}";
    header.resize(0x5b, ' ');
    CHECK(refusal(file(header, 1)).empty());
}

TEST_CASE("safetensors: what is refused") {
    const auto refuse = [](const std::string& header, std::size_t data, std::initializer_list<std::string_view> parts) {
        check_message(refusal(file(header, data)), parts);
    };
    const std::string good = entry("a", "U8", "2", "0,2");
    CHECK(refusal(file("{" + good + "}", 2)).empty());

    check_message(refusal(file("{" + good + "}", 2, 1000)), {"header length", "found 1000"});
    check_message(refusal(file("{" + good + "}", 2, 0x0000ffffffffffff)), {"header length", "found 281474976710655"});
    check_message(refusal(file("{" + good + "}", 2, 10)), {"safetensors header, byte", "JSON"});
    refuse("{" + good, 2, {"JSON"});
    refuse("{" + good + "}}", 2, {"JSON"});
    refuse("{" + good + "}", 3, {"2 bytes, those of the tensors", "3 bytes"});
    refuse("{" + good + "}", 1, {"tensor 'a'", "inside the 1 bytes", "0 to 2"});
    refuse("{}", 0, {"safetensors: expected tensors, found none"});
    refuse("{" + good + "," + entry("b", "U8", "1", "1,2") + "}", 2, {"tensor 'b'", "without overlap or gap"});
    refuse("{" + good + "," + entry("b", "U8", "1", "3,4") + "}", 4, {"tensor 'b'", "from byte 2", "byte 3"});
    refuse("{" + good + "," + entry("a", "U8", "1", "2,3") + "}", 3, {"'a' twice"});
    refuse("{" + entry("a", "U8", "2", "2,0") + "}", 2, {"tensor 'a'", "2 to 0"});
    refuse("{" + entry("a", "U8", "3", "0,2") + "}", 2, {"tensor 'a'", "uint8 values of shape [3]", "2 bytes"});
    refuse("{" + entry("a", "F32", "1", "0,2") + "}", 2, {"float32 values of shape [1]"});
    refuse("{" + entry("a", "F8_E5M2", "2", "0,2") + "}", 2, {"'a.dtype'", "'F8_E5M2'"});
    refuse("{" + entry("a", "U8", "9223372036854775807,9223372036854775807", "0,2") + "}", 2,
           {"tensor 'a'", "counted"});
    refuse("{" + entry("a", "U8", "-2", "0,2") + "}", 2, {"'a.shape.[]'", "whole numbers"});
    refuse("{" + entry("a", "U8", "2.0", "0,2") + "}", 2, {"whole numbers"});
    refuse("{" + entry("a", "U8", "2", "0,18446744073709551615") + "}", 2, {"two whole numbers"});
    refuse("{" + entry("a", "U8", "1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,2", "0,2") + "}", 2, {"at most 16"});
    refuse("{" + entry("a", "U8", "2", "0,2,3") + "}", 2, {"two whole numbers"});
    refuse("{" + entry("a", "U8", "2", "0") + "}", 2, {"dtype, shape and data_offsets"});
    refuse(R"({"a":{"dtype":"U8","data_offsets":[0,2]}})", 2, {"dtype, shape and data_offsets"});
    refuse(R"({"a":{"shape":[2],"data_offsets":[0,2]}})", 2, {"dtype, shape and data_offsets"});
    refuse(R"({"a":{"dtype":"U8","dtype":"U8","shape":[2],"data_offsets":[0,2]}})", 2, {"one string"});
    refuse(R"({"a":{"dtype":"U8","shape":[2],"shape":[2],"data_offsets":[0,2]}})", 2, {"one array"});
    refuse(R"({"a":{"dtype":"U8","shape":2,"data_offsets":[0,2]}})", 2, {"'a.shape'", "a single value"});
    refuse(R"({"a":{"dtype":8,"shape":[2],"data_offsets":[0,2]}})", 2, {"one string"});
    refuse(R"({"a":5})", 2, {"'a'", "the description of a tensor"});
    refuse(R"({"a":[5]})", 2, {"an object", "an array"});
    refuse("{\"a\":" + std::string(70, '[') + std::string(70, ']') + "}", 2, {"64 levels"});
    refuse("{\"" + std::string(20000, 'x') + "\":1}", 2, {"16 KiB"});
    refuse("{\"\xff\xfe\":1}", 2, {"JSON"});
}

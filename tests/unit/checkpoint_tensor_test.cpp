// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "facenet/blob/half.hpp"
#include "support/checkpoint_samples.hpp"

using namespace facenet_tool;
using support::check_message;
using support::message_of;

namespace {

template <class T>
Bytes stored(const std::vector<T>& values) {
    Bytes bytes(values.size() * sizeof(T));
    std::memcpy(bytes.data(), values.data(), bytes.size());
    return bytes;
}

Tensor tensor_of(std::vector<std::int64_t> shape, std::vector<std::int64_t> strides, DType dtype = DType::uint8) {
    Tensor tensor;
    tensor.name = "t";
    tensor.shape = std::move(shape);
    tensor.strides = std::move(strides);
    tensor.dtype = dtype;
    return tensor;
}

template <class T>
std::vector<float> values_of(const std::vector<T>& values, DType dtype) {
    const Bytes bytes = stored(values);
    Tensor tensor = tensor_of({static_cast<std::int64_t>(values.size())}, {}, dtype);
    tensor.data = {bytes.data(), bytes.size()};
    return tensor.values();
}

}  // namespace

TEST_CASE("every half is the float that IEEE 754 says") {
    for (std::uint32_t bits = 0; bits <= 0xffff; ++bits) {
        const float value = facenet::blob::half_to_float(static_cast<std::uint16_t>(bits));
        const int exponent = static_cast<int>(bits >> 10 & 0x1f);
        const double fraction = static_cast<double>(bits & 0x3ff) / 1024;
        const double sign = (bits & 0x8000) != 0 ? -1 : 1;
        const bool alike =
            exponent == 31  ? (fraction != 0.0 ? std::isnan(value) : std::isinf(value) && (value > 0) == (sign > 0))
            : exponent == 0 ? static_cast<double>(value) == sign * std::ldexp(fraction, -14)
                            : static_cast<double>(value) == sign * std::ldexp(1 + fraction, exponent - 15);
        if (!alike || (exponent != 31 && std::signbit(value) != (sign < 0)))
            FAIL("half " << bits << " became " << value);
    }
}

TEST_CASE("stored types become floats") {
    using Floats = std::vector<float>;
    CHECK(values_of<float>({1.5f, -0.0f, 3e38f}, DType::float32) == Floats{1.5f, -0.0f, 3e38f});
    CHECK(values_of<double>({1.5, 0.1}, DType::float64) == Floats{1.5f, 0.1f});
    CHECK(values_of<std::uint16_t>({0x3f80, 0xc020}, DType::bfloat16) == Floats{1.0f, -2.5f});
    CHECK(values_of<std::int64_t>({-7, 1 << 20}, DType::int64) == Floats{-7.0f, 1048576.0f});
    CHECK(values_of<std::int32_t>({-7, 9}, DType::int32) == Floats{-7.0f, 9.0f});
    CHECK(values_of<std::int16_t>({-7, 9}, DType::int16) == Floats{-7.0f, 9.0f});
    CHECK(values_of<std::int8_t>({-7, 9}, DType::int8) == Floats{-7.0f, 9.0f});
    CHECK(values_of<std::uint64_t>({7, 9}, DType::uint64) == Floats{7.0f, 9.0f});
    CHECK(values_of<std::uint32_t>({0xffffffff}, DType::uint32) == Floats{4294967296.0f});
    CHECK(values_of<std::uint16_t>({0xffff}, DType::uint16) == Floats{65535.0f});
    CHECK(values_of<std::uint8_t>({0xff}, DType::uint8) == Floats{255.0f});
    CHECK(values_of<std::uint8_t>({0, 1, 7}, DType::boolean) == Floats{0.0f, 1.0f, 1.0f});
}

TEST_CASE("values at odd addresses are read") {
    Bytes bytes(1);
    const Bytes data = stored<float>({1.25f, -2.5f});
    bytes.insert(bytes.end(), data.begin(), data.end());
    Tensor tensor = tensor_of({2}, {}, DType::float32);
    tensor.data = {bytes.data() + 1, 8};
    CHECK(tensor.values() == std::vector<float>{1.25f, -2.5f});
}

TEST_CASE("a tensor is placed in its storage with any strides") {
    Bytes storage(24);
    for (std::size_t i = 0; i < storage.size(); ++i)
        storage[i] = static_cast<std::uint8_t>(i);
    const ByteView view{storage.data(), storage.size()};
    const auto values = [&](std::vector<std::int64_t> shape, std::vector<std::int64_t> strides, std::int64_t offset) {
        Tensor tensor = tensor_of(std::move(shape), std::move(strides));
        place_in_storage(tensor, view, offset);
        return tensor.values();
    };
    using Floats = std::vector<float>;
    CHECK(values({2, 3}, {3, 1}, 4) == Floats{4, 5, 6, 7, 8, 9});
    CHECK(values({3, 2}, {1, 3}, 0) == Floats{0, 3, 1, 4, 2, 5});
    CHECK(values({2, 2, 2}, {12, 2, 7}, 1) == Floats{1, 8, 3, 10, 13, 20, 15, 22});
    CHECK(values({2, 3}, {0, 1}, 21) == Floats{21, 22, 23, 21, 22, 23});
    CHECK(values({}, {}, 23) == Floats{23});
    CHECK(values({1, 2, 1}, {INT64_MAX, 5, INT64_MAX}, 18) == Floats{18, 23});
    CHECK(values({0, 3}, {3, 1}, 24).empty());
    CHECK(values({24}, {1}, 0).size() == 24);

    Tensor dense = tensor_of({2, 1, 3}, {3, 77, 1});
    place_in_storage(dense, view, 0);
    CHECK(dense.strides.empty());
    CHECK(dense.data.size == 6);
}

TEST_CASE("a tensor outside its storage is refused") {
    const Bytes storage(24);
    const auto refusal = [&](std::vector<std::int64_t> shape, std::vector<std::int64_t> strides, std::int64_t offset,
                             DType dtype = DType::uint8) {
        return message_of([&] {
            Tensor tensor = tensor_of(shape, strides, dtype);
            place_in_storage(tensor, {storage.data(), storage.size()}, offset);
        });
    };
    check_message(refusal({5, 5}, {5, 1}, 0), {"tensor 't'", "storage of 24", "[5, 5]"});
    check_message(refusal({2, 3}, {22, 1}, 0), {"tensor 't'", "[22, 1]"});
    check_message(refusal({24}, {1}, 1), {"offset 1"});
    check_message(refusal({}, {}, 24), {"offset 24"});
    check_message(refusal({1}, {1}, -1), {"offset -1"});
    check_message(refusal({1}, {1}, INT64_MAX), {"offset"});
    check_message(refusal({2}, {-1}, 5), {"strides [-1]"});
    check_message(refusal({2}, {INT64_MAX}, 5), {"strides"});
    check_message(refusal({3}, {INT64_MAX}, 5), {"strides"});
    check_message(refusal({-2, -3}, {1, 1}, 0), {"a shape", "[-2, -3]"});
    check_message(refusal({INT64_MAX, INT64_MAX}, {1, 1}, 0), {"a size that can be counted"});
    check_message(refusal({INT64_MAX, INT64_MAX, 0}, {1, 1, 1}, 0), {"a size that can be counted"});
    check_message(refusal({7}, {1}, 0, DType::float32), {"storage of 6"});
    // More values than the storage has: a few bytes must not become gigabytes.
    check_message(refusal({1 << 30}, {0}, 0), {"storage of 24"});
    check_message(refusal(std::vector<std::int64_t>(17, 1), std::vector<std::int64_t>(17, 1), 0), {"16 sides"});
    // The largest that fit do fit.
    CHECK(refusal({24}, {1}, 0).empty());
    CHECK(refusal({6}, {1}, 0, DType::float32).empty());
    CHECK(refusal({2}, {23}, 0).empty());
}

TEST_CASE("an unknown file is refused with what it begins with and what would do") {
    using support::bytes_of;
    using support::refusal;
    check_message(refusal({}), {"checkpoint: ", "found an empty file", "PyTorch", "safetensors", "TensorFlow.js"});
    check_message(refusal({0x00, 0xff, 0x10}), {"begins with 00 ff 10"});
    check_message(refusal(bytes_of("\x89HDF\r\n\x1a\n and more")), {"HDF5"});
    check_message(refusal(bytes_of("<!DOCTYPE html>")), {"web page"});
    check_message(refusal(bytes_of("version https://git-lfs.github.com/spec/v1")), {"Git LFS"});
    check_message(message_of([] { read_checkpoint("/nonexistent/a.pt"); }), {"/nonexistent/a.pt: no such file"});
    check_message(message_of([] { read_checkpoint(support::sample_path("")); }), {"expected a file, found a folder"});
}

TEST_CASE("progress goes from 0 to 1 and never back") {
    for (const char* name : {"zip.pt", "legacy.pt", "all.safetensors", "tfjs/weights_manifest.json"}) {
        CAPTURE(name);
        double last = 0;
        int calls = 0;
        read_checkpoint(support::sample_path(name), [&](double fraction) {
            CHECK(fraction >= last);
            CHECK(fraction <= 1.0);
            last = fraction;
            ++calls;
        });
        CHECK(last == 1.0);
        CHECK(calls >= 2);
    }
}

TEST_CASE("a copy of a checkpoint keeps the values alive") {
    std::vector<float> expected;
    Checkpoint copy;
    {
        Checkpoint original = read_checkpoint(support::sample_path("zip.pt"));
        expected = original.find("conv.weight")->values();
        copy = original;
        const Checkpoint moved = std::move(original);
        CHECK(moved.find("conv.weight")->values() == expected);
    }
    CHECK(copy.find("conv.weight")->values() == expected);
    CHECK(copy.find("conv.weigh") == nullptr);
}

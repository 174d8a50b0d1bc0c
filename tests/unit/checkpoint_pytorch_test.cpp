// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "support/checkpoint_samples.hpp"

using namespace facenet_tool;
using namespace support;

namespace {

void check_all_types(const Checkpoint& checkpoint) {
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

void check_views(const Checkpoint& checkpoint) {
    check_all_types(checkpoint);
    check_tensor(checkpoint, "turned", {4, 3}, DType::float32, 5, {0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11});
    CHECK(checkpoint.find("turned")->strides == std::vector<std::int64_t>{1, 4});
    check_tensor(checkpoint, "slice", {2, 3}, DType::float32, 6, {8, 9, 10, 20, 21, 22});
    check_tensor(checkpoint, "row", {6}, DType::float32, 6, {24, 25, 26, 27, 28, 29});
    CHECK(checkpoint.tensors.size() == 16);
    CHECK(checkpoint.tensors.front().name == "conv.weight");
    CHECK(checkpoint.tensors.back().name == "row");
}

Bytes floats(const std::vector<float>& values) {
    Bytes bytes(values.size() * sizeof(float));
    std::memcpy(bytes.data(), values.data(), bytes.size());
    return bytes;
}

const std::string kTwoByTwo = pickled_tensor(pickled_storage("FloatStorage", "0", 4), 0, {2, 2}, {2, 1});

}  // namespace

TEST_CASE("PyTorch zip: every type, views and shared storages") {
    const Checkpoint checkpoint = read_checkpoint(sample_path("zip.pt"));
    CHECK(checkpoint.format == "PyTorch state dict (zip)");
    CHECK(checkpoint.layout == Layout::oihw);
    check_views(checkpoint);
    check_views(read_checkpoint(sample_path("zip_deflated.pt")));
    check_all_types(read_checkpoint(sample_path("zip_protocol4.pt")));
    // "slice" and "row" lie in one storage, so it is unpacked once.
    CHECK(checkpoint.blocks.size() == checkpoint.tensors.size() - 1);
}

TEST_CASE("PyTorch legacy: the same") {
    const Checkpoint checkpoint = read_checkpoint(sample_path("legacy.pt"));
    CHECK(checkpoint.format == "PyTorch state dict (legacy)");
    CHECK(checkpoint.layout == Layout::oihw);
    check_views(checkpoint);
    check_all_types(read_checkpoint(sample_path("legacy_protocol4.pt")));
}

TEST_CASE("PyTorch: state dicts inside others, parameters") {
    const Checkpoint training = read_checkpoint(sample_path("training.pt"));
    CHECK(training.tensors.size() == 2);
    check_tensor(training, "fc.weight", {2, 3}, DType::float32, 15);
    check_tensor(training, "fc.bias", {2}, DType::float32, 16);

    const Checkpoint groups = read_checkpoint(sample_path("groups.pt"));
    CHECK(groups.tensors.size() == 3);
    check_tensor(groups, "pnet.w", {2}, DType::float32, 0);
    check_tensor(groups, "rnet.w", {3}, DType::float32, 1);
    check_tensor(groups, "rnet.5", {1}, DType::float32, 2);

    const Checkpoint parameters = read_checkpoint(sample_path("parameters.pt"));
    CHECK(parameters.tensors.size() == 7);
    check_tensor(parameters, "fc.weight", {2, 3}, DType::float32, 18);
    check_tensor(parameters, "bn.bias", {2}, DType::float32, 21);
    CHECK(parameters.find("bn.running_var")->values() == std::vector<float>{1, 1});
}

TEST_CASE("PyTorch: files that hold something else are refused") {
    check_message(refusal(sample("list.pt")), {"a state dict, that is a dictionary of tensors"});
    check_message(refusal(sample("no_tensor.pt")), {"no tensor in it"});
    check_message(refusal(sample("module.pt")), {"refused to call torch.nn.modules.linear.Linear"});
    check_message(refusal(sample("script.pt")), {"TorchScript", "save model.state_dict()"});
    check_message(refusal(sample("not_torch.pkl")), {"0x1950a86a20f9469cfc6c"});
    check_message(refusal(sample("evil_system.pt")), {"refused to call posix.system", "data.pkl, byte"});
    check_message(refusal(sample("evil_eval_legacy.pt")), {"refused to call __builtin__.eval"});
    check_message(refusal(make_zip({{"numbers.npy", Bytes(10)}})), {"data.pkl, as torch.save writes it", "none"});
}

TEST_CASE("PyTorch zip: hand-made archives") {
    const std::string object = pickled_dict("w", kTwoByTwo);
    const Checkpoint checkpoint = parse_checkpoint(torch_zip(object, {{"0", floats({1, 2, 3, 4})}}));
    REQUIRE(checkpoint.find("w") != nullptr);
    CHECK(checkpoint.find("w")->values() == std::vector<float>{1, 2, 3, 4});

    SUBCASE("big-endian") {
        check_message(refusal(torch_zip(object, {{"0", Bytes(16)}}, "big")), {"byteorder", "little", "'big'"});
    }
    SUBCASE("a storage is missing") {
        check_message(refusal(torch_zip(object)), {"tensor 'w'", "archive/data/0", "none"});
    }
    SUBCASE("a storage of another size") {
        check_message(refusal(torch_zip(object, {{"0", Bytes(15)}})),
                      {"archive/data/0", "16 bytes", "tensor 'w'", "15 bytes"});
        check_message(refusal(torch_zip(object, {{"0", Bytes(20)}})), {"16 bytes", "20 bytes"});
    }
    SUBCASE("a storage that is never used may be missing") {
        const std::string unused =
            "}(" + pickled("w") + kTwoByTwo + pickled("x") + "(" + pickled_storage("FloatStorage", "9", 1 << 30) + "tu";
        CHECK(refusal(torch_zip(unused, {{"0", floats({1, 2, 3, 4})}})).empty());
    }
    SUBCASE("one storage, two sizes") {
        const std::string other = pickled_tensor(pickled_storage("FloatStorage", "0", 5), 0, {2}, {1});
        check_message(
            refusal(torch_zip("}(" + pickled("a") + kTwoByTwo + pickled("b") + other + "u", {{"0", Bytes(16)}})),
            {"storage '0' as mentioned before"});
    }
    SUBCASE("a damaged entry") {
        Bytes file = torch_zip(object, {{"0", floats({1, 2, 3, 4})}});
        const Bytes needle = floats({1, 2, 3, 4});
        const auto at = std::search(file.begin(), file.end(), needle.begin(), needle.end());
        REQUIRE(at != file.end());
        *at ^= 1;
        check_message(refusal(file), {"archive/data/0", "CRC"});
    }
    SUBCASE("two pickles, or entries of one name") {
        const Bytes data = bytes_of(pickle("}"));
        check_message(refusal(make_zip({{"a/data.pkl", data}, {"b/data.pkl", data}})), {"one data.pkl", "several"});
        Bytes twice = make_zip({{"a/data.pkl", data}, {"a/data.pkm", data}});
        for (std::uint8_t& byte : twice)
            if (byte == 'm') byte = 'l';
        check_message(refusal(twice), {"'a/data.pkl' twice"});
    }
    SUBCASE("something after the pickle") {
        check_message(refusal(make_zip({{"a/data.pkl", bytes_of(pickle(object) + "x")}, {"a/data/0", Bytes(16)}})),
                      {"the end of data.pkl", "1 more"});
    }
    SUBCASE("an unknown compression") {
        Bytes file = torch_zip(object, {{"0", Bytes(16)}});
        for (std::size_t i = 0; i + 12 < file.size(); ++i) {  // method 93 in all headers
            if (std::memcmp(&file[i], "PK\x01\x02", 4) == 0) file[i + 10] = 93;
            if (std::memcmp(&file[i], "PK\x03\x04", 4) == 0) file[i + 8] = 93;
        }
        check_message(refusal(file), {"stored or deflated", "method 93"});
    }
}

TEST_CASE("PyTorch zip: a deflate bomb is refused before it is unpacked") {
    constexpr int kCount = 16 << 20;
    const std::string object =
        pickled_dict("w", pickled_tensor(pickled_storage("FloatStorage", "0", kCount), 0, {kCount}, {1}));
    const Bytes bomb = torch_zip(object, {{"0", Bytes(std::size_t{4} * kCount)}}, "little", true);
    CHECK(bomb.size() < 100'000);
    check_message(refusal(bomb), {"more than four times the size of the file"});
    // The same values, stored, are a file like any other.
    CHECK(refusal(torch_zip(object, {{"0", Bytes(std::size_t{4} * kCount)}})).empty());
}

TEST_CASE("PyTorch legacy: hand-made files") {
    const std::string object = pickled_dict("w", kTwoByTwo);
    const std::string values = little(4, 8) + std::string(16, '\0');
    CHECK(refusal(legacy_file(object, {{"0", values}})).empty());

    check_message(refusal(legacy_file(object)), {"tensor 'w'", "its storage '0'", "none"});
    check_message(refusal(legacy_file(object, {{"0", little(5, 8) + std::string(20, '\0')}})), {"4 values", "found 5"});
    check_message(refusal(legacy_file(object, {{"0", values + "x"}})), {"end of the file", "1 more"});
    check_message(refusal(legacy_file(object, {{"0", values}, {"0", values}})), {"'0'", "one entry", "two"});
    check_message(refusal(legacy_file(object, {{"1", values}})), {"storage keys", "'1'"});
    check_message(refusal(legacy_file(object, {{"0", little(4, 8) + "short"}})), {"16 bytes of a storage", "5 bytes"});

    Bytes big_endian = legacy_file(object, {{"0", values}});
    const Bytes flag = bytes_of("little_endian\x88");
    const auto at = std::search(big_endian.begin(), big_endian.end(), flag.begin(), flag.end());
    REQUIRE(at != big_endian.end());
    at[13] = 0x89;
    check_message(refusal(big_endian), {"little-endian", "big-endian"});
}

TEST_CASE("PyTorch legacy: a part of a storage") {
    // The persistent id's sixth item: (key of the part, offset, size).
    const auto part = [](int offset, int size) {
        return "(" + pickled("storage") + "ctorch\nFloatStorage\n" + pickled("0") + pickled("cpu") + pickled(6) + "(" +
               pickled("0p") + pickled(offset) + pickled(size) + "ttQ";
    };
    const Bytes data = floats({0, 1, 2, 3, 4, 5});
    const std::string values = little(6, 8) + std::string(data.begin(), data.end());
    const auto file = [&](int offset, int size, int first) {
        return legacy_file(pickled_dict("w", pickled_tensor(part(offset, size), first, {2}, {1})), {{"0", values}});
    };
    CHECK(parse_checkpoint(file(2, 3, 1)).find("w")->values() == std::vector<float>{3, 4});
    check_message(refusal(file(2, 3, 2)), {"tensor 'w'", "storage of 3"});
    check_message(refusal(file(4, 3, 0)), {"a part inside the 6 values", "3 from 4"});
    check_message(refusal(file(-1, 3, 0)), {"a part inside"});
}

TEST_CASE("PyTorch: tensors that do not fit their storage are refused by name") {
    const auto refuse = [](const std::string& tensor) {
        return refusal(torch_zip(pickled_dict("conv.weight", tensor), {{"0", Bytes(16)}}));
    };
    const std::string storage = pickled_storage("FloatStorage", "0", 4);
    CHECK(refuse(pickled_tensor(storage, 0, {4}, {1})).empty());
    check_message(refuse(pickled_tensor(storage, 1, {4}, {1})), {"checkpoint: tensor 'conv.weight'", "storage of 4"});
    check_message(refuse(pickled_tensor(storage, 0, {5}, {1})), {"tensor 'conv.weight'", "[5]"});
    check_message(refuse(pickled_tensor(storage, -1, {4}, {1})), {"offset -1"});
    check_message(refuse(pickled_tensor(storage, 0, {2, 2}, {3, 1})), {"strides [3, 1]"});
    check_message(refuse(pickled_tensor(storage, 0, {1 << 30, 1 << 30, 1 << 30}, {0, 0, 0})), {"counted"});
    check_message(refuse(pickled_tensor(storage, 0, {4, 1}, {1})), {"as many strides as sides, 2", "found 1"});
    check_message(refuse(pickled_tensor(pickled_storage("FloatStorage", "0", -4), 0, {4}, {1})), {"size of a storage"});
}

TEST_CASE("PyTorch: names of tensors") {
    const auto refuse = [](const std::string& object) { return refusal(torch_zip(object, {{"0", Bytes(16)}})); };
    check_message(refuse("}(" + pickled("w") + kTwoByTwo + pickled("w") + kTwoByTwo + "u"), {"'w' twice"});
    check_message(refuse("}(" + pickled("a.b") + kTwoByTwo + pickled("a") + pickled_dict("b", kTwoByTwo) + "u"),
                  {"'a.b' twice"});
    check_message(refuse("}N" + kTwoByTwo + "s"), {"key of a tensor"});
    // A dictionary in itself, and dictionaries that hold each other many times over.
    check_message(refuse("}q\x01" + pickled("a") + "h\x01s"), {"16 dictionaries"});
    std::string thicket = "}";
    for (int level = 0; level < 12; ++level) {
        const std::string index = little(static_cast<std::uint64_t>(level), 1);
        std::string outer = "}(" + pickled("a") + thicket + "q" + index;
        for (char key = 'b'; key <= 'u'; ++key)
            outer += pickled(std::string(1, key)) + "h" + index;
        thicket = outer + "u";
    }
    check_message(refuse(thicket), {"a tree of dictionaries", "a thicket"});
}

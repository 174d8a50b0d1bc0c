// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "support/checkpoint_samples.hpp"

using namespace facenet_tool;
using namespace support;

namespace {

void check_sample(const Checkpoint& checkpoint) {
    CHECK(checkpoint.format == "TensorFlow.js weights manifest");
    CHECK(checkpoint.layout == Layout::hwio);
    CHECK(checkpoint.tensors.size() == 10);
    check_tensor(checkpoint, "conv/filters", {3, 3, 2, 4}, DType::float32, 0);
    check_tensor(checkpoint, "conv/bias", {4}, DType::float32, 1);
    check_tensor(checkpoint, "half", {3, 2}, DType::float16, 4);
    const auto values = [&](const char* name) {
        REQUIRE(checkpoint.find(name) != nullptr);
        return checkpoint.find(name)->values();
    };
    // Dequantised in double precision and then rounded, as JavaScript does.
    std::vector<float> q8, q16;
    for (int i = 0; i < 10; ++i)
        q8.push_back(static_cast<float>((i * 37 + 2) * 11 % 256 * 0.0123 + -1.5));
    for (int i = 0; i < 7; ++i)
        q16.push_back(static_cast<float>((i * 37 + 3) * 11 % 65536 * 0.00025 + -2));
    CHECK(values("q8") == q8);
    CHECK(values("q16") == q16);
    CHECK(values("int") == std::vector<float>{-5, 0, 70000});
    CHECK(values("flag") == std::vector<float>{1, 0});
    CHECK(values("rounded") == std::vector<float>{-4, -2, 1});  // -4, -2.5 and 0.5, as Math.round does
    CHECK(values("one") == std::vector<float>{0.625f});
    CHECK(values("f16") == std::vector<float>{0.5f, -2.0f});
    CHECK(checkpoint.find("q8")->dtype == DType::uint8);
    CHECK(checkpoint.find("q16")->dtype == DType::uint16);
    CHECK(checkpoint.find("f16")->dtype == DType::float16);
}

using ShardFiles = std::map<std::string, Bytes>;

/// What a manifest with these shards is refused for; empty where it is read.
std::string refuse(const std::string& manifest, const ShardFiles& shards) {
    return refusal(bytes_of(manifest), [&](const std::string& name, std::size_t) {
        const auto found = shards.find(name);
        if (found == shards.end()) throw facenet::Error("no shard " + name);
        return found->second;
    });
}

std::string group(const std::string& weights, const std::string& paths = "\"s\"") {
    return R"([{"weights":[)" + weights + R"(],"paths":[)" + paths + "]}]";
}

std::string weight(const std::string& shape, const std::string& dtype = "float32", const std::string& more = {}) {
    return R"({"name":"w","shape":[)" + shape + R"(],"dtype":")" + dtype + "\"" + more + "}";
}

std::string quantised(const std::string& text, const std::string& dtype = "float32") {
    return group(weight("2", dtype, ",\"quantization\":{" + text + "}"));
}

}  // namespace

TEST_CASE("TensorFlow.js: manifest and model.json, from files and from memory") {
    check_sample(read_checkpoint(sample_path("tfjs/weights_manifest.json")));
    check_sample(read_checkpoint(sample_path("tfjs/model.json")));
    check_sample(parse_checkpoint(sample("tfjs/weights_manifest.json"), "m", sample_shard));
    Bytes marked = bytes_of("\xef\xbb\xbf\n ");
    const Bytes manifest = sample("tfjs/weights_manifest.json");
    marked.insert(marked.end(), manifest.begin(), manifest.end());
    check_sample(parse_checkpoint(marked, "m", sample_shard));
    check_message(refusal(manifest), {"its 5 shards beside it", "the manifest alone"});
}

TEST_CASE("TensorFlow.js: shards must hold exactly the tensors' bytes") {
    const std::string manifest = group(weight("3"), R"("a","b")");
    CHECK(refuse(manifest, {{"a", Bytes(5)}, {"b", Bytes(7)}}).empty());
    CHECK(refuse(manifest, {{"a", Bytes(12)}, {"b", Bytes()}}).empty());
    check_message(refuse(manifest, {{"a", Bytes(5)}, {"b", Bytes(6)}}), {"12 bytes, those of the tensors", "11 bytes"});
    check_message(refuse(manifest, {{"a", Bytes(5)}, {"b", Bytes(8)}}), {"shard 'b'", "at most 7", "8 bytes"});
    check_message(refuse(manifest, {{"a", Bytes(12)}}), {"no shard b"});
    check_message(refuse(group(weight("3"), R"("a","a")"), {{"a", Bytes(6)}}), {"'a' twice"});
    check_message(refuse(group(weight("3"), ""), {}), {"12 bytes", "0 bytes"});
    check_message(refuse(group(weight("1000000000000")), {{"s", Bytes(4)}}), {"4000000000000 bytes", "4 bytes"});
    check_message(refuse(group(weight("1") + "," + weight("1")), {{"s", Bytes(8)}}), {"'w' twice"});
}

TEST_CASE("TensorFlow.js: a shard is a file beside the manifest and nothing else") {
    for (const char* name :
         {"", ".", "..", "../s", "a/b", "/etc/passwd", "a\\\\b", "C:s", "..\\\\s", "a\\u0000b", "a..b"}) {
        CAPTURE(name);
        check_message(refuse(group(weight("1"), "\"" + std::string(name) + "\""), {}), {"a file beside the manifest"});
    }
    // From files: one that is missing, a folder, one that is too long.
    namespace fs = std::filesystem;
    const fs::path folder = fs::temp_directory_path() / "facenet_checkpoint_tfjs_test";
    fs::create_directories(folder / "folder");
    std::ofstream(folder / "long") << std::string(1000, 'x');
    const auto refuse_file = [&](const std::string& shard) {
        std::ofstream(folder / "m.json") << group(weight("1"), "\"" + shard + "\"");
        return message_of([&] { read_checkpoint((folder / "m.json").string()); });
    };
    check_message(refuse_file("missing"), {"m.json", "missing: no such file"});
    check_message(refuse_file("folder"), {"m.json", "expected a file, found a folder"});
    check_message(refuse_file("long"), {"m.json", "long: expected at most 4 bytes, found 1000 bytes"});
    fs::remove_all(folder);
}

TEST_CASE("TensorFlow.js: what is refused in a manifest") {
    const ShardFiles shards = {{"s", Bytes(8)}};
    const auto check = [&](const std::string& manifest, std::initializer_list<std::string_view> parts) {
        CAPTURE(manifest);
        check_message(refuse(manifest, shards), parts);
    };
    CHECK(refuse(group(weight("2")), shards).empty());

    check("{}", {"without weightsManifest"});
    check(R"({"model":[]})", {"without weightsManifest"});
    check(R"({"weightsManifest":5})", {"a list or an object"});
    check(R"({"weightsManifest":{}})", {"one list of groups"});
    check(R"({"weightsManifest":[],"weightsManifest":[]})", {"one list of groups"});
    check("[]", {"expected tensors, found none"});
    check("[5]", {"'[]'", "a list or an object"});
    check("[[]]", {"an object with paths and weights"});
    check("[{}]", {"paths and weights"});
    check(R"([{"paths":[],"paths":[],"weights":[]}])", {"one list of file names"});
    check(R"([{"paths":[],"weights":[],"weights":[]}])", {"one list of tensors"});
    check(R"([{"paths":"s","weights":[]}])", {"a list or an object"});
    check(R"([{"paths":[5],"weights":[]}])", {"a file name"});
    check(R"([{"paths":[["s"]],"weights":[]}])", {"a single value"});
    check(group("5"), {"a list or an object"});
    check(group("[]"), {"an object"});
    check(group(R"({"shape":[2],"dtype":"float32"})"), {"a name"});
    check(group(R"({"name":"","shape":[2],"dtype":"float32"})"), {"one name"});
    check(group(R"({"name":"w","name":"w","shape":[2],"dtype":"float32"})"), {"one name"});
    check(group(R"({"name":"w","dtype":"float32"})"), {"tensor 'w'", "a shape"});
    check(group(R"({"name":"w","shape":2,"dtype":"float32"})"), {"a list or an object"});
    check(group(R"({"name":"w","shape":[2],"shape":[2],"dtype":"float32"})"), {"one list of sides"});
    check(group(R"({"name":"w","shape":[2]})"), {"tensor 'w'", "dtype float32"});
    check(group(R"({"name":"w","shape":[2],"dtype":{}})"), {"a single value"});
    check(group(weight("2", "string")), {"tensor 'w'", "'string'"});
    check(group(weight("2", "complex64")), {"'complex64'"});
    check(group(weight("2.5")), {"whole numbers"});
    check(group(weight("-2")), {"tensor 'w'", "[-2]"});
    check(group(weight("-2,-1")), {"tensor 'w'", "[-2, -1]"});
    check(group(weight("9223372036854775807,3")), {"tensor 'w'", "counted"});
    check(group(weight("4611686018427387904")), {"tensor 'w'", "counted"});
    check(group(weight("4611686018427387903") + "," + weight("1")), {"tensor 'w'", "counted"});
    check(group(weight("1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1")), {"at most 16"});
    check(quantised(R"("dtype":"int4","scale":1,"min":0)"), {"tensor 'w'", "uint8, uint16 or float16", "'int4'"});
    check(quantised(R"("dtype":"uint8","scale":1)"), {"scale and min"});
    check(quantised(R"("dtype":"uint8","min":1)"), {"scale and min"});
    check(quantised(R"("dtype":"uint8","scale":"1","min":0)"), {"one number"});
    check(quantised(R"("dtype":"uint8","scale":1,"scale":1,"min":0)"), {"one number"});
    check(quantised(R"("dtype":"uint8","scale":1e999,"min":0)"), {"JSON"});
    check(quantised(R"("scale":1,"min":0)"), {"uint8, uint16 or float16"});
    check(quantised(R"("dtype":"uint8","scale":1,"min":0)", "bool"), {"scale and min"});
    check(group(weight("2", "float32", R"(,"quantization":"uint8")")), {"a list or an object"});
    check(group(weight("2")) + "x", {"JSON"});
    check(group(weight("2")).substr(0, 40), {"JSON"});
}

// SPDX-License-Identifier: MIT
/// Damaged and hostile checkpoints: each gives an error or a valid checkpoint, and costs little memory.
#include <doctest/doctest.h>

#include "support/allocation_counter.hpp"
#include "support/checkpoint_samples.hpp"
#include "support/mutate.hpp"

using namespace facenet_tool;
using namespace support;

namespace {

/// The memory rule: 4 bytes for each byte of the file, and a MiB.
std::size_t allowed(std::size_t file_size) {
    return 4 * file_size + (std::size_t{1} << 20);
}

/// A fetched shard counts as a part of the file.
struct Shards {
    std::size_t fetched = 0;
    Bytes operator()(const std::string& name, std::size_t) {
        if (name.rfind("group", 0) != 0 || name.size() != 16) throw facenet::Error("no shard " + tamed(name));
        Bytes bytes = sample("tfjs/" + name);
        fetched += bytes.size();
        return bytes;
    }
};

struct Tally {
    int valid = 0, refused = 0;
};

/// Parses a file; anything but a valid checkpoint or a facenet::Error fails the test. Returns the message.
std::string parse_damaged(const Bytes& file, Tally& tally) {
    Shards shards;
    std::string message;
    std::size_t peak = 0;
    bool valid = false;
    {
        const AllocationWatch watch;
        Bytes copy = file;
        try {
            const Checkpoint checkpoint = parse_checkpoint(
                std::move(copy), "m", [&](const std::string& name, std::size_t limit) { return shards(name, limit); });
            peak = watch.peak_bytes();
            valid = true;
            for (const Tensor& tensor : checkpoint.tensors)  // reads everything that the tensors point at
                if (tensor.values().size() != tensor.size()) FAIL("values and size differ");
        } catch (const facenet::Error& error) {
            peak = watch.peak_bytes();
            message = error.message();
        }
    }
    if (!valid && message.size() < 4) FAIL("an error without a message");
    if (peak > allowed(file.size() + shards.fetched))
        FAIL("a file of " << file.size() << " bytes took " << peak << " bytes: " << message);
    ++(valid ? tally.valid : tally.refused);
    return message;
}

void mutate(const Bytes& original, std::size_t reach, std::uint64_t seed, int count = 10'000) {
    Mutator damage(seed);
    Tally tally;
    for (int i = 0; i < count; ++i) {
        CAPTURE(i);
        parse_damaged(damage(original, reach), tally);
    }
    CHECK(tally.valid + tally.refused == count);
    CHECK(tally.refused > count / 4);
    MESSAGE(count << " mutations: " << tally.refused << " refused, " << tally.valid << " valid");
}

/// A hostile file stays within its memory, whether it is refused or not. Returns the message.
std::string hostile(const Bytes& file) {
    Tally tally;
    return parse_damaged(file, tally);
}

std::string repeated(const std::string& part, std::size_t count) {
    std::string text;
    text.reserve(part.size() * count);
    for (std::size_t i = 0; i < count; ++i)
        text += part;
    return text;
}

Bytes safetensors_file(const std::string& header, std::size_t data = 0) {
    Bytes file = bytes_of(little(header.size(), 8) + header);
    file.resize(file.size() + data);
    return file;
}

/// An archive that is a directory only: `count` entries named 0, 1, ... with these extra fields.
Bytes directory_of(std::size_t count, const std::string& extra) {
    std::string directory;
    for (std::size_t i = 0; i < count; ++i) {
        const std::string name = std::to_string(i);
        directory += "PK\x01\x02" + std::string(24, '\0') + little(name.size(), 2) + little(extra.size(), 2) +
                     std::string(14, '\0') + name + extra;
    }
    const std::string local = "PK\x03\x04" + std::string(26, '\0');
    return bytes_of(local + directory + "PK\x05\x06" + std::string(4, '\0') + little(count, 2) + little(count, 2) +
                    little(directory.size(), 4) + little(local.size(), 4) + std::string(2, '\0'));
}

constexpr std::size_t kMany = 400'000;

}  // namespace

TEST_CASE("checkpoints cut anywhere are refused") {
    for (const char* name : {"small.pt", "zip_deflated.pt", "small_legacy.pt", "legacy.pt", "small.safetensors",
                             "all.safetensors", "tfjs/weights_manifest.json", "tfjs/model.json"}) {
        CAPTURE(name);
        const Bytes whole = sample(name);
        Tally tally;
        CHECK(parse_damaged(whole, tally).empty());
        for (std::size_t size = 0; size < whole.size(); ++size)
            parse_damaged(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)), tally);
        CHECK(tally.valid == 1);
        CHECK(tally.refused == static_cast<int>(whole.size()));
    }
}

TEST_CASE("checkpoints with something appended are refused") {
    for (const char* name : {"small.pt", "small_legacy.pt", "small.safetensors", "tfjs/weights_manifest.json"}) {
        CAPTURE(name);
        Bytes longer = sample(name);
        longer.push_back('x');
        CHECK_FALSE(refusal(longer, sample_shard).empty());
    }
}

TEST_CASE("10,000 mutations of a PyTorch zip") {
    mutate(sample("small.pt"), SIZE_MAX, 1);
}
TEST_CASE("10,000 mutations of a deflated PyTorch zip") {
    mutate(sample("zip_deflated.pt"), SIZE_MAX, 2);
}
TEST_CASE("10,000 mutations of a PyTorch legacy file") {
    mutate(sample("small_legacy.pt"), SIZE_MAX, 3);
}
TEST_CASE("10,000 mutations of a PyTorch legacy file with many tensors") {
    mutate(sample("legacy.pt"), SIZE_MAX, 4);
}
TEST_CASE("10,000 mutations of a safetensors file") {
    mutate(sample("small.safetensors"), SIZE_MAX, 5);
}
TEST_CASE("10,000 mutations of a safetensors header") {
    mutate(sample("all.safetensors"), 1000, 6);
}
TEST_CASE("10,000 mutations of a TensorFlow.js manifest") {
    mutate(sample("tfjs/weights_manifest.json"), SIZE_MAX, 7);
}

TEST_CASE("10,000 mutations of the pickle inside a PyTorch zip") {
    // Packed anew each time: the archive's CRC would else keep them from the interpreter.
    const std::string a = pickled_tensor(pickled_storage("FloatStorage", "0", 4), 0, {2, 2}, {2, 1});
    const std::string b = pickled_tensor(pickled_storage("HalfStorage", "1", 6), 1, {2, 2}, {1, 2});
    const Bytes program = bytes_of(pickle("}q\x01(" + pickled("a") + a + pickled("b") + b + pickled("n") + "K\x05u"));
    const std::vector<ZipEntry> rest = {{"a/data/0", Bytes(16)}, {"a/data/1", Bytes(12)}};
    Mutator damage(8);
    Tally tally;
    for (int i = 0; i < 10'000; ++i) {
        CAPTURE(i);
        std::vector<ZipEntry> entries = rest;
        entries.push_back({"a/data.pkl", damage(program)});
        parse_damaged(make_zip(entries), tally);
    }
    CHECK(tally.refused > 2'500);
    CHECK(tally.valid > 50);
    MESSAGE("10000 mutations: " << tally.refused << " refused, " << tally.valid << " valid");
}

TEST_CASE("hostile pickles stay within their memory") {
    const std::string bodies[] = {
        repeated(")", kMany),                    // tuples
        repeated("}", kMany),                    // dictionaries
        repeated("]", kMany),                    // lists
        repeated("(", kMany),                    // marks
        repeated("N", kMany),                    // values
        "(" + repeated("N", kMany) + "t",        // a long tuple
        "(" + repeated("N", kMany) + "l",        // a long list
        "](" + repeated("N", kMany) + "e",       // one appended to
        "}(" + repeated("NN", kMany / 2) + "u",  // a long dictionary
        "N" + repeated("\x85", kMany),           // tuples in each other
        "N" + repeated("\x94", kMany),           // things remembered
        "Nr" + little(0xffffffff, 4),            // a memory of 64 GiB
        "Nr" + little(400'000, 4) + repeated("N", kMany),
        // A list of pairs, made into dictionaries over and over.
        "](" + repeated("NN\x86", 1000) + "e\x85q\x01" + repeated("ccollections\nOrderedDict\nh\x01R", 20'000),
        "(" + repeated(pickled_storage("FloatStorage", "0", 4), 5'000) + "t",
        "(" + repeated(pickled_tensor(pickled_storage("FloatStorage", "0", 4), 0, {4}, {1}), 3'000) + "t",
    };
    int number = 0;
    for (const std::string& body : bodies) {
        CAPTURE(number++);
        CHECK_FALSE(hostile(legacy_file(body)).empty());
    }
    // Very many names of one tensor.
    std::string many =
        "}(" + pickled("first") + pickled_tensor(pickled_storage("FloatStorage", "0", 1), 0, {}, {}) + "q\x01";
    for (int i = 0; i < 100'000; ++i)
        many += pickled(std::to_string(i)) + "h\x01";
    check_message(hostile(legacy_file(many + "u", {{"0", little(1, 8) + "1234"}})),
                  {"more than four times the size of the file"});
}

TEST_CASE("hostile JSON stays within its memory") {
    const std::string documents[] = {
        repeated("[", 2'000'000),
        "{\"a\":" + repeated("[", 50) + std::string(2'000'000, ' ') + repeated("]", 50) + "}",
        "{\"" + std::string(2'000'000, 'a') + "\":1}",
        "{\"a\":" + std::string(2'000'000, '1') + "}",
        "{\"__metadata__\":[" + repeated("[],", 700'000) + "[]]}",
        "{\"__metadata__\":[" + repeated("null,", 400'000) + "null]}",
        "{\"__metadata__\":[" + repeated("\"\",", 700'000) + "\"\"]}",
        "{\"__metadata__\":[\"" + std::string(16'000, '\x01') + "\"]}",
    };
    for (const std::string& document : documents) {
        hostile(safetensors_file(document));
        hostile(bytes_of(document));
        hostile(bytes_of("[" + document + "]"));
        hostile(bytes_of("{\"weightsManifest\":" + document + "}"));
    }

    // Gaps are refused by their length alone: an error's message would show them at eight times their size.
    for (const std::string& gap : {std::string(5'000, ' '), repeated("null,", 1'000), repeated("[],", 2'000)})
        check_message(hostile(safetensors_file("{\"__metadata__\":[" + gap + "null]}")), {"at most 4 KiB of JSON"});
    check_message(hostile(safetensors_file("{\"__metadata__\":" + std::string(4'000, '\n') + "x}")), {"JSON"});

    std::string tensors = "{\"t\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}";
    for (int i = 0; i < 50'000; ++i)
        tensors += ",\"" + std::to_string(i) + "\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}";
    const std::string message = hostile(safetensors_file(tensors + "}"));
    CHECK((message.empty() || message.find("four times") != std::string::npos));

    std::string weights = "[{\"paths\":[],\"weights\":[{\"name\":\"t\",\"shape\":[0],\"dtype\":\"int32\"}";
    for (int i = 0; i < 50'000; ++i)
        weights += ",{\"name\":\"" + std::to_string(i) + "\",\"shape\":[0],\"dtype\":\"int32\"}";
    hostile(bytes_of(weights + "]}]"));
    hostile(bytes_of("[" + repeated("{\"paths\":[],\"weights\":[]},", 50'000) + "{\"paths\":[],\"weights\":[]}]"));
    std::string paths = "[{\"weights\":[],\"paths\":[\"x\"";
    for (int i = 0; i < 100'000; ++i)
        paths += ",\"" + std::to_string(i) + "\"";
    CHECK_FALSE(hostile(bytes_of(paths + "]}]")).empty());
}

TEST_CASE("hostile zip archives stay within their memory") {
    std::vector<ZipEntry> entries = {{"a/data.pkl", bytes_of(pickle("}"))}};
    for (int i = 0; i < 5'000; ++i)
        entries.push_back({"a/data/" + std::to_string(i), {}});
    CHECK_FALSE(hostile(make_zip(entries)).empty());

    // Small enough, it is read to its end; large, it is refused before libzip allocates for it.
    check_message(hostile(directory_of(10, repeated("ab" + std::string(2, '\0'), 2))),
                  {"data.pkl, as torch.save writes it"});
    check_message(hostile(directory_of(60'000, "")), {"more than four times the size of the file"});
    check_message(hostile(directory_of(100, repeated("ab" + std::string(2, '\0'), 16'000))),
                  {"more than four times the size of the file"});

    const auto patched = [](std::size_t from_end, std::uint64_t value, std::size_t width) {
        Bytes file = make_zip({{"a/data.pkl", bytes_of(pickle("}"))}});
        for (std::size_t i = 0; i < width; ++i)
            file[file.size() - from_end + i] = static_cast<std::uint8_t>(value >> (8 * i));
        return file;
    };
    // The end record: count at 10, size at 12, offset at 16, length of the comment at 20.
    check_message(hostile(patched(12, 0xffff, 2)), {"65535 entries", "found 1"});
    check_message(hostile(patched(12, 0, 2)), {"0 entries", "found 1"});
    check_message(hostile(patched(10, 0xffffffff, 4)), {"a central directory inside the file"});
    check_message(hostile(patched(10, 0, 4)), {"1 entries", "found 0"});
    check_message(hostile(patched(6, 0xfffffff0, 4)), {"a central directory inside the file"});
    check_message(hostile(patched(6, 1, 4)), {"an entry of the central directory"});
    check_message(hostile(patched(2, 1, 2)), {"an end of central directory that ends the file"});
    Bytes two_ends = patched(2, 22, 2);
    const Bytes end(two_ends.end() - 22, two_ends.end());
    two_ends.insert(two_ends.end(), end.begin(), end.end());
    check_message(hostile(two_ends), {"one end of central directory", "several"});

    // An entry that announces gigabytes.
    Bytes huge =
        torch_zip(pickled_dict("w", pickled_tensor(pickled_storage("ByteStorage", "0", 2'000'000'000), 0, {1}, {1})),
                  {{"0", Bytes(4)}});
    for (std::size_t i = 0; i + 46 < huge.size(); ++i)
        if (std::memcmp(&huge[i], "PK\x01\x02", 4) == 0 && std::memcmp(&huge[i + 46], "archive/data/0", 14) == 0)
            for (std::size_t k = 0; k < 4; ++k)
                huge[i + 24 + k] = static_cast<std::uint8_t>(2'000'000'000u >> (8 * k));
    check_message(hostile(huge), {"more than four times the size of the file"});
}

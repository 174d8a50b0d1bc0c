// SPDX-License-Identifier: MIT
/// Checkpoints for tests: those in tests/data/checkpoints, and ones put together by hand.
#pragma once

#include <doctest/doctest.h>
#include <zip.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "paths.hpp"
#include "weights_tool/checkpoint/checkpoint.hpp"

namespace support {

using facenet_tool::Bytes;

inline std::string sample_path(const std::string& name) {
    return (source_dir() / "tests" / "data" / "checkpoints" / name).string();
}

inline Bytes sample(const std::string& name) {
    return facenet_tool::read_file(sample_path(name));
}

/// Shards of the TensorFlow.js sample, from memory.
inline Bytes sample_shard(const std::string& name, std::size_t) {
    return sample("tfjs/" + name);
}

/// Value i of the tensor with number k in the samples (data/checkpoints/make.py).
inline float rule(std::size_t i, std::size_t k, facenet_tool::DType dtype) {
    using facenet_tool::DType;
    const int raw = static_cast<int>((i * 7 + k) % 31);
    switch (dtype) {
    case DType::boolean: return raw > 15 ? 1.0f : 0.0f;
    case DType::uint8: return static_cast<float>(raw);
    case DType::int64:
    case DType::int32:
    case DType::int16:
    case DType::int8: return static_cast<float>(raw - 15);
    default: return static_cast<float>(raw - 15) / 8.0f;
    }
}

/// The tensor's values are those of the rule at these indices (0, 1, 2, ... where none are given).
inline void check_tensor(const facenet_tool::Checkpoint& checkpoint, const std::string& name,
                         const std::vector<std::int64_t>& shape, facenet_tool::DType dtype, std::size_t k,
                         std::vector<std::size_t> indices = {}) {
    CAPTURE(name);
    const facenet_tool::Tensor* tensor = checkpoint.find(name);
    REQUIRE(tensor != nullptr);
    CHECK(tensor->shape == shape);
    CHECK(tensor->dtype == dtype);
    const std::vector<float> values = tensor->values();
    REQUIRE(values.size() == tensor->size());
    if (indices.empty())
        for (std::size_t i = 0; i < values.size(); ++i)
            indices.push_back(i);
    REQUIRE(values.size() == indices.size());
    for (std::size_t i = 0; i < values.size(); ++i)
        CHECK(values[i] == rule(indices[i], k, dtype));
}

/// The message of the facenet::Error that fn throws; empty where it throws none.
inline std::string message_of(const std::function<void()>& fn) {
    try {
        fn();
    } catch (const facenet::Error& error) {
        return error.message();
    }
    return {};
}

inline std::string refusal(const Bytes& file, const facenet_tool::FetchShard& fetch = {}) {
    return message_of([&] { facenet_tool::parse_checkpoint(file, "checkpoint", fetch); });
}

/// Does the message hold all these parts?
inline void check_message(const std::string& message, std::initializer_list<std::string_view> parts) {
    for (const std::string_view part : parts) {
        CAPTURE(part);
        CHECK_MESSAGE(message.find(part) != std::string::npos, message);
    }
}

inline Bytes bytes_of(std::string_view text) {
    return Bytes(text.begin(), text.end());
}

/// A little-endian number of `width` bytes.
inline std::string little(std::uint64_t value, std::size_t width) {
    std::string text;
    for (std::size_t i = 0; i < width; ++i)
        text += static_cast<char>(value >> (8 * i) & 0xff);
    return text;
}

// Pickles by hand

/// BINUNICODE
inline std::string pickled(std::string_view text) {
    return "X" + little(text.size(), 4) + std::string(text);
}
/// BININT
inline std::string pickled(int value) {
    return "J" + little(static_cast<std::uint32_t>(value), 4);
}

/// A whole pickle of protocol 2.
inline std::string pickle(const std::string& body) {
    return "\x80\x02" + body + ".";
}

/// The persistent id of a storage, pushed as a storage.
inline std::string pickled_storage(const std::string& type, std::string_view key, int count) {
    return "(" + pickled("storage") + "ctorch\n" + type + "\n" + pickled(key) + pickled("cpu") + pickled(count) + "tQ";
}

inline std::string pickled_tuple(const std::vector<int>& values) {
    std::string text = "(";
    for (const int value : values)
        text += pickled(value);
    return text + "t";
}

/// A tensor on a storage.
inline std::string pickled_tensor(const std::string& storage, int offset, const std::vector<int>& shape,
                                  const std::vector<int>& strides) {
    return "ctorch._utils\n_rebuild_tensor_v2\n(" + storage + pickled(offset) + pickled_tuple(shape) +
           pickled_tuple(strides) + "\x89" + "ccollections\nOrderedDict\n)RtR";
}

/// A dictionary of one entry.
inline std::string pickled_dict(std::string_view key, const std::string& value) {
    return "}" + pickled(key) + value + "s";
}

/// A legacy file with this object and storages (key and data with its i64 count in front).
inline Bytes legacy_file(const std::string& object,
                         const std::vector<std::pair<std::string, std::string>>& storages = {}) {
    std::string file = pickle("\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19") + pickle("M\xe9\x03") +
                       pickle("}" + pickled("little_endian") + "\x88s") + pickle(object);
    std::string keys = "](", data;
    for (const auto& [key, values] : storages)
        keys += pickled(key), data += values;
    return bytes_of(file + pickle(keys + "e") + data);
}

// Zip archives by hand

struct ZipEntry {
    std::string name;
    Bytes data;
    bool deflate = false;
};

inline Bytes make_zip(const std::vector<ZipEntry>& entries) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* archive_source = zip_source_buffer_create(nullptr, 0, 0, &error);
    REQUIRE(archive_source != nullptr);
    zip_source_keep(archive_source);
    zip_t* archive = zip_open_from_source(archive_source, ZIP_TRUNCATE, &error);
    REQUIRE(archive != nullptr);
    for (const ZipEntry& entry : entries) {
        zip_source_t* source = zip_source_buffer(archive, entry.data.data(), entry.data.size(), 0);
        const zip_int64_t index = zip_file_add(archive, entry.name.c_str(), source, 0);
        REQUIRE(index >= 0);
        zip_set_file_compression(archive, static_cast<zip_uint64_t>(index),
                                 entry.deflate ? ZIP_CM_DEFLATE : ZIP_CM_STORE, 0);
    }
    REQUIRE(zip_close(archive) == 0);
    zip_stat_t stat;
    zip_stat_init(&stat);
    zip_source_stat(archive_source, &stat);
    Bytes bytes(static_cast<std::size_t>(stat.size));
    zip_source_open(archive_source);
    zip_source_read(archive_source, bytes.data(), bytes.size());
    zip_source_close(archive_source);
    zip_source_free(archive_source);
    return bytes;
}

/// As torch.save would pack it.
inline Bytes torch_zip(const std::string& object, const std::vector<std::pair<std::string, Bytes>>& storages = {},
                       const std::string& byte_order = "little", bool deflate = false) {
    std::vector<ZipEntry> entries = {{"archive/data.pkl", bytes_of(pickle(object)), deflate},
                                     {"archive/byteorder", bytes_of(byte_order), deflate}};
    for (const auto& [key, data] : storages)
        entries.push_back({"archive/data/" + key, data, deflate});
    return make_zip(entries);
}

}  // namespace support

// SPDX-License-Identifier: MIT
/// Which format is it? By the first bytes, never by the name.
#include <algorithm>
#include <filesystem>

#include "checkpoint.hpp"
#include "pytorch_legacy.hpp"
#include "pytorch_zip.hpp"
#include "safetensors.hpp"
#include "tfjs_manifest.hpp"

namespace facenet_tool {
namespace {

enum class Format : std::uint8_t { unknown, pytorch_zip, pickle, safetensors, json };

constexpr char kKnownFormats[] =
    "a PyTorch state dict (zip or legacy), a safetensors file or a TensorFlow.js weights manifest (JSON)";

bool starts_with(ByteView file, std::string_view start) {
    return text_of(file).substr(0, start.size()) == start;
}

Format recognise(ByteView file) {
    if (starts_with(file, "PK\x03\x04") || starts_with(file, "PK\x05\x06")) return Format::pytorch_zip;
    if (file.size >= 2 && file.data[0] == 0x80 && file.data[1] >= 2 && file.data[1] <= 5) return Format::pickle;
    if (is_safetensors(file)) return Format::safetensors;
    std::string_view text = text_of(file);
    if (text.substr(0, 3) == "\xef\xbb\xbf") text.remove_prefix(3);  // a byte order mark
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first != std::string_view::npos && (text[first] == '[' || text[first] == '{')) return Format::json;
    return Format::unknown;
}

/// What people take for a checkpoint now and then.
std::string name_of_unknown(ByteView file) {
    if (file.size == 0) return "an empty file";
    if (starts_with(file, "\x89HDF")) return "an HDF5 file (Keras)";
    if (starts_with(file, "version https://git-lfs")) return "a Git LFS pointer: the file itself is not here";
    if (starts_with(file, "<")) return "a web page or XML";
    if (starts_with(file, "\x1f\x8b")) return "a gzip file: unpack it first";
    constexpr char kDigits[] = "0123456789abcdef";
    std::string text = "a file that begins with";
    for (std::size_t i = 0; i < std::min<std::size_t>(file.size, 8); ++i)
        text += std::string(" ") + kDigits[file.data[i] >> 4] + kDigits[file.data[i] & 15];
    return text;
}

/// Names must tell tensors apart, whatever the format.
void check_names(const Checkpoint& checkpoint, Budget& budget) {
    if (checkpoint.tensors.empty()) throw facenet::mismatch_error(checkpoint.format, "tensors", "none");
    std::pmr::vector<const std::string*> names(&budget);
    names.reserve(checkpoint.tensors.size());
    for (const Tensor& tensor : checkpoint.tensors)
        names.push_back(&tensor.name);
    std::sort(names.begin(), names.end(), [](const std::string* a, const std::string* b) { return *a < *b; });
    for (std::size_t i = 1; i < names.size(); ++i)
        if (*names[i] == *names[i - 1])
            throw facenet::mismatch_error(checkpoint.format, "tensors of different names", in_quotes(*names[i]) + " twice");
}

Checkpoint parse(Bytes bytes, const FetchShard& fetch, const Progress& progress) {
    Budget budget(bytes.size());
    const ByteView view{bytes.data(), bytes.size()};
    const auto shared = [&] { return std::make_shared<const Bytes>(std::move(bytes)); };
    Checkpoint checkpoint;
    switch (recognise(view)) {
    case Format::pytorch_zip: checkpoint = read_pytorch_zip(view, progress, budget); break;
    case Format::pickle: checkpoint = read_pytorch_legacy(shared(), budget); break;
    case Format::safetensors: checkpoint = read_safetensors(shared(), budget); break;
    case Format::json: checkpoint = read_tfjs_manifest(view, fetch, progress, budget); break;
    case Format::unknown:
        throw facenet::Error(std::string("expected ") + kKnownFormats + ", found " + name_of_unknown(view));
    }
    check_names(checkpoint, budget);
    return checkpoint;
}

/// A part of a longer work, as its Progress.
Progress part(const Progress& whole, double from, double to) {
    if (!whole) return {};
    return [&whole, from, to](double fraction) { whole(from + (to - from) * fraction); };
}

}  // namespace

const Tensor* Checkpoint::find(std::string_view name) const {
    for (const Tensor& tensor : tensors)
        if (tensor.name == name) return &tensor;
    return nullptr;
}

Checkpoint parse_checkpoint(Bytes bytes, const std::string& name, const FetchShard& fetch, const Progress& progress) {
    try {
        Checkpoint checkpoint = parse(std::move(bytes), fetch, progress);
        if (progress) progress(1);
        return checkpoint;
    } catch (const facenet::Error& error) {
        throw facenet::Error(tamed(name) + ": " + error.message());
    } catch (const std::bad_alloc&) {
        throw facenet::Error(tamed(name) + ": out of memory");
    } catch (const std::exception& error) {
        throw facenet::Error(tamed(name) + ": " + tamed(error.what()));
    }
}

Checkpoint read_checkpoint(const std::string& path, const Progress& progress) {
    const std::filesystem::path folder = std::filesystem::u8path(path).parent_path();
    const FetchShard fetch = [&](const std::string& name, std::size_t limit) {
        return read_file((folder / std::filesystem::u8path(name)).u8string(), limit);
    };
    Bytes bytes = read_file(path, SIZE_MAX, part(progress, 0, 0.5));
    return parse_checkpoint(std::move(bytes), path, fetch, part(progress, 0.5, 1));
}

}  // namespace facenet_tool

// SPDX-License-Identifier: MIT
#include "zip_archive.hpp"

#include <zip.h>

#include <algorithm>

namespace facenet_tool {
namespace {

constexpr std::size_t kEndSize = 22;      // end of central directory
constexpr std::size_t kEnd64Size = 56;    // the same for long archives
constexpr std::size_t kLocatorSize = 20;  // where that one lies
constexpr std::size_t kRecordSize = 46;   // one entry, names aside
constexpr std::size_t kLongestComment = 65535;

struct Directory {
    std::uint64_t count = 0, size = 0, offset = 0;
    std::uint64_t end = 0;  // where the records that follow it begin
};

bool has_signature(ByteView file, std::size_t at, const char* signature) {
    return file.size >= 4 && at <= file.size - 4 && std::memcmp(file.data + at, signature, 4) == 0;
}

facenet::Error damaged(const std::string& expected, const std::string& found) {
    return facenet::mismatch_error("zip archive", expected, found);
}

/// Finds the directory. There must be one end record only, so that libzip takes the same.
Directory find_directory(ByteView file) {
    const std::size_t tail = std::min(file.size, kEndSize + kLongestComment + kLocatorSize);
    std::size_t found = 0, end = 0;
    for (std::size_t at = file.size - tail; at + 4 <= file.size; ++at)
        if (has_signature(file, at, "PK\x05\x06")) ++found, end = at;
    if (found != 1)
        throw damaged("one end of central directory", found == 0 ? "none: the file is truncated" : "several");
    if (file.size - end < kEndSize || load_little<std::uint16_t>(file.data + end + 20) != file.size - end - kEndSize)
        throw damaged("an end of central directory that ends the file", "a damaged one");

    Directory directory;
    directory.count = load_little<std::uint16_t>(file.data + end + 10);
    directory.size = load_little<std::uint32_t>(file.data + end + 12);
    directory.offset = load_little<std::uint32_t>(file.data + end + 16);
    directory.end = end;
    if (end >= kLocatorSize && has_signature(file, end - kLocatorSize, "PK\x06\x07")) {
        const auto at = load_little<std::uint64_t>(file.data + end - kLocatorSize + 8);
        if (end - kLocatorSize < kEnd64Size || at > end - kLocatorSize - kEnd64Size ||
            !has_signature(file, static_cast<std::size_t>(at), "PK\x06\x06"))
            throw damaged("a zip64 end of central directory", "none where the locator points");
        directory.count = load_little<std::uint64_t>(file.data + at + 32);
        directory.size = load_little<std::uint64_t>(file.data + at + 40);
        directory.offset = load_little<std::uint64_t>(file.data + at + 48);
        directory.end = at;
    }
    return directory;
}

/// Checks the directory, and returns what libzip 1.7 takes for it at most: libzip allocates by the announced
/// count before it looks, and for each extra field.
std::size_t check_directory(ByteView file) {
    const Directory directory = find_directory(file);
    if (directory.offset > directory.end || directory.size > directory.end - directory.offset)
        throw damaged("a central directory inside the file",
                      std::to_string(directory.size) + " bytes at " + std::to_string(directory.offset));
    std::uint64_t at = directory.offset;
    const std::uint64_t end = at + directory.size;
    std::uint64_t count = 0, names = 0, extras = 0;
    for (; at != end; ++count) {
        if (end - at < kRecordSize || !has_signature(file, static_cast<std::size_t>(at), "PK\x01\x02"))
            throw damaged("an entry of the central directory at byte " + std::to_string(at), "something else");
        const std::uint8_t* lengths = file.data + at + 28;
        const std::uint64_t name = load_little<std::uint16_t>(lengths);
        const std::uint64_t extra = load_little<std::uint16_t>(lengths + 2);
        const std::uint64_t comment = load_little<std::uint16_t>(lengths + 4);
        const std::uint64_t rest = name + extra + comment;
        if (rest > end - at - kRecordSize)
            throw damaged("an entry inside the central directory at byte " + std::to_string(at), "one that leaves it");
        names += name + comment;
        extras += extra;
        at += kRecordSize + rest;
    }
    if (count != directory.count)
        throw damaged(std::to_string(directory.count) + " entries in the central directory", std::to_string(count));
    // Measured with libzip 1.7.3: 300 bytes an entry beside its texts, 32 an extra field, which takes 4 bytes of
    // the file at least; and an open entry, with zlib's window.
    return static_cast<std::size_t>(64 * 1024 + count * 320 + names + extras * 8);
}

std::string text_of(zip_error_t* error) {
    std::string text = zip_error_strerror(error);
    zip_error_fini(error);
    return text;
}

}  // namespace

void ZipArchive::Discard::operator()(zip* archive) const {
    zip_discard(archive);
}

ZipArchive::ZipArchive(ByteView file, Budget& budget)
    : budget_(budget), charged_(check_directory(file)), entries_(&budget) {
    budget.charge(charged_);
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(file.data, file.size, 0, &error);
    if (source == nullptr) throw facenet::Error("zip archive: " + text_of(&error));
    archive_.reset(zip_open_from_source(source, ZIP_RDONLY, &error));
    if (!archive_) {
        zip_source_free(source);
        throw facenet::Error("zip archive: " + text_of(&error));
    }
    const zip_int64_t count = zip_get_num_entries(archive_.get(), 0);
    for (zip_int64_t i = 0; i < count; ++i) {
        const char* name = zip_get_name(archive_.get(), static_cast<zip_uint64_t>(i), ZIP_FL_ENC_RAW);
        if (name == nullptr) throw damaged("a name of entry " + std::to_string(i), "none");
        if (!entries_.emplace(name, static_cast<std::uint64_t>(i)).second)
            throw damaged("entries of different names", in_quotes(name) + " twice");
    }
}

ZipArchive::~ZipArchive() {
    budget_.give_back(charged_);
}

std::optional<std::uint64_t> ZipArchive::find(std::string_view name) const {
    const auto found = entries_.find(name);
    if (found == entries_.end()) return std::nullopt;
    return found->second;
}

std::uint64_t ZipArchive::size_of(std::uint64_t entry) const {
    zip_stat_t stat;
    zip_stat_init(&stat);
    if (zip_stat_index(archive_.get(), entry, 0, &stat) != 0 || (stat.valid & ZIP_STAT_SIZE) == 0)
        throw facenet::Error("zip archive: " + std::string(zip_strerror(archive_.get())));
    return stat.size;
}

Bytes ZipArchive::read(std::uint64_t entry) const {
    zip_stat_t stat;
    zip_stat_init(&stat);
    if (zip_stat_index(archive_.get(), entry, 0, &stat) != 0)
        throw facenet::Error("zip archive: " + std::string(zip_strerror(archive_.get())));
    const std::string where = "zip archive, entry " + in_quotes(stat.name);
    constexpr zip_uint64_t kNeeded = ZIP_STAT_SIZE | ZIP_STAT_COMP_METHOD;
    if ((stat.valid & kNeeded) != kNeeded) throw facenet::mismatch_error(where, "a size and a method", "none");
    if (stat.comp_method != ZIP_CM_STORE && stat.comp_method != ZIP_CM_DEFLATE)
        throw facenet::mismatch_error(where, "a stored or deflated entry", "method " + std::to_string(stat.comp_method));
    if (stat.size > SIZE_MAX) throw facenet::mismatch_error(where, "a size that fits memory", std::to_string(stat.size));
    budget_.charge(static_cast<std::size_t>(stat.size));

    const auto close = [](zip_file_t* file) { zip_fclose(file); };
    const std::unique_ptr<zip_file_t, decltype(close)> file(zip_fopen_index(archive_.get(), entry, 0), close);
    if (!file) throw facenet::Error(where + ": " + zip_strerror(archive_.get()));
    Bytes bytes(static_cast<std::size_t>(stat.size));
    std::size_t done = 0;
    while (done < bytes.size()) {
        const zip_int64_t step = zip_fread(file.get(), bytes.data() + done, bytes.size() - done);
        if (step < 0) throw facenet::Error(where + ": " + zip_file_strerror(file.get()));
        if (step == 0)
            throw facenet::mismatch_error(where, std::to_string(bytes.size()) + " bytes", std::to_string(done) + " bytes");
        done += static_cast<std::size_t>(step);
    }
    std::uint8_t more = 0;  // reading on to the end makes libzip compare the CRC
    const zip_int64_t rest = zip_fread(file.get(), &more, 1);
    if (rest < 0) throw facenet::Error(where + ": " + zip_file_strerror(file.get()));
    if (rest > 0) throw facenet::mismatch_error(where, std::to_string(bytes.size()) + " bytes", "more");
    return bytes;
}

}  // namespace facenet_tool

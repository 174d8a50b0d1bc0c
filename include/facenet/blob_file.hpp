// SPDX-License-Identifier: MIT
/// Blobs in files: read into memory, or mapped. Optional: the library itself opens blobs from memory only.
#pragma once

#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "core/memory.hpp"

#if defined(__unix__) || defined(__APPLE__)
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#define FACENET_HAS_MMAP 1
#endif

FACENET_NAMESPACE_BEGIN

/// A whole file in memory. Error: it cannot be opened or read (with its path).
inline Result<std::vector<std::uint8_t>> try_read_file(const std::string& path) {
    return guarded<std::vector<std::uint8_t>>(path.c_str(), [&]() -> Result<std::vector<std::uint8_t>> {
        std::FILE* file = std::fopen(path.c_str(), "rb");
        if (file == nullptr) return Error(path + ": cannot be opened for reading");
        std::vector<std::uint8_t> bytes;
        const bool seekable = std::fseek(file, 0, SEEK_END) == 0;
        const long size = seekable ? std::ftell(file) : -1;
        bool read = size >= 0 && std::fseek(file, 0, SEEK_SET) == 0;
        if (read) {
            bytes.resize(static_cast<std::size_t>(size));
            read = bytes.empty() || std::fread(bytes.data(), 1, bytes.size(), file) == bytes.size();
        }
        std::fclose(file);
        if (!read) return Error(path + ": cannot be read");
        return bytes;
    });
}
inline Outcome<std::vector<std::uint8_t>> read_file(const std::string& path) { return deliver(try_read_file(path)); }

#if defined(FACENET_HAS_MMAP)
/// A file mapped into memory, read only: pages are read when they are touched. Move-only.
class MappedFile {
public:
    MappedFile() = default;
    MappedFile(MappedFile&& other) noexcept { std::swap(bytes_, other.bytes_); }
    MappedFile& operator=(MappedFile&& other) noexcept {
        std::swap(bytes_, other.bytes_);
        return *this;
    }
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;
    ~MappedFile() {
        if (bytes_.data != nullptr) munmap(const_cast<std::uint8_t*>(bytes_.data), bytes_.size);
    }

    /// Error: the file cannot be opened, is empty, or cannot be mapped (with its path).
    static Outcome<MappedFile> open(const std::string& path) { return deliver(try_open(path)); }
    static Result<MappedFile> try_open(const std::string& path) {
        const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        if (file < 0) return Error(path + ": cannot be opened for reading");
        struct stat status {};
        const bool regular = fstat(file, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0;
        void* data = MAP_FAILED;
        if (regular) data = mmap(nullptr, static_cast<std::size_t>(status.st_size), PROT_READ, MAP_PRIVATE, file, 0);
        ::close(file);
        if (!regular) return mismatch_error(path, "a file with contents", "none");
        if (data == MAP_FAILED) return Error(path + ": cannot be mapped into memory");
        MappedFile mapped;
        mapped.bytes_ = {static_cast<const std::uint8_t*>(data), static_cast<std::size_t>(status.st_size)};
        return mapped;
    }

    /// Valid as long as this object.
    ByteView bytes() const { return bytes_; }

private:
    ByteView bytes_;
};
#endif

/// A blob's bytes from a file: mapped where that is possible, else read into memory.
class BlobFile {
public:
    static Outcome<BlobFile> open(const std::string& path) { return deliver(try_open(path)); }
    static Result<BlobFile> try_open(const std::string& path) {
        BlobFile blob;
#if defined(FACENET_HAS_MMAP)
        Result<MappedFile> mapped = MappedFile::try_open(path);
        if (!mapped) return mapped.error();
        blob.mapped_ = std::move(*mapped);
#else
        Result<std::vector<std::uint8_t>> read = try_read_file(path);
        if (!read) return read.error();
        blob.read_ = std::move(*read);
#endif
        return blob;
    }
    operator ByteView() const { return bytes(); }
    ByteView bytes() const {
#if defined(FACENET_HAS_MMAP)
        return mapped_.bytes();
#else
        return {read_.data(), read_.size()};
#endif
    }

private:
#if defined(FACENET_HAS_MMAP)
    MappedFile mapped_;
#else
    std::vector<std::uint8_t> read_;
#endif
};

FACENET_NAMESPACE_END

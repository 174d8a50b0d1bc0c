// SPDX-License-Identifier: MIT
/// The few calls of the system that a gallery's file needs. Where there is no POSIX, opening fails with an Error that
/// says so, and galleries live in memory only.
#pragma once

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <system_error>
#include <utility>

#include "../core/error.hpp"
#include "../core/memory.hpp"

#if defined(__unix__) || defined(__APPLE__)
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#define FACENET_HAS_GALLERY_FILES 1
#endif

FACENET_NAMESPACE_BEGIN
namespace gallery {

#if defined(FACENET_HAS_GALLERY_FILES)

/// An open file; move-only. Every Error has the file's path and the system's reason.
class File {
public:
    enum class Mode { read, write, write_or_create, create_new };

    File() = default;
    File(File&& other) noexcept { swap(other); }
    File& operator=(File&& other) noexcept {
        swap(other);
        return *this;
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }

    /// What is created is its owner's only. Without blocking: a pipe of that name must not keep us waiting.
    static Result<File> open(const std::string& path, Mode mode) {
        const int flags = mode == Mode::read              ? O_RDONLY
                          : mode == Mode::write           ? O_RDWR
                          : mode == Mode::write_or_create ? O_RDWR | O_CREAT
                                                          : O_RDWR | O_CREAT | O_EXCL;
        File file;
        file.path_ = path;
        do
            file.descriptor_ = ::open(path.c_str(), flags | O_CLOEXEC | O_NONBLOCK, S_IRUSR | S_IWUSR);
        while (file.descriptor_ < 0 && errno == EINTR);
        if (file.descriptor_ < 0)
            return file.failed(mode == Mode::read    ? "cannot be opened for reading"
                               : mode == Mode::write ? "cannot be opened for writing"
                                                     : "cannot be created or opened for writing");
        struct stat status {};
        if (::fstat(file.descriptor_, &status) != 0) return file.failed("cannot be looked at");
        if (!S_ISREG(status.st_mode)) return mismatch_error(path, "a file", "something else");
        return file;
    }

    const std::string& path() const { return path_; }

    Result<std::uint64_t> size() const {
        struct stat status {};
        if (::fstat(descriptor_, &status) != 0) return failed("cannot be looked at");
        return static_cast<std::uint64_t>(status.st_size);
    }
    /// All bytes of [at, at + size).
    Result<void> read(std::uint64_t at, std::uint8_t* to, std::size_t size) const {
        for (std::size_t done = 0; done < size;) {
            const ssize_t n = ::pread(descriptor_, to + done, size - done, static_cast<off_t>(at + done));
            if (n < 0 && errno == EINTR) continue;
            if (n < 0) return failed("cannot be read");
            if (n == 0)
                return mismatch_error(path_, std::to_string(size) + " bytes at " + std::to_string(at),
                                      "the file's end");
            done += static_cast<std::size_t>(n);
        }
        return {};
    }
    Result<void> write(std::uint64_t at, ByteView bytes) const {
        for (std::size_t done = 0; done < bytes.size;) {
            const ssize_t n =
                ::pwrite(descriptor_, bytes.data + done, bytes.size - done, static_cast<off_t>(at + done));
            if (n < 0 && errno == EINTR) continue;
            if (n < 0) return failed("cannot be written");
            if (n == 0) return Error(path_ + ": cannot be written: the system took no bytes");
            done += static_cast<std::size_t>(n);
        }
        return {};
    }
    Result<void> cut(std::uint64_t size) const {
        if (::ftruncate(descriptor_, static_cast<off_t>(size)) != 0) return failed("cannot be cut");
        return {};
    }
    /// Returns when all that was written is on the disk.
    Result<void> sync() const {
#if defined(F_FULLFSYNC)
        if (::fcntl(descriptor_, F_FULLFSYNC) == 0) return {};
#endif
        if (::fsync(descriptor_) != 0) return failed("cannot be brought to the disk");
        return {};
    }
    /// Keeps other writers out, of this process and of others, until this file is closed.
    Result<void> lock() const {
        if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return {};
        if (errno == EWOULDBLOCK) return mismatch_error(path_, "no other writer", "one that has the gallery open");
        return failed("cannot be locked");
    }
    /// Whether the path still leads to this file: another writer may have put a new one in its place.
    bool in_place() const {
        struct stat here {
        }, there{};
        return ::fstat(descriptor_, &here) == 0 && ::stat(path_.c_str(), &there) == 0 && here.st_dev == there.st_dev &&
               here.st_ino == there.st_ino;
    }
    /// Gives the file this path, in the place of what is there.
    Result<void> rename_to(const std::string& path) {
        std::string new_path = path;  // what is renamed must not fail any more
        if (::rename(path_.c_str(), path.c_str()) != 0) return failed("cannot be renamed to " + path);
        path_.swap(new_path);
        return {};
    }

private:
    FACENET_COLD Error failed(const std::string& what) const {
        return Error(path_ + ": " + what + ": " + std::generic_category().message(errno));
    }
    void swap(File& other) noexcept {
        std::swap(descriptor_, other.descriptor_);
        path_.swap(other.path_);
    }
    int descriptor_ = -1;
    std::string path_;
};

inline void remove_file(const std::string& path) {
    ::unlink(path.c_str());
}

/// The path without links, so that a new file can take the place of the one they lead to.
inline std::string resolved(const std::string& path) {
    char* found = ::realpath(path.c_str(), nullptr);
    std::string result = found == nullptr ? path : found;
    std::free(found);
    return result;
}

/// The folder in which a file lies.
inline std::string folder_of(const std::string& path) {
    const std::size_t slash = path.find_last_of('/');
    return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

/// Brings the names of a folder to the disk, where the file system can.
inline Result<void> sync_folder(const std::string& folder) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_CLOEXEC);
    // A folder that may be written and not read: nothing can be done.
    if (descriptor < 0) return {};
    const bool synced = ::fsync(descriptor) == 0 || errno == EINVAL;
    const int reason = errno;
    ::close(descriptor);
    if (!synced) return Error(folder + ": cannot be brought to the disk: " + std::generic_category().message(reason));
    return {};
}

#else

class File {
public:
    enum class Mode { read, write, write_or_create, create_new };
    static Result<File> open(const std::string& path, Mode) {
        return Error(path + ": files of galleries need a POSIX system; galleries in memory do not");
    }
    const std::string& path() const { return path_; }
    Result<std::uint64_t> size() const { return std::uint64_t{0}; }
    Result<void> read(std::uint64_t, std::uint8_t*, std::size_t) const { return {}; }
    Result<void> write(std::uint64_t, ByteView) const { return {}; }
    Result<void> cut(std::uint64_t) const { return {}; }
    Result<void> sync() const { return {}; }
    Result<void> lock() const { return {}; }
    bool in_place() const { return true; }
    Result<void> rename_to(const std::string&) { return {}; }

private:
    std::string path_;
};
inline void remove_file(const std::string&) {}
inline std::string resolved(const std::string& path) {
    return path;
}
inline std::string folder_of(const std::string& path) {
    return path;
}
inline Result<void> sync_folder(const std::string&) {
    return {};
}

#endif

}  // namespace gallery
FACENET_NAMESPACE_END

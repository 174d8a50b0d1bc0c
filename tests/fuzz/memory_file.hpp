// SPDX-License-Identifier: MIT
/// A file that has a path and is on no disk, for readers of files.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <string>

#include "fuzz/target.hpp"

namespace fuzz {

class MemoryFile {
public:
    MemoryFile() : descriptor_(memfd_create("fuzz", 0)), path_("/proc/self/fd/" + std::to_string(descriptor_)) {
        promise(descriptor_ >= 0, "the system has files in memory");
    }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;
    ~MemoryFile() { ::close(descriptor_); }

    const std::string& path() const { return path_; }
    void write(ByteView bytes) const {
        const auto size = static_cast<off_t>(bytes.size);
        promise(::ftruncate(descriptor_, size) == 0 && ::pwrite(descriptor_, bytes.data, bytes.size, 0) == size,
                "a file in memory takes what is written");
    }

private:
    int descriptor_;
    std::string path_;
};

}  // namespace fuzz

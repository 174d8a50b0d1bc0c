// SPDX-License-Identifier: MIT
/// Zip archives in memory, by libzip, behind checks that bound what libzip allocates.
#pragma once

#include <map>
#include <memory>
#include <memory_resource>
#include <optional>
#include <string_view>

#include "budget.hpp"
#include "bytes.hpp"

struct zip;

namespace facenet_tool {

class ZipArchive {
public:
    using Index = std::pmr::map<std::string_view, std::uint64_t>;

    /// Reads the directory of an archive whose bytes outlive this object.
    /// Error: truncated, damaged, two entries of one name, a directory out of proportion to the file.
    ZipArchive(ByteView file, Budget& budget);
    ~ZipArchive();
    ZipArchive(const ZipArchive&) = delete;
    ZipArchive& operator=(const ZipArchive&) = delete;

    /// Name and number of every entry.
    const Index& entries() const { return entries_; }
    /// The number of the entry of this name.
    std::optional<std::uint64_t> find(std::string_view name) const;
    /// Bytes of an entry when unpacked, as the directory announces them.
    std::uint64_t size_of(std::uint64_t entry) const;
    /// An entry, unpacked. Error: not stored or deflated, damaged (CRC), other size than announced,
    /// more than the budget allows.
    Bytes read(std::uint64_t entry) const;

private:
    struct Discard {
        void operator()(zip* archive) const;
    };
    Budget& budget_;
    std::size_t charged_;  // for libzip's own memory
    std::unique_ptr<zip, Discard> archive_;
    Index entries_;
};

}  // namespace facenet_tool

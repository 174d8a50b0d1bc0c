// SPDX-License-Identifier: MIT
/// Reading a gallery's file from one end to the other, telling a tail that a crash has torn from damage.
#pragma once

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <vector>

#include "header.hpp"
#include "posix_file.hpp"
#include "record.hpp"
#include "sealing.hpp"

FACENET_NAMESPACE_BEGIN
namespace gallery {

/// A part of a file in memory, which moves on as later parts are asked for.
class FileWindow {
public:
    FileWindow(const File& file, std::uint64_t size) : file_(file), size_(size) {}

    std::uint64_t size() const { return size_; }
    /// [at, at + size) of the file, valid until the next call. Error: it cannot be read.
    Result<const std::uint8_t*> at(std::uint64_t at, std::size_t size) {
        if (at < first_ || at + size > first_ + bytes_.size()) {
            constexpr std::size_t kWindow = std::size_t{1} << 20;
            const std::uint64_t wanted = std::min<std::uint64_t>(std::max(size, kWindow), size_ - at);
            first_ = at;
            bytes_.resize(static_cast<std::size_t>(wanted));
            if (Result<void> r = file_.read(at, bytes_.data(), bytes_.size()); !r) return r.error();
        }
        return static_cast<const std::uint8_t*>(bytes_.data() + (at - first_));
    }

private:
    const File& file_;
    std::uint64_t size_, first_ = 0;
    std::vector<std::uint8_t> bytes_;
};

inline ByteView view(const std::vector<std::uint8_t>& bytes) {
    return {bytes.data(), bytes.size()};
}

/// Where the records end that are whole, how many they are, and the last one's link.
struct LogEnd {
    std::uint64_t offset = 0, records = 0;
    std::array<std::uint8_t, 16> link{};

    /// The last bytes of what was sealed, which are its tag, go into the next record's context: nobody can exchange a
    /// record for another that once had its place.
    void link_to(ByteView sealed) {
        link = {};
        const std::size_t size = std::min(link.size(), sealed.size);
        std::copy_n(sealed.data + sealed.size - size, size, link.data());
    }
};

inline LogEnd before_records(const Header& header, std::uint64_t first_record) {
    LogEnd end;
    end.offset = first_record;
    end.link_to(view(header.key_check));
    return end;
}

/// What the next record's seal is bound to: the file, its place there, and the record before it.
inline std::vector<std::uint8_t> record_context(const Header& header, const LogEnd& end) {
    ByteWriter to;
    to.array(header.id.data(), header.id.size());
    to.number(end.records);
    to.array(end.link.data(), end.link.size());
    return std::move(to.bytes);
}

/// Goes through the records. Appending ends with the record on the disk, and only then does the next begin: so a crash
/// leaves at most one record in parts, behind all others. It is passed over. Anything else is damage, and an Error.
class Replay {
public:
    Replay(const File& file, std::uint64_t file_size, const Header& header, const Seal* seal)
        : window_(file, file_size), path_(file.path()), header_(header), seed_(header.seed()), seal_(seal) {}

    /// Calls fn(ByteView change) for every record, from `first_record` (the header's end) on.
    template <class Fn>
    Result<LogEnd> run(std::uint64_t first_record, const Fn& fn) {
        end_ = before_records(header_, first_record);
        for (;;) {
            RecordHead head;
            Result<const std::uint8_t*> body = next(head);
            if (!body) return body.error();
            if (*body == nullptr) return end_;
            if (Result<void> r = open(head, *body, fn); !r) return damaged(r.error().message());
            end_.offset += kRecordHead + head.body_size;
            ++end_.records;
            end_.link_to({*body, static_cast<std::size_t>(head.body_size)});
        }
    }

private:
    /// The body of the next record; null where there is none or only a part of one.
    FACENET_COLD Result<const std::uint8_t*> next(RecordHead& head) {
        const std::uint64_t left = window_.size() - end_.offset;
        if (left < kRecordHead) return nullptr;
        Result<const std::uint8_t*> bytes = window_.at(end_.offset, kRecordHead);
        if (!bytes) return bytes;
        if (!read_record_head(seed_, *bytes, head)) return torn_unless_followed(end_.offset + 1);
        if (head.sequence != end_.records)
            return damaged("expected this number, found record " + std::to_string(head.sequence));
        if (head.body_size > left - kRecordHead) return torn_unless_followed(end_.offset + kRecordHead);
        bytes = window_.at(end_.offset + kRecordHead, static_cast<std::size_t>(head.body_size));
        if (!bytes) return bytes;
        if (blob::xxh64({*bytes, static_cast<std::size_t>(head.body_size)}, seed_) != head.body_checksum)
            return torn_unless_followed(end_.offset + kRecordHead);
        return bytes;
    }

    /// Null, or an Error where the head of another record begins at `from` or behind it.
    FACENET_COLD Result<const std::uint8_t*> torn_unless_followed(std::uint64_t from) {
        for (RecordHead head; from + kRecordHead <= window_.size(); ++from) {
            Result<const std::uint8_t*> bytes = window_.at(from, kRecordHead);
            if (!bytes) return bytes;
            if (read_record_head(seed_, *bytes, head))
                return damaged("expected the checksum of its bytes, found another, and record " +
                               std::to_string(head.sequence) + " behind it: the file is damaged");
        }
        return nullptr;
    }

    template <class Fn>
    Result<void> open(const RecordHead& head, const std::uint8_t* body, const Fn& fn) {
        const ByteView stored{body, static_cast<std::size_t>(head.body_size)};
        if (seal_ == nullptr) return fn(stored);
        Result<std::vector<std::uint8_t>> change = seal_->unseal(stored, view(record_context(header_, end_)));
        if (!change) return change.error();
        return fn(view(*change));
    }

    FACENET_COLD Error damaged(const std::string& what) const {
        return Error(path_ + ": byte " + std::to_string(end_.offset) + ", record " + std::to_string(end_.records) +
                     ": " + what);
    }

    FileWindow window_;
    std::string path_;
    const Header& header_;
    const std::uint64_t seed_;
    const Seal* seal_;
    LogEnd end_;
};

}  // namespace gallery
FACENET_NAMESPACE_END

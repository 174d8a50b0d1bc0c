// SPDX-License-Identifier: MIT
/// A gallery's file: an append-only log of changes (FORMAT.md).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "replay.hpp"

FACENET_NAMESPACE_BEGIN
namespace gallery {

/// Where a new file is written before it takes the old one's place.
inline std::string path_beside(const std::string& path) {
    return path + ".facenet-new";
}

/// The seal that the header asks for; null where it asks for none. Error: another kind of key, or another key.
FACENET_COLD inline Result<std::shared_ptr<const Seal>> open_seal(const Header& header, const SealingKey* key) {
    if (header.method == 0) {
        if (key != nullptr) return mismatch_error("key", "an encrypted gallery", "one that is not");
        return std::shared_ptr<const Seal>();
    }
    if (key == nullptr) return mismatch_error("key", "the key or passphrase of an encrypted gallery", "none");
    if (key->method() != header.method)
        return mismatch_error("key", "one of method " + std::to_string(header.method) + " (1 key, 2 passphrase)",
                              std::to_string(key->method()));
    Result<std::unique_ptr<Seal>> seal = key->seal_for(view(header.parameters));
    if (!seal) return seal.error();
    if (!(*seal)->unseal(view(header.key_check), view(key_context(header))))
        return mismatch_error("key", "the gallery's key or passphrase", "another");
    return std::shared_ptr<const Seal>(std::move(*seal));
}

/// Gives a new file's header what the key wants in it.
FACENET_COLD inline Result<std::shared_ptr<const Seal>> make_seal(Header& header, const SealingKey& key) {
    Result<std::vector<std::uint8_t>> parameters = key.new_parameters();
    if (!parameters) return parameters.error();
    header.method = key.method();
    header.parameters = std::move(*parameters);
    Result<std::unique_ptr<Seal>> seal = key.seal_for(view(header.parameters));
    if (!seal) return seal.error();
    return std::shared_ptr<const Seal>(std::move(*seal));
}

class Log {
public:
    const std::string& path() const { return file_.path(); }
    const Header& header() const { return header_; }
    /// Bytes of the header and all whole records.
    std::uint64_t size() const { return end_.offset; }
    /// Bytes behind them that a crash left there.
    std::uint64_t torn_bytes() const { return torn_; }

    /// Reads the header of an open file; then replay() its records.
    FACENET_COLD static Result<Log> open(File file) {
        Log log;
        log.file_ = std::move(file);
        if (Result<void> r = log.read_header(); !r) return Error(log.path() + ": " + r.error().message());
        return log;
    }

    /// Error: the key is another, the file is damaged, or fn(ByteView change) refuses a change.
    template <class Fn>
    Result<void> replay(const SealingKey* key, const Fn& fn) {
        if (seal_ == nullptr) {
            Result<std::shared_ptr<const Seal>> seal = open_seal(header_, key);
            if (!seal) return Error(path() + ": " + seal.error().message());
            seal_ = std::move(*seal);
        }
        const std::uint64_t file_size = end_.offset + torn_;
        Result<LogEnd> end = Replay(file_, file_size, header_, seal_.get()).run(end_.offset, fn);
        if (!end) return end.error();
        end_ = *end;
        torn_ = file_size - end_.offset;
        return {};
    }

    /// A new file of no records beside `path`, locked; install() puts it there. The caller holds the lock of `path`.
    FACENET_COLD static Result<Log> begin(const std::string& path, Header header, std::shared_ptr<const Seal> seal) {
        remove_file(path_beside(path));
        Result<File> file = File::open(path_beside(path), File::Mode::create_new);
        if (!file) return file.error();
        Log log;
        log.file_ = std::move(*file);
        log.header_ = std::move(header);
        log.seal_ = std::move(seal);
        log.header_.id = new_file_id();
        if (Result<void> r = log.write_header(); !r) {
            remove_file(log.path());
            return r.error();
        }
        return log;
    }

    /// The same for the file that is to follow this one: of the same model and key.
    Result<Log> begin_successor() const { return begin(path(), header_, seal_); }

    /// Adds a record to a file that was begun; nothing is on the disk before install().
    Result<void> add(ByteView change) {
        Result<std::vector<std::uint8_t>> record = encode(change);
        if (!record) return record.error();
        if (Result<void> r = file_.write(end_.offset, view(*record)); !r) return r;
        end_.offset += record->size();
        ++end_.records;
        end_.link_to(view(*record));
        return {};
    }

    /// Puts the new file in the place of the old one: after a crash there is either. Error: it has not come there.
    Result<void> install(const std::string& path) {
        if (Result<void> r = file_.sync(); !r) return r;
        return file_.rename_to(path);
    }

    /// Adds a record and returns when it is on the disk. Error: it is not there, and the file is as before.
    Result<void> append(ByteView change) {
        if (broken_) return Error(path() + ": an earlier write failed; open the gallery again");
        if (torn_ > 0) {
            if (Result<void> r = file_.cut(end_.offset); !r) return r;
            torn_ = 0;
        }
        const LogEnd before = end_;
        bool written = false;
        const Result<void> added = guarded<void>(path().c_str(), [&]() -> Result<void> {
            if (Result<void> r = add(change); !r) return r;
            written = true;
            return file_.sync();
        });
        if (added) return added;
        // After a failed sync nobody knows what is on the disk; what is read there next time is what counts.
        end_ = before;
        broken_ = true;
        broken_ = !file_.cut(end_.offset) || written;
        return added;
    }

private:
    FACENET_COLD Result<void> read_header() {
        const Result<std::uint64_t> size = file_.size();
        if (!size) return size.error();
        const auto wrong = [&](std::size_t expected) {
            return mismatch_error("gallery", "a header of " + std::to_string(expected) + " bytes",
                                  std::to_string(*size) + " bytes");
        };
        if (*size < kFixedSize) return wrong(kFixedSize);
        std::vector<std::uint8_t> bytes(kFixedSize);
        if (Result<void> r = file_.read(0, bytes.data(), bytes.size()); !r) return r;
        Result<HeaderParts> parts = read_header_parts(view(bytes));
        if (!parts) return parts.error();
        if (*size < parts->size()) return wrong(parts->size());
        bytes.resize(parts->size());
        if (Result<void> r = file_.read(0, bytes.data(), bytes.size()); !r) return r;
        Result<Header> header = gallery::read_header(view(bytes), *parts);
        if (!header) return header.error();
        header_ = std::move(*header);
        end_ = before_records(header_, bytes.size());
        torn_ = *size - end_.offset;
        return {};
    }

    FACENET_COLD Result<void> write_header() {
        if (Result<void> r = file_.lock(); !r) return r;
        if (seal_ != nullptr) {
            Result<std::vector<std::uint8_t>> check = seal_->seal({}, view(key_context(header_)));
            if (!check) return check.error();
            header_.key_check = std::move(*check);
        }
        const std::vector<std::uint8_t> bytes = encode_header(header_);
        end_ = before_records(header_, bytes.size());
        return file_.write(0, view(bytes));
    }

    Result<std::vector<std::uint8_t>> encode(ByteView change) const {
        const std::uint64_t seed = header_.seed();
        if (seal_ == nullptr) return encode_record(seed, end_.records, change);
        Result<std::vector<std::uint8_t>> sealed = seal_->seal(change, view(record_context(header_, end_)));
        if (!sealed) return sealed.error();
        return encode_record(seed, end_.records, view(*sealed));
    }

    File file_;
    Header header_;
    std::shared_ptr<const Seal> seal_;
    LogEnd end_;
    std::uint64_t torn_ = 0;  // until the records are read: all of theirs
    bool broken_ = false;
};

}  // namespace gallery
FACENET_NAMESPACE_END

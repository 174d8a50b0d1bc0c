// SPDX-License-Identifier: MIT
/// Opening a gallery's file to read it, or, as its only writer, to change it; making a new one.
#pragma once

#include <string>
#include <utility>

#include "log.hpp"

FACENET_NAMESPACE_BEGIN
namespace gallery {

/// The file that the path leads to, locked. With `create` an empty one where there is none.
FACENET_COLD inline Result<File> open_locked(std::string path, bool create) {
    for (int attempt = 0; attempt < 100; ++attempt) {
        Result<File> file = File::open(path, create ? File::Mode::write_or_create : File::Mode::write);
        if (!file) return file.error();
        const std::string real = resolved(path);
        if (std::exchange(path, real) != real) continue;
        if (Result<void> r = file->lock(); !r) return r.error();
        // Its last writer may have put a compacted file in its place since it was opened.
        if (file->in_place()) return file;
    }
    return mismatch_error(path, "a file that stays", "one that others keep replacing");
}

/// A new gallery in the place of an empty file, which the caller has locked. A crash leaves the one or the other.
FACENET_COLD inline Result<Log> create_log(const std::string& path, const Stamp& stamp, Storage storage,
                                           const SealingKey* key) {
    Header header;
    header.stamp = stamp;
    header.storage = storage;
    std::shared_ptr<const Seal> seal;
    if (key != nullptr) {
        Result<std::shared_ptr<const Seal>> made = make_seal(header, *key);
        if (!made) return made.error();
        seal = std::move(*made);
    }
    Result<Log> log = Log::begin(path, std::move(header), std::move(seal));
    if (!log) return log;
    Result<void> done = log->install(path);
    if (!done) remove_file(path_beside(path));
    if (done) done = sync_folder(folder_of(path));
    if (!done) return done.error();
    return log;
}

/// `stamp`: what a new gallery gets, and an old one must have; null: there must be an old one.
FACENET_COLD inline Result<Log> open_log(const std::string& path, const Stamp* stamp, Storage storage,
                                         const SealingKey* key, bool read_only) {
    Result<File> file = read_only ? File::open(path, File::Mode::read) : open_locked(path, stamp != nullptr);
    if (!file) return file.error();
    const Result<std::uint64_t> size = file->size();
    if (!size) return size.error();
    if (*size == 0 && !read_only && stamp != nullptr) return create_log(file->path(), *stamp, storage, key);
    // What a crash while compacting has left holds what may have been removed since.
    if (!read_only) remove_file(path_beside(file->path()));
    Result<Log> log = Log::open(std::move(*file));
    if (!log) return log;
    if (stamp != nullptr && !same_space(*stamp, log->header().stamp))
        return mismatch_error(path, "a gallery of " + describe(*stamp), "one of " + describe(log->header().stamp));
    return log;
}

}  // namespace gallery
FACENET_NAMESPACE_END

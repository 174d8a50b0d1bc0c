// SPDX-License-Identifier: MIT
/// Galleries: who is it? Known identities, searched by embedding, in memory or in a file.
///
/// A header of its own: facenet.hpp does not bring it. For encrypted files see gallery_encryption.hpp.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gallery/embedding_rows.hpp"
#include "gallery/name_index.hpp"
#include "gallery/open_log.hpp"
#include "gallery/search.hpp"

FACENET_NAMESPACE_BEGIN

struct GalleryOptions {
    /// Of a new gallery; one that is there keeps its own.
    gallery::Storage storage = gallery::Storage::floats;
    /// Encrypts a new file, and opens an encrypted one.
    std::shared_ptr<const gallery::SealingKey> key;
    /// Reads a file that is there, at one moment, also while somebody else writes; every change is refused.
    bool read_only = false;
};

/// Identities, each with a unique name and one or more embeddings ("shots") of one model. All functions may be called
/// by several threads at once: searches and other reads see the gallery as it was at one moment, and none of them waits
/// for a change; changes wait for each other. Move-only, and not to be moved while others use it.
///
/// In a file, a change that returned is on the disk. A crash at any moment leaves a gallery of all such changes, and of
/// the one that was being made or not. One Gallery at a time has a file open for writing.
class Gallery {
public:
    /// Error: the recipe is no embedder's.
    static Outcome<Gallery> in_memory(const Recipe& recipe, gallery::Storage storage = gallery::Storage::floats) {
        return deliver(try_in_memory(recipe, storage));
    }
    static Result<Gallery> try_in_memory(const Recipe& recipe, gallery::Storage storage = gallery::Storage::floats) {
        return guarded<Gallery>("gallery", [&]() -> Result<Gallery> {
            const gallery::Stamp stamp = gallery::Stamp::of(recipe);
            if (Result<void> r = gallery::check_stamp(stamp); !r) return r.error();
            return Gallery(gallery::Snapshot(stamp, storage), std::nullopt, false);
        });
    }

    /// The gallery in the file; a new one where there is none (readable by its owner only). Error: it holds another
    /// model's embeddings (both are named), is damaged, needs another key, is open for writing elsewhere, or cannot be
    /// read or written.
    static Outcome<Gallery> open(const std::string& path, const Recipe& recipe, const GalleryOptions& options = {}) {
        return deliver(try_open(path, recipe, options));
    }
    static Result<Gallery> try_open(const std::string& path, const Recipe& recipe, const GalleryOptions& options = {}) {
        return guarded<Gallery>(path.c_str(), [&]() -> Result<Gallery> {
            const gallery::Stamp stamp = gallery::Stamp::of(recipe);
            if (Result<void> r = gallery::check_stamp(stamp); !r) return r.error();
            return load(path, &stamp, options);
        });
    }
    /// The gallery in a file that is there, whatever model it is of: to list, rename, remove, compact.
    static Outcome<Gallery> open(const std::string& path, const GalleryOptions& options = {}) {
        return deliver(try_open(path, options));
    }
    static Result<Gallery> try_open(const std::string& path, const GalleryOptions& options = {}) {
        return guarded<Gallery>(path.c_str(), [&] { return load(path, nullptr, options); });
    }

    /// Error, which names both models: the recipe's embeddings are not of this gallery's space. An embedding alone does
    /// not say where it is from; of embeddings the size is checked, and the length where the model is normalised.
    Outcome<void> require_model(const Recipe& recipe) const { return deliver(try_require_model(recipe)); }
    Result<void> try_require_model(const Recipe& recipe) const {
        const gallery::Stamp other = gallery::Stamp::of(recipe), own = snapshot()->stamp();
        if (!same_space(other, own))
            return mismatch_error("gallery", "embeddings of " + describe(own), describe(other));
        return {};
    }

    /// Adds shots to the identity of that name, which is made where there is none. Error: the name is no UTF-8 of 1 to
    /// 1024 bytes, the embeddings are not the model's or not 1 to 65536, or (as of all changes) the file cannot be
    /// written; nothing has changed then.
    Outcome<void> enrol(const std::string& name, const EmbeddingRows& shots) { return deliver(try_enrol(name, shots)); }
    Result<void> try_enrol(const std::string& name, const EmbeddingRows& shots) {
        return change(gallery::ChangeKind::add, name, {}, shots);
    }
    /// Replaces all shots of an identity. Error: as enrol(), or there is none of that name.
    Outcome<void> update(const std::string& name, const EmbeddingRows& shots) {
        return deliver(try_update(name, shots));
    }
    Result<void> try_update(const std::string& name, const EmbeddingRows& shots) {
        return change(gallery::ChangeKind::replace, name, {}, shots);
    }
    /// Error: there is no identity of that name, or one of the new name.
    Outcome<void> rename(const std::string& name, const std::string& new_name) {
        return deliver(try_rename(name, new_name));
    }
    Result<void> try_rename(const std::string& name, const std::string& new_name) {
        return change(gallery::ChangeKind::rename, name, new_name, {});
    }
    /// The identity is found no more; its bytes stay in memory and file until compact(). Error: there is none.
    Outcome<void> remove(const std::string& name) { return deliver(try_remove(name)); }
    Result<void> try_remove(const std::string& name) { return change(gallery::ChangeKind::remove, name, {}, {}); }

    /// Writes a new file without what was removed or replaced, puts it in the old one's place, and frees the memory.
    /// An identity's shots come to lie together, in the order of enrolment. Error: the old file is as it was.
    Outcome<void> compact() { return deliver(try_compact()); }
    Result<void> try_compact() {
        const std::lock_guard<std::mutex> lock(shared_->write);
        return guarded<void>("gallery", [&]() -> Result<void> {
            const std::string beside = shared_->log ? gallery::path_beside(shared_->log->path()) : std::string();
            Result<void> done = guarded<void>("gallery", [&] { return compact_locked(); });
            if (!done && !beside.empty()) gallery::remove_file(beside);
            return done;
        });
    }

    /// The matches of a probe. Error: the probe is not the model's.
    Outcome<Identification> search(const Embedding& probe, const SearchOptions& options = {}) const {
        return deliver(try_search(probe, options));
    }
    Result<Identification> try_search(const Embedding& probe, const SearchOptions& options = {}) const {
        Result<std::vector<Identification>> found = try_search_batch(probe, options);
        if (!found) return found.error();
        return std::move(found->front());
    }
    /// Of many probes, faster than one after the other; all see the same moment.
    Outcome<std::vector<Identification>> search_batch(const EmbeddingRows& probes,
                                                      const SearchOptions& options = {}) const {
        return deliver(try_search_batch(probes, options));
    }
    Result<std::vector<Identification>> try_search_batch(const EmbeddingRows& probes,
                                                         const SearchOptions& options = {}) const {
        using Found = std::vector<Identification>;
        return guarded<Found>("gallery", [&] { return gallery::search(*snapshot(), probes.rows(), options); });
    }

    /// Number of identities.
    std::size_t size() const { return snapshot()->identities(); }
    bool contains(const std::string& name) const {
        const Published now = published();
        return now.index->find(*now.snapshot, name).has_value();
    }
    /// In the order of enrolment.
    std::vector<std::string> names() const {
        const std::shared_ptr<const gallery::Snapshot> now = snapshot();
        std::vector<std::string> names;
        for (std::size_t i = 0; i < now->identity_limit(); ++i)
            if (const gallery::Identity* identity = now->identity(i)) names.push_back(identity->name);
        return names;
    }
    /// The gallery at this moment: rows, their identities and names, for searches of one's own (an index).
    std::shared_ptr<const gallery::Snapshot> snapshot() const { return published().snapshot; }

    /// Bytes behind the last whole record that opening found in the file and passed over: a crash had torn what was
    /// being written there, or the file's end is damaged. 0 as a rule.
    std::uint64_t torn_bytes() const { return shared_->torn_bytes; }

private:
    /// What readers see: replaced as a whole.
    struct Published {
        std::shared_ptr<const gallery::Snapshot> snapshot;
        std::shared_ptr<gallery::NameIndex> index;
    };
    struct Shared {
        std::mutex write;  // held by a change from its check to its end
        std::optional<gallery::Log> log;
        bool read_only = false;
        std::uint64_t torn_bytes = 0;
        std::mutex publish;  // held for moments only
        Published now;
    };

    Gallery(gallery::Snapshot snapshot, std::optional<gallery::Log> log, bool read_only,
            std::shared_ptr<gallery::NameIndex> index = std::make_shared<gallery::NameIndex>())
        : shared_(std::make_unique<Shared>()) {
        if (log) shared_->torn_bytes = log->torn_bytes();
        shared_->now = {std::make_shared<const gallery::Snapshot>(std::move(snapshot)), std::move(index)};
        shared_->read_only = read_only;
        if (!read_only) shared_->log = std::move(log);
    }

    FACENET_COLD static Result<Gallery> load(const std::string& path, const gallery::Stamp* stamp,
                                             const GalleryOptions& options) {
        Result<gallery::Log> log =
            gallery::open_log(path, stamp, options.storage, options.key.get(), options.read_only);
        if (!log) return log.error();
        const gallery::Header& header = log->header();
        gallery::Snapshot snapshot(header.stamp, header.storage);
        auto index = std::make_shared<gallery::NameIndex>();
        Result<void> read = log->replay(options.key.get(), [&](ByteView bytes) -> Result<void> {
            Result<gallery::Change> change = gallery::decode_change(snapshot.stamp(), snapshot.storage(), bytes);
            if (!change) return change.error();
            if (Result<void> r = apply(*change, snapshot, *index); !r) return r;
            forget_old_name(*change, *index);
            return {};
        });
        if (!read) return read.error();
        return Gallery(std::move(snapshot), std::move(*log), options.read_only, std::move(index));
    }

    Published published() const {
        const std::lock_guard<std::mutex> lock(shared_->publish);
        return shared_->now;
    }
    void publish(Published next) {
        // What is replaced is freed, where nobody reads it any more, after the lock.
        const std::lock_guard<std::mutex> lock(shared_->publish);
        std::swap(shared_->now, next);
    }

    Result<void> change(gallery::ChangeKind kind, const std::string& name, const std::string& new_name,
                        const EmbeddingRows& rows) {
        return guarded<void>("gallery", [&]() -> Result<void> {
            gallery::Change change;
            change.kind = kind;
            change.name = name;
            change.new_name = new_name;
            for (const std::string* text : {&name, kind == gallery::ChangeKind::rename ? &new_name : &name})
                if (Result<void> r = gallery::check_name(*text); !r) return r;
            if (has_shots(kind)) {
                const std::shared_ptr<const gallery::Snapshot> now = snapshot();
                Result<gallery::Shots> shots = gallery::make_shots(now->stamp(), now->storage(), rows.rows());
                if (!shots) return shots.error();
                change.shots = std::move(*shots);
            }
            const std::lock_guard<std::mutex> lock(shared_->write);
            return change_locked(change);
        });
    }

    /// Makes the next snapshot, brings the change to the disk, and only then shows it: nothing may fail after that.
    Result<void> change_locked(const gallery::Change& change) {
        if (shared_->read_only) return mismatch_error("gallery", "one that was opened for writing", "a read-only one");
        Published now = published();
        auto next = std::make_shared<gallery::Snapshot>(*now.snapshot);
        if (Result<void> r = apply(change, *next, *now.index); !r) return r;
        if (shared_->log) {
            const std::vector<std::uint8_t> bytes = encode_change(change);
            if (Result<void> r = shared_->log->append(gallery::view(bytes)); !r) return r;
        }
        forget_old_name(change, *now.index);
        publish({std::move(next), now.index});
        return {};
    }

    Result<void> compact_locked() {
        if (shared_->read_only) return mismatch_error("gallery", "one that was opened for writing", "a read-only one");
        const std::shared_ptr<const gallery::Snapshot> now = snapshot();
        gallery::Snapshot fresh(now->stamp(), now->storage());
        auto index = std::make_shared<gallery::NameIndex>();
        std::optional<gallery::Log> log;
        if (shared_->log) {
            Result<gallery::Log> begun = shared_->log->begin_successor();
            if (!begun) return begun.error();
            log = std::move(*begun);
        }
        Result<void> written = now->for_each_change([&](const gallery::Change& change) -> Result<void> {
            if (log) {
                const std::vector<std::uint8_t> bytes = encode_change(change);
                if (Result<void> r = log->add(gallery::view(bytes)); !r) return r;
            }
            return apply(change, fresh, *index);
        });
        if (!written) return written;
        Published next{std::make_shared<const gallery::Snapshot>(std::move(fresh)), std::move(index)};
        const std::string folder = log ? gallery::folder_of(shared_->log->path()) : std::string();
        if (log) {
            if (Result<void> r = log->install(shared_->log->path()); !r) return r;
            shared_->log = std::move(log);
        }
        publish(std::move(next));
        return shared_->log ? gallery::sync_folder(folder) : Result<void>();
    }

    std::unique_ptr<Shared> shared_;
};

FACENET_NAMESPACE_END

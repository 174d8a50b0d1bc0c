// SPDX-License-Identifier: MIT
/// Results that are kept in a file, so that a run which was interrupted goes on where it stopped.
///
/// The file is JSON lines, one a photo, only ever appended to. A result counts for the same path, size and time of last
/// change of the photo, looked at in the same way (models and options); the last line for a photo wins. Lines that are
/// not understood, such as the torn last one of a run that was killed, are passed over. Photos that cannot be read are
/// not remembered. Embeddings are personal data: the file is made readable by its owner only; who wants them gone
/// deletes it.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

#include "pipeline.hpp"

namespace program {

class Cache {
public:
    /// A photo as it lies on the disk now.
    struct Key {
        Key() = default;
        explicit Key(const std::string& photo);
        std::string path;          ///< absolute, without links
        std::int64_t size = -1;    ///< bytes; -1: it is not there
        std::int64_t changed = 0;  ///< ticks of the file system's clock
        bool operator==(const Key& other) const {
            return path == other.path && size == other.size && changed == other.changed;
        }
    };

    /// Reads the file where there is one. Throws facenet::Error where it cannot be opened or made.
    Cache(std::string file, const Models& models, const PipelineOptions& options);
    Cache(const Cache&) = delete;
    Cache& operator=(const Cache&) = delete;
    ~Cache();

    /// A photo's result where it is known, else null. Threads may ask at once.
    const Findings* find(const Key& key) const;
    /// Appends a result. Threads may call. Throws facenet::Error where the file cannot be written.
    void add(const Key& key, const Findings& findings);

private:
    void read(int embedding_size);

    std::string path_, setup_;
    int file_ = -1;
    bool torn_ = false;  ///< the file ends inside a line
    std::unordered_map<std::string, std::pair<Key, Findings>> known_;
    std::mutex mutex_;
};

}  // namespace program

// SPDX-License-Identifier: MIT
/// What both targets of galleries do: plain files, and encrypted ones.
#pragma once

#include <string>
#include <vector>

#include "fuzz/memory_file.hpp"
#include "support/gallery.hpp"
#include "support/gallery_checksums.hpp"

namespace fuzz {

/// A face that the gallery's model can have made.
inline facenet::Embedding face_of(const facenet::Gallery& gallery, unsigned seed) {
    facenet::Recipe recipe;
    recipe.embedding_size = gallery.snapshot()->stamp().embedding_size;
    recipe.normalised = gallery.snapshot()->stamp().normalised;
    return support::random_face(recipe, seed);
}

/// Asks for everything that a gallery holds.
inline std::string read_all(const facenet::Gallery& gallery) {
    for (const std::string& name : gallery.names())
        promise(gallery.contains(name), "every name is found");
    facenet::SearchOptions options;
    options.count = 3;
    for (const facenet::SearchBy by :
         {facenet::SearchBy::best_shot, facenet::SearchBy::mean_of_shots, facenet::SearchBy::embedding}) {
        options.by = by;
        promise(gallery.try_search(face_of(gallery, 1), options).ok(), "a gallery that was opened can be searched");
    }
    return support::contents(gallery);
}

/// Reads the file; where that goes well, changes it. False where it is refused.
inline bool open_both_ways(const Bytes& bytes, facenet::GalleryOptions options) {
    static const MemoryFile memory;
    memory.write({bytes.data(), bytes.size()});
    options.read_only = true;
    std::string held;
    {
        const auto gallery = facenet::Gallery::try_open(memory.path(), options);
        if (!gallery) return false;
        held = read_all(*gallery);
    }
    // Writing takes ten times as long as reading: one input of eight, whatever decides which.
    if (facenet::blob::xxh64({bytes.data(), bytes.size()}) % 8 != 0) return true;
    // A writer puts new files in the old one's place, which a file in memory has not.
    static const support::GalleryFolder folder;
    support::write_bytes(folder.file(), bytes);
    options.read_only = false;
    std::string grown;
    {
        auto gallery = facenet::Gallery::try_open(folder.file(), options);
        promise(gallery && read_all(*gallery) == held, "a writer finds what a reader finds");
        // A full gallery, or names that are taken, may refuse; what it says to have done must be there again.
        (void)gallery->try_enrol("new", face_of(*gallery, 2));
        (void)gallery->try_compact();
        grown = support::contents(*gallery);
    }
    options.read_only = true;
    const auto again = facenet::Gallery::try_open(folder.file(), options);
    promise(again && support::contents(*again) == grown, "a compacted gallery opens as it was");
    return true;
}

/// Small galleries of both storages, with every kind of change.
inline std::vector<Bytes> galleries(facenet::GalleryOptions options) {
    std::vector<Bytes> all;
    for (const facenet::gallery::Storage storage :
         {facenet::gallery::Storage::floats, facenet::gallery::Storage::bytes})
        for (const bool normalised : {false, true}) {
            const support::GalleryFolder folder;
            const facenet::Recipe recipe = support::gallery_recipe(3, normalised);
            options.storage = storage;
            facenet::Gallery gallery = facenet::Gallery::open(folder.file(), recipe, options);
            gallery.enrol("ann", std::vector<facenet::Embedding>{support::random_face(recipe, 1),
                                                                 support::random_face(recipe, 2)});
            all.push_back(support::file_bytes(folder.file()));
            gallery.enrol("bob", support::random_face(recipe, 3));
            gallery.update("ann", support::random_face(recipe, 4));
            gallery.rename("bob", "bea");
            gallery.remove("ann");
            all.push_back(support::file_bytes(folder.file()));
        }
    return all;
}

}  // namespace fuzz

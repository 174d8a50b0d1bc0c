// SPDX-License-Identifier: MIT
// Searches while a gallery changes: each sees one moment. Meant for -fsanitize=thread as well.
#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "support/gallery.hpp"

namespace {

using namespace facenet;
using support::gallery_recipe;
using support::random_face;

/// The fixed identities are always there; the others come, go, and change their names and faces together.
constexpr unsigned kFixed = 20, kRounds = 24;

void keep_changing(Gallery& gallery, const Recipe& recipe, unsigned writer) {
    const std::string name = "guest " + std::to_string(writer), other = "host " + std::to_string(writer);
    for (unsigned round = 0; round < kRounds; ++round) {
        const unsigned seed = 1000 + writer * 1000 + round * 4;
        gallery.enrol(name, std::vector<Embedding>{random_face(recipe, seed), random_face(recipe, seed + 1)});
        gallery.update(name, random_face(recipe, seed + 2));
        gallery.rename(name, other);
        gallery.enrol(other, random_face(recipe, seed + 3));
        gallery.remove(other);
        if (round % 8 == 7) gallery.compact();
    }
}

void search_until(const std::atomic<bool>& done, const Gallery& gallery, const Recipe& recipe, unsigned reader,
                  std::atomic<int>& wrong) {
    for (unsigned i = reader; !done; ++i) {
        const unsigned seed = i % kFixed;
        SearchOptions options;
        options.by = static_cast<SearchBy>(i % 3);
        options.count = 3;
        const std::string name = "fixed " + std::to_string(seed);
        for (const Identification& found : gallery.search_batch(
                 std::vector<Embedding>{random_face(recipe, seed), random_face(recipe, seed)}, options))
            if (found.matches.size() != 3 || !found.known() || found.matches[0].name != name) ++wrong;
        if (!gallery.contains(name) || gallery.contains("nobody")) ++wrong;
        if (i % 8 == 0 && gallery.names().size() < kFixed) ++wrong;
    }
}

void check(Gallery gallery, const Recipe& recipe) {
    for (unsigned i = 0; i < kFixed; ++i)
        gallery.enrol("fixed " + std::to_string(i), random_face(recipe, i));
    std::atomic<bool> done{false};
    std::atomic<int> wrong{0};
    std::vector<std::thread> readers, writers;
    for (unsigned i = 0; i < 3; ++i)
        readers.emplace_back([&, i] { search_until(done, gallery, recipe, i, wrong); });
    for (unsigned i = 0; i < 2; ++i)
        writers.emplace_back([&, i] { keep_changing(gallery, recipe, i); });
    for (std::thread& t : writers)
        t.join();
    done = true;
    for (std::thread& t : readers)
        t.join();
    CHECK(wrong == 0);
    CHECK(gallery.size() == kFixed);
}

}  // namespace

TEST_CASE("gallery threads: searches while others enrol, update, rename, remove and compact") {
    for (const gallery::Storage storage : {gallery::Storage::floats, gallery::Storage::bytes}) {
        const Recipe recipe = gallery_recipe(32);
        check(Gallery::in_memory(recipe, storage), recipe);
        const support::GalleryFolder folder;
        GalleryOptions options;
        options.storage = storage;
        check(Gallery::open(folder.file(), recipe, options), recipe);
        CHECK(Gallery::open(folder.file()).size() == kFixed);
    }
}

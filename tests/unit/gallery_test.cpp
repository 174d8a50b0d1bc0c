// SPDX-License-Identifier: MIT
// Galleries in memory: who is found, whatever has happened before.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <random>

#include "facenet/byte_embedding.hpp"
#include "support/gallery.hpp"

namespace {

using namespace facenet;
using gallery::Storage;
using support::error_of;
using support::gallery_recipe;
using support::has;
using support::random_face;

float distance_of(const Recipe& recipe, Storage storage, const Embedding& a, const Embedding& b) {
    double squared = 0;
    if (storage == Storage::bytes) return distance(recipe, quantise(a), quantise(b));
    for (int i = 0; i < a.size(); ++i)
        squared += (static_cast<double>(a[i]) - static_cast<double>(b[i])) *
                   (static_cast<double>(a[i]) - static_cast<double>(b[i]));
    return static_cast<float>(recipe.metric == Metric::l2 ? std::sqrt(squared) : squared);
}

/// What a gallery should hold, and the definition of its searches.
struct Model {
    Recipe recipe;
    Storage storage;
    std::map<std::string, std::vector<Embedding>> people;

    /// Names and distances, nearest first.
    std::vector<std::pair<float, std::string>> ranked(const Embedding& probe, SearchBy by) const {
        std::vector<std::pair<float, std::string>> result;
        for (const auto& [name, shots] : people) {
            double sum = 0;
            float best = INFINITY;
            for (const Embedding& shot : shots) {
                const float d = distance_of(recipe, storage, probe, shot);
                if (by == SearchBy::embedding) result.emplace_back(d, name);
                best = std::min(best, d);
                sum += static_cast<double>(d);
            }
            if (by == SearchBy::best_shot) result.emplace_back(best, name);
            if (by == SearchBy::mean_of_shots)
                result.emplace_back(static_cast<float>(sum / static_cast<double>(shots.size())), name);
        }
        std::sort(result.begin(), result.end());
        return result;
    }
};

void compare(const Gallery& gallery, const Model& model, unsigned seed) {
    REQUIRE(gallery.size() == model.people.size());
    std::vector<Embedding> probes;
    for (unsigned i = 0; i < 3; ++i)
        probes.push_back(random_face(model.recipe, 1000000 + seed * 10 + i));
    for (const SearchBy by : {SearchBy::best_shot, SearchBy::mean_of_shots, SearchBy::embedding}) {
        SearchOptions options;
        options.by = by;
        options.count = 1 + seed % 7;
        const std::vector<Identification> found = gallery.search_batch(probes, options);
        REQUIRE(found.size() == probes.size());
        for (std::size_t p = 0; p < probes.size(); ++p) {
            const auto expected = model.ranked(probes[p], by);
            REQUIRE(found[p].matches.size() == std::min(options.count, expected.size()));
            CHECK(found[p].exact);
            for (std::size_t i = 0; i < found[p].matches.size(); ++i) {
                const Match& match = found[p].matches[i];
                CHECK(match.name == expected[i].second);
                CHECK(match.distance == doctest::Approx(static_cast<double>(expected[i].first)).epsilon(1e-4));
                if (by == SearchBy::mean_of_shots) continue;
                const std::vector<Embedding>& shots = model.people.at(match.name);
                REQUIRE(match.shot < shots.size());
                CHECK(distance_of(model.recipe, model.storage, probes[p], shots[match.shot]) ==
                      doctest::Approx(static_cast<double>(match.distance)).epsilon(1e-4));
            }
        }
    }
}

void live(const Recipe& recipe, Storage storage, unsigned seed) {
    CAPTURE(recipe.embedding_size);
    CAPTURE(recipe.normalised);
    std::mt19937 random(seed);
    Gallery gallery = Gallery::in_memory(recipe, storage);
    Model model{recipe, storage, {}};
    for (unsigned step = 0; step < 60; ++step) {
        const std::string name = "person " + std::to_string(random() % 12);
        const std::string other = "person " + std::to_string(random() % 12);
        std::vector<Embedding> shots;
        for (unsigned i = 0; i <= random() % 3; ++i)
            shots.push_back(random_face(recipe, static_cast<unsigned>(random())));
        const bool there = model.people.count(name) != 0;
        REQUIRE(gallery.contains(name) == there);
        switch (random() % 6) {
        case 0:
            CHECK(gallery.try_remove(name).ok() == there);
            model.people.erase(name);
            break;
        case 1:
            CHECK(gallery.try_update(name, shots).ok() == there);
            if (there) model.people[name] = shots;
            break;
        case 2: {
            const bool may = there && model.people.count(other) == 0;
            CHECK(gallery.try_rename(name, other).ok() == may);
            if (may) model.people.insert(std::pair(other, model.people.extract(name).mapped()));
            break;
        }
        case 3:
            if (step % 4 == 0) {
                gallery.compact();
                CHECK(gallery.snapshot()->removed_rows() == 0);
            }
            break;
        default:
            gallery.enrol(name, shots);
            model.people[name].insert(model.people[name].end(), shots.begin(), shots.end());
            break;
        }
        if (step % 5 == 4) compare(gallery, model, seed * 100 + step);
    }
}

}  // namespace

TEST_CASE("gallery: after any changes a search finds what its definition says") {
    unsigned seed = 1;
    for (const Storage storage : {Storage::floats, Storage::bytes})
        for (const bool normalised : {true, false})
            for (const int size : {16, 64, 128, 1024})
                live(gallery_recipe(size, normalised, size % 3 == 1 ? Metric::l2 : Metric::squared_l2), storage,
                     seed++);
}

TEST_CASE("gallery: one number a face") {
    Gallery gallery = Gallery::in_memory(gallery_recipe(1, false));
    const float values[] = {1, 2, 4};
    gallery.enrol("a", FloatRows{values, 2, 1});
    gallery.enrol("b", FloatRows{values + 2, 1, 1});
    const float probe = 1.75f;
    const Identification found = gallery.search_batch(FloatRows{&probe, 1, 1}).front();
    REQUIRE(found.matches.size() == 1);
    CHECK(found.matches[0].name == "a");
    CHECK(found.matches[0].shot == 1);
    CHECK(found.matches[0].distance == 0.0625f);
}

TEST_CASE("gallery: unknown where the best is not below the threshold") {
    const Recipe recipe = gallery_recipe(2, false);
    Gallery gallery = Gallery::in_memory(recipe);
    const float here[] = {0, 0}, half[] = {0.5f, 0.5f}, near[] = {0.5f, 0.25f};
    CHECK_FALSE(gallery.search(Embedding(here, 2)).known());
    gallery.enrol("somebody", Embedding(here, 2));
    CHECK(gallery.search(Embedding(here, 2)).threshold == 0.5f);
    CHECK(gallery.search(Embedding(near, 2)).known());
    // Squared distance 0.5: just not below.
    const Identification stranger = gallery.search(Embedding(half, 2));
    CHECK_FALSE(stranger.known());
    REQUIRE(stranger.matches.size() == 1);
    CHECK(stranger.matches[0].distance == 0.5f);
    SearchOptions options;
    options.threshold = 0.51f;
    CHECK(gallery.search(Embedding(half, 2), options).known());
}

TEST_CASE("gallery: of equally near shots the first enrolled comes first") {
    const Recipe recipe = gallery_recipe(2, false);
    const float face[] = {1, 1};
    for (const SearchBy by : {SearchBy::best_shot, SearchBy::mean_of_shots, SearchBy::embedding}) {
        Gallery gallery = Gallery::in_memory(recipe);
        for (const char* name : {"zoe", "adam", "mia"})
            gallery.enrol(name, Embedding(face, 2));
        SearchOptions options;
        options.by = by;
        options.count = 2;
        const Identification found = gallery.search(Embedding(face, 2), options);
        REQUIRE(found.matches.size() == 2);
        CHECK(found.matches[0].name == "zoe");
        CHECK(found.matches[1].name == "adam");
    }
}

TEST_CASE("gallery: embeddings of another model are refused, and both are named") {
    const Recipe recipe = gallery_recipe(128);
    Gallery gallery = Gallery::in_memory(recipe);
    Recipe same = recipe;
    same.precision = Precision::int8;
    same.packed_panel = 16;
    same.verify_threshold = 0.7f;
    CHECK_NOTHROW(gallery.require_model(same));
    Recipe other = recipe;
    other.model = "another model";
    const std::string message = error_of([&] { gallery.require_model(other); });
    CHECK(has(message, "'a model'"));
    CHECK(has(message, "'another model'"));
    for (int change = 0; change < 4; ++change) {
        other = recipe;
        if (change == 0) other.network = "b_network";
        if (change == 1) other.embedding_size = 512;
        if (change == 2) other.normalised = false;
        if (change == 3) other.metric = Metric::l2;
        CHECK_FALSE(gallery.try_require_model(other));
    }
    CHECK(has(error_of([&] { gallery.enrol("a", random_face(gallery_recipe(64), 1)); }), "expected 128 numbers"));
    // Raw embeddings of the same size are longer than 1.
    CHECK(has(error_of([&] { gallery.enrol("a", random_face(gallery_recipe(128, false), 1)); }), "expected length 1"));
    CHECK(has(error_of([&] { gallery.search(random_face(gallery_recipe(128, false), 1)); }), "expected length 1"));
    CHECK(gallery.size() == 0);
}

TEST_CASE("gallery: what cannot be enrolled") {
    const Recipe recipe = gallery_recipe(4, false);
    Gallery gallery = Gallery::in_memory(recipe);
    const float infinite[] = {1, 2, INFINITY, 4}, nan[] = {1, NAN, 3, 4}, fine[] = {1, 2, 3, 4};
    CHECK(has(error_of([&] { gallery.enrol("a", Embedding(infinite, 4)); }), "finite"));
    CHECK(has(error_of([&] { gallery.enrol("a", Embedding(nan, 4)); }), "finite"));
    CHECK(has(error_of([&] { gallery.enrol("a", std::vector<Embedding>()); }), "found 0"));
    const std::vector<Embedding> mixed = {Embedding(fine, 4), Embedding(fine, 3)};
    CHECK_FALSE(gallery.try_enrol("a", mixed));
    const std::string bad_names[] = {
        "",           std::string(1025, 'x'), "new\nline",    std::string("nul\0", 4), "\xff",
        "\xc0\x80",   "cut \xe2\x82",         "\xed\xa0\x80", "\xf4\x90\x80\x80",      "\xc2\x85",
        "\x80 alone", "\xe0\x80\x80"};
    for (const std::string& name : bad_names) {
        CAPTURE(name);
        CHECK_FALSE(gallery.try_enrol(name, Embedding(fine, 4)));
    }
    CHECK(gallery.size() == 0);
    for (const char* name : {"Zo\xc3\xab", "\xe5\xbc\xa0\xe4\xbc\x9f", "\xf0\x9f\x99\x82", " a b "})
        gallery.enrol(name, Embedding(fine, 4));
    CHECK(gallery.size() == 4);
    CHECK_FALSE(gallery.try_rename(" a b ", "\xff"));
    Recipe detector = recipe;
    detector.embedding_size = 0;
    CHECK(has(error_of([&] { Gallery::in_memory(detector); }), "expected 1 to 1024, found 0"));
}

TEST_CASE("gallery: a snapshot stays as it was") {
    const Recipe recipe = gallery_recipe(8);
    Gallery gallery = Gallery::in_memory(recipe);
    for (unsigned i = 0; i < 5; ++i)
        gallery.enrol("p" + std::to_string(i), random_face(recipe, i));
    const auto before = gallery.snapshot();
    gallery.remove("p0");
    gallery.rename("p1", "q");
    gallery.update("p2", random_face(recipe, 100));
    for (unsigned i = 10; i < 50; ++i)
        gallery.enrol("p" + std::to_string(i), random_face(recipe, i));
    for (unsigned i = 0; i < 5; ++i) {
        const auto found = gallery::search(*before, EmbeddingRows(random_face(recipe, i)).rows(), {});
        CHECK((*found)[0].matches[0].name == "p" + std::to_string(i));
    }
    CHECK(before->identities() == 5);
    CHECK(gallery.size() == 44);
    CHECK_FALSE(gallery.search(random_face(recipe, 0)).matches[0].name == "p0");
}

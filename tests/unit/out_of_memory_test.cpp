// SPDX-License-Identifier: MIT
// Memory that runs out at each allocation in turn: a clear error, nothing kept, and everything as it was.
#include <doctest/doctest.h>

#include <cstdio>
#include <numeric>

#include "detect_support.hpp"
#include "facenet/blob_file.hpp"
#include "facenet/cluster_embeddings.hpp"
#include "facenet/evaluate.hpp"
#include "facenet/gallery.hpp"
#include "facenet/int8.hpp"
#include "facenet/quality.hpp"
#include "facenet/testing.hpp"
#include "support/exhaust.hpp"
#include "support/gallery.hpp"
#include "support/opened.hpp"
#include "support/random.hpp"
#include "support/tiny_int8.hpp"

namespace {

using namespace facenet;
using support::exhaust;
using support::ShortMemory;
using testing::TinyNet;

ByteView view(const std::vector<std::uint8_t>& bytes) { return {bytes.data(), bytes.size()}; }

template <class Numbers>
double sum(const Numbers& numbers) {
    return std::accumulate(numbers.begin(), numbers.end(), 0.0, [](double s, auto x) { return s + static_cast<double>(x); });
}

double sum_of(const std::vector<Embedding>& embeddings) {
    double total = 0;
    for (const Embedding& e : embeddings) total += sum(e);
    return total;
}

/// Opens a blob, and embeds with workspaces of one thread and of two, crops and faces of a photo.
template <class Opened>
double use_model(ByteView blob) {
    const Opened embedder = Opened::open(blob);
    Workspace alone = embedder.workspace(), team = embedder.workspace(2, 3);
    static const Image first = testing::picture(1), second = testing::picture(2);
    static const std::vector<ImageView> crops{first, second};
    Face face;
    face.box = {8, 8, 50, 50};
    return sum(embedder.embed(first)) + sum(embedder.embed(second, alone)) + sum_of(embedder.embed(crops, team)) +
           sum(embedder.embed(first, face, alone));
}

/// Face-like rows of several people, for searches and clusters.
struct Crowd {
    Recipe recipe = testing::tiny_recipe();
    std::vector<float> values;
    FloatRows rows;

    explicit Crowd(std::size_t people, std::size_t shots) {
        const auto crowd = testing::SyntheticPeople::make(recipe, {0.3f, 0.1f}, {1.5f, 0.2f});
        for (std::size_t i = 0; i < people * shots; ++i) {
            const Embedding e = crowd.shot(static_cast<int>(i / shots), static_cast<int>(i % shots));
            values.insert(values.end(), e.begin(), e.end());
        }
        rows = {values.data(), people * shots, recipe.embedding_size};
    }
};

}  // namespace

TEST_CASE("out of memory: a model of single precision is opened and embeds, or says what it lacks") {
    const std::vector<std::uint8_t> blob = testing::tiny_blob();
    MESSAGE(exhaust([&] { return use_model<Embedder<TinyNet>>(view(blob)); }) << " allocations");
}

TEST_CASE("out of memory: a model of bytes likewise") {
    const std::vector<std::uint8_t> blob = support::tiny_int8_blob();
    MESSAGE(exhaust([&] { return use_model<Embedder<Int8<TinyNet>>>(view(blob)); }) << " allocations");
}

TEST_CASE("out of memory: a detector is opened and detects, or says what it lacks") {
    const std::vector<std::uint8_t> blob = detect_test::made_up_blob(1);
    const Image photo = testing::picture(3, 0, 40, 40);
    CHECK(!support::opened_detector(view(blob)).detect(photo, detect_test::generous()).empty());
    exhaust([&] {
        double total = 0;
        for (const Face& face : support::opened_detector(view(blob)).detect(photo, detect_test::generous()))
            total += static_cast<double>(face.box.left + face.score);
        return total;
    });
}

TEST_CASE("out of memory: aligning and judging a face") {
    const Image photo = testing::picture(4, 0, 200, 200);
    Face face;
    face.box = {40, 40, 160, 160};
    face.landmarks = {{{75, 80}, {125, 80}, {100, 105}, {80, 130}, {120, 130}}};
    exhaust([&] {
        const Image chip = align(photo, face.box, face.landmarks, kDlibTemplate, 150, 150);
        return chip.pixel(70, 70)[0] + static_cast<double>(face_quality(photo, face).score);
    });
}

TEST_CASE("out of memory: clustering by every way") {
    const Crowd crowd(6, 4);
    Constraints constraints;
    constraints.must_link = {{0, 9}};
    constraints.cannot_link = {{1, 2}};
    const auto labels = [](const Clusters& c) {
        double number = c.count;
        for (std::size_t i = 0; i < c.label.size(); ++i) number += static_cast<double>(c.label[i]) * static_cast<double>(i + 1);
        return number;
    };
    exhaust([&] { return labels(cluster(crowd.recipe, crowd.rows, constraints)); });
    exhaust([&] { return static_cast<double>(dendrogram(crowd.recipe, crowd.rows).merges.back().height); });
    exhaust([&] { return labels(dendrogram(crowd.recipe, crowd.rows).into(5)); }, ShortMemory::either);
    GraphOptions options;
    options.threads = 2;
    exhaust([&] { return labels(cluster_graph(crowd.recipe, crowd.rows, constraints, options)); });
    const FloatRows known{crowd.rows.values, 12, crowd.rows.size}, added{crowd.rows[12], 12, crowd.rows.size};
    const Clusters clusters = cluster(crowd.recipe, known);
    exhaust([&] { return labels(extend(crowd.recipe, known, clusters, added)); });
}

TEST_CASE("out of memory: an exact search by two threads, and what becomes of a thread's own allocations") {
    // As much work as two threads are worth.
    constexpr int kSize = 1024;
    const std::vector<float> values = support::Random(1).values(std::size_t{1000} * kSize);
    const FloatRows rows{values.data(), 1000, kSize}, probes{values.data(), 8, kSize};
    exhaust(
        [&] {
            double total = 0;
            for (const auto& found : nearest(Metric::squared_l2, probes, rows, 3, nullptr, 2))
                for (const Neighbour& n : found) total += static_cast<double>(n.row) + static_cast<double>(n.distance);
            return total;
        },
        ShortMemory::bad_alloc);
}

TEST_CASE("out of memory: evaluating") {
    std::vector<ScoredPair> pairs;
    for (std::uint32_t i = 0; i < 40; ++i) pairs.push_back({0.02 * i, i * i % 40 < 20, i % 7, i % 5});
    exhaust(
        [&] {
            BootstrapOptions options;
            options.rounds = 3;
            const auto intervals = bootstrap(pairs, [](const Roc& roc) { return std::vector<double>{roc.auc()}; }, options);
            return Roc(pairs).eer() + calibrate(pairs).slope + intervals[0].low;
        },
        ShortMemory::bad_alloc);
    const std::vector<bool> same{true, false, true, false};
    const std::vector<int> folds{0, 0, 1, 1};
    exhaust([&] { return cross_validate(same, folds, 2, [](int) { return std::vector<double>{0.1, 0.9, 0.2, 0.8}; }).accuracy; });
}

TEST_CASE("out of memory: a blob's file") {
    const support::GalleryFolder folder;
    const std::string path = folder.file("tiny.blob");
    support::write_bytes(path, testing::tiny_blob());
    exhaust([&] { return static_cast<double>(BlobFile::open(path).bytes().size + read_file(path).size()); });
}

namespace {

const std::string kAnn = "Ann of the first enrolment", kBen = "Ben of the first enrolment", kDora = "Dora, who comes later";

/// One change of a gallery. (What it is called with needs no memory of its own.)
struct Step {
    std::string name;
    void (*make)(Gallery&, const std::vector<Embedding>& shots);
};
const Step kSteps[] = {
    {"enrol", [](Gallery& g, const std::vector<Embedding>& shots) { g.enrol(kDora, shots[0]); }},
    {"more", [](Gallery& g, const std::vector<Embedding>& shots) { g.enrol(kAnn, shots[1]); }},
    {"update", [](Gallery& g, const std::vector<Embedding>& shots) { g.update(kBen, shots[2]); }},
    {"remove", [](Gallery& g, const std::vector<Embedding>&) { g.remove(kAnn); }},
    {"compact", [](Gallery& g, const std::vector<Embedding>&) { g.compact(); }},
    {"rename", [](Gallery& g, const std::vector<Embedding>&) { g.rename(kBen, kAnn); }},
    {"enrol after it", [](Gallery& g, const std::vector<Embedding>& shots) { g.enrol(kBen, shots[3]); }},
};

/// Makes the steps, each again and again while memory is short at another allocation. After each failure the gallery must be
/// as before, and so must its file be, which `reread` returns (nothing: there is none).
template <class Reread>
void change_without_memory(Gallery& gallery, const Recipe& recipe, const Reread& reread) {
    std::vector<Embedding> shots;
    for (unsigned seed = 0; seed < 6; ++seed) shots.push_back(support::random_face(recipe, seed));
    gallery.enrol(kAnn, shots[4]);
    gallery.enrol(kBen, shots[5]);
    for (const Step& step : kSteps) {
        CAPTURE(step.name);
        const std::string before = support::contents(gallery);
        // All later allocations fail as well, or the one alone, in turn.
        for (long long half = 2;; ++half) {
            CAPTURE(half);
            const auto failure =
                support::attempt_without(half / 2, half % 2 == 0, ShortMemory::error, [&] { step.make(gallery, shots); });
            if (!failure.reported) break;
            REQUIRE(support::contents(gallery) == before);
            REQUIRE(reread(before) == before);
        }
        const std::string after = support::contents(gallery);
        CHECK((after != before) == (step.name != "compact"));
        CHECK(reread(after) == after);
    }
}

}  // namespace

TEST_CASE("out of memory: a gallery in memory is as before, and is searched or says what it lacks") {
    const Recipe recipe = support::gallery_recipe(24);
    bool first = true;  // when the test framework keeps a block
    for (const gallery::Storage storage : {gallery::Storage::floats, gallery::Storage::floats, gallery::Storage::bytes}) {
        const long long blocks = support::live_blocks();
        {
            Gallery people = Gallery::in_memory(recipe, storage);
            change_without_memory(people, recipe, [](const std::string& wanted) { return wanted; });
            const Embedding probe = support::random_face(recipe, 2);
            SearchOptions options;
            options.count = 3;
            for (const SearchBy by : {SearchBy::best_shot, SearchBy::mean_of_shots, SearchBy::embedding}) {
                options.by = by;
                exhaust([&] { return static_cast<double>(people.search(probe, options).matches.at(0).distance); });
            }
        }
        CHECK((first || support::live_blocks() == blocks));
        first = false;
    }
}

TEST_CASE("out of memory: a gallery's file has every change that returned, and none that did not") {
    const Recipe recipe = support::gallery_recipe(8);
    const support::GalleryFolder folder;
    const std::string path = folder.file();
    {
        Gallery people = Gallery::open(path, recipe);
        change_without_memory(people, recipe, [&](const std::string&) {
            GalleryOptions options;
            options.read_only = true;
            return support::contents(Gallery::open(path, options));
        });
    }
    exhaust([&] { return static_cast<double>(Gallery::open(path, recipe).size()); });
    // And where there was none.
    exhaust([&] {
        std::remove(path.c_str());
        return static_cast<double>(Gallery::open(path, recipe).size());
    });
}

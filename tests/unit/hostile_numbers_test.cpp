// SPDX-License-Identifier: MIT
// Not numbers, infinities, denormals and enormous numbers wherever a caller gives floats: an error or what is documented,
// never a crash, a hang or a read beside something.
#include <doctest/doctest.h>

#include <cfloat>
#include <cmath>
#include <string>
#include <vector>

#include "facenet/cluster_embeddings.hpp"
#include "facenet/evaluate.hpp"
#include "facenet/gallery.hpp"
#include "facenet/quality.hpp"
#include "facenet/testing/picture.hpp"
#include "support/random.hpp"

namespace {

using namespace facenet;

const float kOdd[] = {NAN,     INFINITY, -INFINITY, FLT_MAX, -FLT_MAX, 1e20f, -1e9f, 2147483648.0f, FLT_TRUE_MIN, -FLT_MIN / 2, FLT_MIN, -0.0f,
                      0.0f,    1e-20f,   -1.0f,     99.0f,   100.0f,   101.0f};

float odd(support::Random& random) { return kOdd[random.whole(0, std::size(kOdd) - 1)]; }

/// A number of a face in a photo of 100 pixels, or an odd one.
float coordinate(support::Random& random) { return random.whole(0, 3) == 0 ? odd(random) : random.real(0, 100); }

bool speaks_of(const Error& error, const char* part) { return error.message().find(part) != std::string::npos; }

/// Two people of three rows each, far apart.
std::vector<float> two_people() { return {0, 0, 0.1f, 0, 0, 0.1f, 9, 9, 9.1f, 9, 9, 9.1f}; }

Recipe plane_recipe(float group_threshold) {
    Recipe recipe;
    recipe.network = "a_network";
    recipe.embedding_size = 2;
    recipe.group_threshold = group_threshold;
    return recipe;
}

}  // namespace

TEST_CASE("hostile boxes and landmarks: a face is aligned and judged, or refused") {
    support::Random random(1);
    const Image photo = testing::picture(1, 0, 100, 100);
    AlignTemplate box_template;
    box_template.kind = AlignTemplate::Kind::box;
    int aligned = 0, refused = 0, judged = 0;
    for (int round = 0; round < 20000; ++round) {
        CAPTURE(round);
        Face face;
        face.box = {coordinate(random), coordinate(random), coordinate(random), coordinate(random)};
        for (Point& point : face.landmarks) point = {coordinate(random), coordinate(random)};
        box_template.margin = random.coin() ? 0.0f : random.coin() ? 5.0f : odd(random);
        for (const AlignTemplate& wanted : {kDlibTemplate, box_template}) {
            const auto chip = try_align(photo, face.box, face.landmarks, wanted, 9, 12);
            ++(chip ? aligned : refused);
            if (!chip) CHECK((speaks_of(chip.error(), "expected") && speaks_of(chip.error(), "found")));
        }
        const auto quality = try_face_quality(photo, face);
        if (!quality) continue;
        ++judged;
        CHECK((quality->score >= 0 && quality->score <= 1));
        CHECK((quality->inside >= 0 && quality->inside <= 1));
        (void)complaint(*quality);
    }
    // Both happen, or the test looks at one of them only.
    CHECK(aligned > 1000);
    CHECK(refused > 1000);
    CHECK(judged > 100);
}

TEST_CASE("hostile boxes: without an area there is no face") {
    const Image photo = testing::picture(1, 0, 100, 100);
    Face face;
    face.landmarks = {{{40, 40}, {60, 40}, {50, 50}, {42, 60}, {58, 60}}};
    face.box = {30, 30, 70, 70};
    AlignTemplate wanted;
    wanted.kind = AlignTemplate::Kind::box;
    REQUIRE(try_align(photo, face.box, face.landmarks, wanted, 16, 16));
    REQUIRE(try_face_quality(photo, face));
    for (const Box& box : {Box{30, 30, 30, 70}, Box{30, 30, 70, 30}, Box{70, 70, 30, 30}, Box{30, 70, 70, 30}, Box{0, 0, 0, 0},
                           Box{NAN, 30, 70, 70}, Box{30, 30, INFINITY, 70}}) {
        face.box = box;
        CHECK(!try_align(photo, face.box, face.landmarks, wanted, 16, 16));
        CHECK(!try_face_quality(photo, face));
        CHECK(intersection_over_union(box, {30, 30, 70, 70}) == 0.0f);
    }
}

TEST_CASE("hostile thresholds: none joins what is not a number, each way of clustering ends") {
    const std::vector<float> values = two_people();
    const FloatRows rows{values.data(), 6, 2};
    const Clusters apart = cluster(plane_recipe(1), rows);
    REQUIRE(apart.count == 2);
    for (const float threshold : kOdd) {
        CAPTURE(threshold);
        const Recipe recipe = plane_recipe(threshold);
        const int wanted = !(threshold > 0) || threshold < 0.001f ? 6 : threshold > 1000 ? 1 : 2;
        for (const Linkage linkage : {Linkage::average, Linkage::complete, Linkage::single})
            CHECK(cluster(recipe, rows, {}, linkage).count == wanted);
        GraphOptions options;
        CHECK(cluster_graph(recipe, rows, {}, options).count == wanted);
        const Clusters grown = extend(recipe, rows, apart, rows);
        CHECK(grown.label.size() == 12);
        CHECK((grown.count == 2) == (wanted != 6));
    }
}

TEST_CASE("hostile distances: a table with any of them has a tree, and what is infinitely far apart is never joined") {
    support::Random random(2);
    for (int round = 0; round < 300; ++round) {
        const auto count = static_cast<std::size_t>(random.whole(2, 12));
        std::vector<float> table(count * count);
        for (float& x : table) x = random.whole(0, 2) == 0 ? odd(random) : random.real(0, 2);
        for (float& x : table)
            if (x == kMustLink) x = -FLT_MAX;  // that is a constraint, and may contradict others
        for (const Linkage linkage : {Linkage::average, Linkage::complete, Linkage::single}) {
            const auto tree = try_dendrogram(count, [&](std::size_t a, std::size_t b) { return table[a * count + b]; }, linkage);
            REQUIRE(tree);
            CHECK(tree->merges.size() < count);
            for (const Merge& merge : tree->merges) CHECK(merge.height < INFINITY);
            for (std::size_t i = 1; i < tree->merges.size(); ++i) CHECK(tree->merges[i - 1].height <= tree->merges[i].height);
        }
    }
}

TEST_CASE("hostile embeddings: a gallery takes none, and no threshold knows nobody") {
    Recipe recipe = plane_recipe(1);
    recipe.verify_threshold = 1;
    Gallery gallery = Gallery::in_memory(recipe);
    const float ann[] = {1, 2};
    gallery.enrol("Ann", FloatRows{ann, 1, 2});
    for (const float bad : {NAN, INFINITY, -INFINITY}) {
        const float row[] = {1, bad};
        CHECK(!gallery.try_enrol("Ben", FloatRows{row, 1, 2}));
        CHECK(!gallery.try_search(Embedding(row, 2)));
    }
    for (const float threshold : {NAN, 0.0f, -1.0f, -INFINITY}) {
        SearchOptions options;
        options.threshold = threshold;
        CHECK(!gallery.search(Embedding(ann, 2), options).known());
    }
    // As small as they get, they are embeddings; as large, their squares are none that a float holds.
    const float small[] = {FLT_TRUE_MIN, -FLT_TRUE_MIN}, large[] = {FLT_MAX, 0};
    gallery.enrol("Small", FloatRows{small, 1, 2});
    CHECK(gallery.search(Embedding(small, 2)).matches.at(0).name == "Small");
    CHECK(gallery.search(Embedding(small, 2)).matches.at(0).distance == 0.0f);
    CHECK(gallery.try_enrol("Large", FloatRows{large, 1, 2}).ok() == gallery.try_search(Embedding(large, 2)).ok());
    SearchOptions many;
    many.count = SIZE_MAX;
    many.threads = SIZE_MAX;
    CHECK(gallery.search(Embedding(ann, 2), many).matches.size() >= 2);
}

TEST_CASE("hostile distances and options: an evaluation promises nothing") {
    for (const double distance : std::initializer_list<double>{NAN, INFINITY, -INFINITY, DBL_MAX, -DBL_MAX, DBL_TRUE_MIN, 0}) {
        CAPTURE(distance);
        // All alike: no better than chance.
        const std::vector<ScoredPair> alike{{distance, true, 0, 0}, {distance, false, 0, 1}};
        const Roc roc(alike);
        CHECK(roc.points().size() == 2);
        CHECK(roc.auc() == doctest::Approx(0.5));
        CHECK(roc.eer() == doctest::Approx(0.5));
        CHECK(roc.at_far(0.5).far == 0.0);
        (void)calibrate(alike).probability(distance);
        // One of them among others.
        const std::vector<ScoredPair> mixed{{0.1, true, 0, 0}, {distance, true, 1, 1}, {0.9, false, 0, 1}, {distance, false, 1, 0}};
        const double eer = Roc(mixed).eer();
        CHECK((eer >= 0 && eer <= 1));
        const auto protocol = try_cross_validate({true, false, true, false}, {0, 0, 1, 1}, 2,
                                                 [&](int) { return std::vector<double>{0.1, distance, distance, 0.9}; });
        REQUIRE(protocol);
        CHECK((protocol->accuracy >= 0 && protocol->accuracy <= 1));
        CHECK((protocol->eer >= 0 && protocol->eer <= 1));
    }
    const std::vector<ScoredPair> pairs{{0.1, true, 0, 0}, {0.2, true, 1, 1}, {0.8, false, 0, 1}};
    const ValAtFar none = Roc(pairs).at_far(NAN);
    CHECK(none.val == 0.0);
    CHECK(Roc(pairs).at(none.threshold).val == 0.0);
    const auto measure = [](const Roc& roc) { return std::vector<double>{roc.at(0.5).val}; };
    for (const double confidence : std::initializer_list<double>{NAN, INFINITY, -1, 95, 1e300}) {
        BootstrapOptions options;
        options.rounds = 20;
        options.confidence = confidence;
        const auto intervals = bootstrap(pairs, measure, options);
        REQUIRE(intervals.size() == 1);
        CHECK((std::isnan(intervals[0].low) && std::isnan(intervals[0].high)));
    }
}

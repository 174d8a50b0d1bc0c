// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <facenet/cluster_embeddings.hpp>

#include <algorithm>
#include <random>
#include <vector>

#include "support/identities.hpp"

using support::recipe_of;

TEST_CASE("cluster_graph: finds the people, whatever the threads and the neighbours") {
    const support::Identities people(100, 12, 64, 1);
    const auto found = facenet::cluster_graph(recipe_of(0.6f), people.rows());
    CHECK(found.count == 100);
    CHECK(found.label == people.truth);
    facenet::GraphOptions options;
    options.threads = 2;
    CHECK(facenet::cluster_graph(recipe_of(0.6f), people.rows(), {}, options).label == people.truth);
    options.neighbours = 1000000;
    CHECK(facenet::cluster_graph(recipe_of(0.6f), people.rows(), {}, options).label == people.truth);
    options.neighbours = 0;
    CHECK(facenet::cluster_graph(recipe_of(0.6f), people.rows(), {}, options).count == 1200);
    CHECK(facenet::cluster_graph(recipe_of(0.0f), people.rows()).count == 1200);
}

TEST_CASE("cluster_graph: the same seed gives the same clusters, also where people run into each other") {
    const support::Identities people(40, 10, 8, 2, 0.4f, 0.6f);
    facenet::GraphOptions options;
    options.neighbours = 6;
    const auto found = facenet::cluster_graph(recipe_of(0.45f), people.rows(), {}, options);
    CHECK(found.count > 1);
    CHECK(facenet::cluster_graph(recipe_of(0.45f), people.rows(), {}, options).label == found.label);
    options.seed = 2;
    CHECK(facenet::cluster_graph(recipe_of(0.45f), people.rows(), {}, options).label != found.label);
}

TEST_CASE("cluster_graph: weights decide, and of equal ones the lowest label") {
    // On a line: 0 and 1 are near each other, 2 and 3 too, and 1 and 2 less so.
    const float line[] = {0, 1, 2.9f, 3.9f};
    CHECK(facenet::cluster_graph(recipe_of(2), {line, 4, 1}).label == std::vector<int>{0, 0, 1, 1});
    // One person between two strangers, equally near to both.
    const float between[] = {0, 1, 2};
    facenet::Constraints strangers;
    strangers.cannot_link = {{0, 2}};
    facenet::GraphOptions options;
    for (options.seed = 0; options.seed < 20; ++options.seed) {
        const auto label = facenet::cluster_graph(recipe_of(1.5f), {between, 3, 1}, strangers, options).label;
        CHECK(label[0] != label[2]);
        CHECK((label[1] == label[0] || label[1] == label[2]));
    }
}

TEST_CASE("cluster_graph: constraints are kept, whatever lies between") {
    std::mt19937 random(3);
    for (unsigned round = 0; round < 200; ++round) {
        const support::Identities people(6, 10, 8, round, 0.4f, 0.6f);
        const std::size_t count = people.truth.size();
        facenet::Constraints constraints;
        const auto pairs = [&](std::size_t how_many) {
            facenet::Constraints::Pairs result;
            for (std::size_t i = 0; i < how_many; ++i)
                result.emplace_back(random() % count, random() % count);
            return result;
        };
        constraints.must_link = pairs(round % 8);
        constraints.cannot_link = pairs(round % 7);
        for (std::size_t i = 0; round % 3 != 0 && i < count; ++i)
            constraints.photo.push_back(random() % 4 == 0 ? facenet::kNoPhoto
                                                          : static_cast<std::uint32_t>(random() % 25));
        const facenet::Recipe recipe = recipe_of(0.5f);
        const auto found = facenet::try_cluster_graph(recipe, people.rows(), constraints);
        // The agglomeration finds contradictions by another way.
        REQUIRE(found.ok() == facenet::try_cluster(recipe, people.rows(), constraints).ok());
        if (!found) continue;
        for (const auto& [a, b] : constraints.must_link)
            CHECK(found->label[a] == found->label[b]);
        for (const auto& [a, b] : constraints.cannot_link)
            CHECK(found->label[a] != found->label[b]);
        for (std::size_t a = 0; a < constraints.photo.size(); ++a)
            for (std::size_t b = 0; b < a; ++b)
                if (constraints.photo[a] == constraints.photo[b] && constraints.photo[a] != facenet::kNoPhoto)
                    CHECK(found->label[a] != found->label[b]);
    }
}

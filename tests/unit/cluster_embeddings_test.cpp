// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <facenet/cluster_embeddings.hpp>

#include <cmath>
#include <vector>

#include "support/agglomeration.hpp"
#include "support/identities.hpp"

namespace {

facenet::Recipe recipe_of(facenet::Metric metric, float threshold) {
    facenet::Recipe recipe;
    recipe.metric = metric;
    recipe.group_threshold = threshold;
    return recipe;
}

/// The table that a caller would write by hand, in double precision.
support::Table table_of(const facenet::Recipe& recipe, const facenet::FloatRows& rows) {
    support::Table table(rows.count, std::vector<float>(rows.count));
    for (std::size_t a = 0; a < rows.count; ++a)
        for (std::size_t b = 0; b < rows.count; ++b) {
            double squared = 0;
            for (int i = 0; i < rows.size; ++i) {
                const double d = static_cast<double>(rows[a][i]) - static_cast<double>(rows[b][i]);
                squared += d * d;
            }
            table[a][b] = static_cast<float>(recipe.metric == facenet::Metric::l2 ? std::sqrt(squared) : squared);
        }
    return table;
}

}  // namespace

TEST_CASE("cluster: embeddings in an array are clustered by the recipe's metric and threshold") {
    // More than one block of the table, and a size that no vector divides.
    const support::Identities people(30, 10, 19, 1, 0.4f, 0.8f);
    for (const auto metric : {facenet::Metric::l2, facenet::Metric::squared_l2}) {
        const float threshold = metric == facenet::Metric::l2 ? 0.4f : 0.16f;
        const facenet::Recipe recipe = recipe_of(metric, threshold);
        const support::Table table = table_of(recipe, people.rows());
        for (const auto linkage : support::kLinkages) {
            const facenet::Clusters found = facenet::cluster(recipe, people.rows(), {}, linkage);
            CHECK(found.label == support::cluster(table, threshold, linkage).label);
            CHECK(found.count > 1);
            const auto tree = facenet::dendrogram(people.rows().count, support::distance_of(table), linkage);
            CHECK(facenet::dendrogram(recipe, people.rows(), {}, linkage).into(30).label == tree.into(30).label);
        }
    }
}

TEST_CASE("cluster: constraints of embeddings in an array do what they do in a table") {
    const support::Identities people(8, 6, 16, 2);
    const facenet::Recipe recipe = recipe_of(facenet::Metric::l2, 0.6f);
    facenet::Constraints constraints;
    constraints.must_link = {{0, 1}, {1, 10}, {3, 3}};
    constraints.cannot_link = {{0, 8}, {24, 2}};
    constraints.photo.assign(48, facenet::kNoPhoto);
    constraints.photo[2] = constraints.photo[10] = constraints.photo[18] = 7;
    constraints.photo[5] = constraints.photo[13] = 0;
    support::Table table = table_of(recipe, people.rows());
    const auto put = [&](std::size_t a, std::size_t b, float value) { table[a][b] = table[b][a] = value; };
    put(0, 1, facenet::kMustLink), put(1, 10, facenet::kMustLink);
    put(0, 8, facenet::kCannotLink), put(24, 2, facenet::kCannotLink), put(5, 13, facenet::kCannotLink);
    put(2, 10, facenet::kCannotLink), put(2, 18, facenet::kCannotLink), put(10, 18, facenet::kCannotLink);
    for (const auto linkage : support::kLinkages) {
        const auto label = facenet::cluster(recipe, people.rows(), constraints, linkage).label;
        CHECK(label == support::by_definition(table, 0.6f, linkage));
        CHECK(label != facenet::cluster(recipe, people.rows(), {}, linkage).label);
    }
}

TEST_CASE("cluster: an embedding that is not finite is linked to none") {
    support::Identities people(1, 4, 8, 3);
    people.values[9] = NAN;
    people.values[16] = INFINITY;
    const facenet::Recipe recipe = recipe_of(facenet::Metric::l2, 2.0f);
    for (const auto linkage : support::kLinkages)
        CHECK(facenet::cluster(recipe, people.rows(), {}, linkage).label == std::vector<int>{0, 1, 2, 0});
    CHECK(facenet::cluster_graph(recipe, people.rows()).label == std::vector<int>{0, 1, 2, 0});
    const auto grown = facenet::extend(recipe, people.rows(0, 2), {{0, 1}, 2}, people.rows(2, 2));
    CHECK(grown.label == std::vector<int>{0, 1, 2, 0});
}

TEST_CASE("cluster: constraints about items that there are not, and rows that are none, are errors") {
    const support::Identities people(2, 2, 8, 4);
    const facenet::Recipe recipe = recipe_of(facenet::Metric::l2, 0.5f);
    facenet::Constraints beyond, photos, contradict;
    beyond.cannot_link = {{0, 4}};
    photos.photo = {1, 2, 3};
    contradict.must_link = {{0, 2}, {2, 3}};
    contradict.photo = {5, 6, 7, 5};
    const auto message = [&](const facenet::Constraints& constraints) {
        const auto agglomerated = facenet::try_cluster(recipe, people.rows(), constraints);
        const auto by_graph = facenet::try_cluster_graph(recipe, people.rows(), constraints);
        const auto grown = facenet::try_extend(recipe, people.rows(0, 2), {{0, 1}, 2}, people.rows(2, 2), constraints);
        REQUIRE(!agglomerated.ok());
        REQUIRE(!by_graph.ok());
        REQUIRE(!grown.ok());
        CHECK(agglomerated.error().message() == by_graph.error().message());
        CHECK(agglomerated.error().message() == grown.error().message());
        return agglomerated.error().message();
    };
    CHECK(message(beyond) == "cluster: constraints: expected items below 4, found item 4");
    CHECK(message(photos) == "cluster: constraints: expected the photos of 4 items, found 3");
    CHECK(message(contradict) ==
          "cluster: expected constraints that agree, found that items 0 and 3 must be linked, directly or through "
          "others, and cannot be");
    CHECK(!facenet::try_cluster(recipe, {nullptr, 3, 8}).ok());
    CHECK(!facenet::try_cluster_graph(recipe, {people.values.data(), 3, 0}).ok());
    CHECK(facenet::cluster(recipe, {}).count == 0);
    CHECK(facenet::cluster_graph(recipe, {}).count == 0);
}

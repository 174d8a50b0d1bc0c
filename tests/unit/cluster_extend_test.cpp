// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <facenet/cluster_embeddings.hpp>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "support/agglomeration.hpp"
#include "support/identities.hpp"

namespace {

using support::recipe_of;

/// Labels of known items as they are, and of those of other clusters in the order in which they appear from there on.
std::vector<int> renumbered(const std::vector<int>& found, const facenet::Clusters& known) {
    std::vector<int> result = known.label, label_of(found.size(), -1);
    int next = known.count;
    for (std::size_t i = 0; i < found.size(); ++i) {
        int& label = label_of[static_cast<std::size_t>(found[i])];
        if (i < known.label.size()) label = known.label[i];
        else {
            if (label < 0) label = next++;
            result.push_back(label);
        }
    }
    return result;
}

}  // namespace

TEST_CASE("extend: added embeddings join their people or found new ones, and no known one moves") {
    // Forty people, of whom the first photos know thirty.
    const support::Identities people(40, 6, 64, 1, 0.4f, 1.1f);
    std::vector<float> known_values, added_values;
    facenet::Clusters known;
    std::vector<int> wanted;
    for (std::size_t i = 0; i < people.truth.size(); ++i) {
        const bool is_known = i < 80 && people.truth[i] < 30;
        const auto row = people.values.begin() + static_cast<std::ptrdiff_t>(i * 64);
        (is_known ? known_values : added_values).insert((is_known ? known_values : added_values).end(), row, row + 64);
        if (is_known) known.label.push_back(people.truth[i]);
        else wanted.push_back(people.truth[i]);
    }
    known.count = 30;
    const facenet::FloatRows known_rows{known_values.data(), known.label.size(), 64};
    const facenet::FloatRows added_rows{added_values.data(), wanted.size(), 64};
    for (const auto linkage : support::kLinkages) {
        const auto found = facenet::extend(recipe_of(0.65f), known_rows, known, added_rows, {}, linkage);
        CHECK(found.count == 40);
        CHECK(std::equal(known.label.begin(), known.label.end(), found.label.begin()));
        CHECK(std::equal(wanted.begin(), wanted.end(), found.label.end() - static_cast<std::ptrdiff_t>(wanted.size())));
    }
}

TEST_CASE("extend: as an agglomeration in which known clusters are must-linked inside and cannot be linked outside") {
    std::mt19937 random(2);
    for (unsigned round = 0; round < 300; ++round) {
        const support::Identities people(5, 8, 4, round, 0.4f, 0.6f);
        const std::size_t count = people.truth.size(), known_count = random() % count;
        facenet::Clusters known;
        known.count = 1 + static_cast<int>(random() % 6);  // some of them may be empty
        for (std::size_t i = 0; i < known_count; ++i)
            known.label.push_back(static_cast<int>(random() % static_cast<unsigned>(known.count)));
        facenet::Constraints constraints;
        for (unsigned i = 0; i < round % 4; ++i) {
            constraints.must_link.emplace_back(random() % count, random() % count);
            constraints.cannot_link.emplace_back(random() % count, random() % count);
        }
        for (std::size_t i = 0; round % 2 == 1 && i < count; ++i)
            constraints.photo.push_back(static_cast<std::uint32_t>(random() % 40));
        facenet::Constraints whole;
        for (std::size_t a = 0; a < count; ++a)
            for (std::size_t b = 0; b < a; ++b)
                if (a < known_count)
                    (known.label[a] == known.label[b] ? whole.must_link : whole.cannot_link).emplace_back(a, b);
                else if (round % 2 == 1 && constraints.photo[a] == constraints.photo[b])
                    whole.cannot_link.emplace_back(a, b);
        for (auto pairs : {&facenet::Constraints::must_link, &facenet::Constraints::cannot_link})
            for (const auto& pair : constraints.*pairs)
                if (std::max(pair.first, pair.second) >= known_count) (whole.*pairs).push_back(pair);
        const facenet::Recipe recipe = recipe_of(0.5f);
        for (const auto linkage : support::kLinkages) {
            const auto found = facenet::try_extend(recipe, people.rows(0, known_count), known,
                                                   people.rows(known_count, count - known_count), constraints, linkage);
            const auto wanted = facenet::try_cluster(recipe, people.rows(), whole, linkage);
            REQUIRE(found.ok() == wanted.ok());
            if (!found) continue;
            CHECK(found->label == renumbered(wanted->label, known));
            CHECK(found->count ==
                  std::max(known.count, *std::max_element(found->label.begin(), found->label.end()) + 1));
        }
    }
}

TEST_CASE("extend: starts from nothing as cluster does, and adds nothing where nothing is added") {
    const support::Identities people(5, 8, 16, 3);
    const facenet::Recipe recipe = recipe_of(0.6f);
    const auto all = facenet::cluster(recipe, people.rows());
    CHECK(facenet::extend(recipe, {}, {}, people.rows()).label == all.label);
    const auto same = facenet::extend(recipe, people.rows(), all, {});
    CHECK(same.label == all.label);
    CHECK(same.count == all.count);
}

TEST_CASE("extend: what does not fit is an error") {
    const support::Identities people(2, 4, 8, 4), others(2, 4, 9, 4);
    const facenet::Recipe recipe = recipe_of(0.6f);
    const auto message = [&](const facenet::Clusters& known, const facenet::FloatRows& added) {
        const auto failed = facenet::try_extend(recipe, people.rows(0, 2), known, added);
        return failed.ok() ? "" : failed.error().message();
    };
    CHECK(message({{0, 1}, 2}, others.rows()) == "cluster: expected embeddings of size 8, found 9");
    CHECK(message({{0}, 1}, people.rows(2, 2)) == "cluster: expected labels of the 2 known embeddings, found 1");
    CHECK(message({{0, 2}, 2}, people.rows(2, 2)) == "cluster: expected labels from 0 to below 2, found 2");
    CHECK(message({{0, -1}, 2}, people.rows(2, 2)) == "cluster: expected labels from 0 to below 2, found -1");
    CHECK(message({{0, 1}, -5}, people.rows(2, 2)) != "");
    CHECK(message({{0, 1}, 2}, people.rows(2, 2)) == "");
    // An added embedding cannot bring two known clusters together.
    facenet::Constraints bridge;
    bridge.must_link = {{0, 2}, {1, 2}};
    CHECK(!facenet::try_extend(recipe, people.rows(0, 2), {{0, 1}, 2}, people.rows(2, 2), bridge).ok());
}

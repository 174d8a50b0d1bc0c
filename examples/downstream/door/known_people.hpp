// SPDX-License-Identifier: MIT
/// Who may come in.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <facenet/data/embedding.hpp>
#include <facenet/data/recipe.hpp>

namespace door {

class KnownPeople {
public:
    /// `recipe`: of the model that makes the embeddings; it says what their distances mean.
    explicit KnownPeople(facenet::Recipe recipe) : recipe_(std::move(recipe)) {}

    void add(std::string name, const facenet::Embedding& embedding);

    struct Match {
        std::string name;
        float distance = 0;
    };
    /// The nearest of those whom the recipe's threshold calls the same person; the first added where two are as near.
    std::optional<Match> find(const facenet::Embedding& probe) const;

private:
    facenet::Recipe recipe_;
    std::vector<std::pair<std::string, facenet::Embedding>> people_;
};

}  // namespace door

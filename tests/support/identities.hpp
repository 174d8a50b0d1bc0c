// SPDX-License-Identifier: MIT
/// Embeddings of people who do not exist.
#pragma once

#include <cmath>
#include <cstddef>
#include <random>
#include <vector>

#include "facenet/data/recipe.hpp"
#include "facenet/nearest/rows.hpp"

namespace support {

/// A model of plain distances that groups below a threshold.
inline facenet::Recipe recipe_of(float threshold) {
    facenet::Recipe recipe;
    recipe.metric = facenet::Metric::l2;
    recipe.group_threshold = threshold;
    return recipe;
}

/// Points around random centres, one a person: `within` apart in the mean of one person and `between` of two.
struct Identities {
    Identities(std::size_t people, std::size_t photos, int size_, unsigned seed, float within = 0.4f,
               float between = 0.9f)
        : size(size_) {
        std::mt19937 random(seed);
        std::normal_distribution<float> normal;
        const auto n = static_cast<float>(2 * size);
        const float spread = within / std::sqrt(n), far = std::sqrt((between * between - within * within) / n);
        std::vector<std::vector<float>> centres(people, std::vector<float>(static_cast<std::size_t>(size)));
        for (auto& centre : centres)
            for (float& x : centre)
                x = far * normal(random);
        // Photo by photo, so that people's embeddings do not lie side by side.
        for (std::size_t photo = 0; photo < photos; ++photo)
            for (std::size_t person = 0; person < people; ++person) {
                for (const float x : centres[person])
                    values.push_back(x + spread * normal(random));
                truth.push_back(static_cast<int>(person));
            }
    }

    facenet::FloatRows rows(std::size_t first, std::size_t count) const {
        return {values.data() + first * static_cast<std::size_t>(size), count, size};
    }
    facenet::FloatRows rows() const { return rows(0, truth.size()); }

    std::vector<float> values;
    std::vector<int> truth;  // also the labels of perfect clusters
    int size;
};

}  // namespace support

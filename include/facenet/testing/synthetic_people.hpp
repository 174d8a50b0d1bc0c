// SPDX-License-Identifier: MIT
/// Embeddings of people who do not exist, as near to and far from one another as a test wants.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "../core/error.hpp"
#include "../core/random.hpp"
#include "../data/embedding.hpp"
#include "../data/recipe.hpp"
#include "crowd.hpp"
#include "spread.hpp"

FACENET_NAMESPACE_BEGIN
namespace testing {

/// Any number of identities, any number of shots of each. Two shots of one identity are `same` apart, those of two
/// identities `different`: in the mean over many, with those deviations, under the recipe's metric. Normalised where
/// the recipe says so. The same numbers on every machine (but for the last bit on x87) and in every order of asking.
///
///     auto people = testing::SyntheticPeople::make(recipe, {0.5f, 0.12f}, {1.5f, 0.2f});
///     CHECK(testing::same_person(recipe, people.shot(7, 0), people.shot(7, 1)));
class SyntheticPeople {
public:
    /// Error: distances that embeddings of that size cannot have. Random directions are never equally far from one
    /// another, so a deviation has a least value, which the message names; it falls with the root of the size.
    /// Normalised embeddings of strangers are 2 apart (squared) at most, in the mean.
    static Outcome<SyntheticPeople> make(const Recipe& recipe, Spread same, Spread different, std::uint64_t seed = 0) {
        return deliver(try_make(recipe, same, different, seed));
    }
    static Result<SyntheticPeople> try_make(const Recipe& recipe, Spread same, Spread different,
                                            std::uint64_t seed = 0) {
        const Result<detail::Crowd> crowd = detail::crowd(recipe, same, different);
        if (!crowd) return crowd.error();
        return SyntheticPeople(recipe, *crowd, seed);
    }

    /// Shot `n` of `identity`.
    Embedding shot(int identity, int n) const {
        const RandomStream person = random_.child(0).child(static_cast<std::uint64_t>(identity));
        const RandomStream own = person.child(1).child(static_cast<std::uint64_t>(n));
        const Vector middle = centre(person);
        const float weight = crowd_.shot.at(own.unit(0));
        const Vector vector = normalised_ ? mix(weight, middle, rest_of(weight), direction_across(middle, own.child(0)))
                                          : mix(1.0f, middle, std::sqrt(weight), direction(own.child(0)));
        return {vector.data(), size_};
    }
    /// Shots 0 to each - 1 of identities 0 to identities - 1: number i is of identity i / each.
    std::vector<Embedding> shots(int identities, int each) const {
        std::vector<Embedding> all;
        for (int identity = 0; identity < identities; ++identity)
            for (int n = 0; n < each; ++n)
                all.push_back(shot(identity, n));
        return all;
    }

private:
    using Vector = std::array<float, kMaxEmbeddingSize>;

    SyntheticPeople(const Recipe& recipe, const detail::Crowd& crowd, std::uint64_t seed)
        : random_{seed}, crowd_(crowd), size_(recipe.embedding_size), normalised_(recipe.normalised) {}

    Vector centre(const RandomStream& person) const {
        const float weight = crowd_.identity.at(person.unit(0));
        if (!normalised_) return mix(std::sqrt(weight), direction(person.child(0)), 0, Vector{});
        const Vector common = direction(random_.child(1));
        return mix(weight, common, rest_of(weight), direction_across(common, person.child(0)));
    }

    // Floats are multiplied in double precision, where a product is exact: whether a compiler fuses it with the
    // addition makes no difference.
    static double product(float a, float b) { return static_cast<double>(a) * static_cast<double>(b); }
    static float rest_of(float cosine) {
        return static_cast<float>(std::sqrt(std::max(1 - product(cosine, cosine), 0.0)));
    }
    double dot(const Vector& a, const Vector& b) const {
        double sum = 0;
        for (std::size_t i = 0; i < static_cast<std::size_t>(size_); ++i)
            sum += product(a[i], b[i]);
        return sum;
    }
    Vector mix(float a, const Vector& x, float b, const Vector& y) const {
        Vector sum{};
        for (std::size_t i = 0; i < static_cast<std::size_t>(size_); ++i)
            sum[i] = static_cast<float>(product(a, x[i]) + product(b, y[i]));
        return sum;
    }
    Vector unit(const Vector& v) const {
        const double length = std::sqrt(dot(v, v));
        Vector scaled{};
        for (std::size_t i = 0; i < static_cast<std::size_t>(size_); ++i)
            scaled[i] = static_cast<float>(static_cast<double>(v[i]) / length);
        return scaled;
    }
    Vector direction(const RandomStream& numbers) const {
        Vector v{};
        for (std::size_t i = 0; i < static_cast<std::size_t>(size_); ++i)
            v[i] = numbers.unit(i);
        return unit(v);
    }
    /// At right angles to the unit vector `other`.
    Vector direction_across(const Vector& other, const RandomStream& numbers) const {
        const Vector v = direction(numbers);
        return unit(mix(1.0f, v, static_cast<float>(-dot(v, other)), other));
    }

    RandomStream random_;
    detail::Crowd crowd_;
    int size_;
    bool normalised_;
};

}  // namespace testing
FACENET_NAMESPACE_END

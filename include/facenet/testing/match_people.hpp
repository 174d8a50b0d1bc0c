// SPDX-License-Identifier: MIT
/// Matchers for embeddings. They call verify() of whatever kind the embeddings are: include verify.hpp or
/// byte_embedding.hpp beside this.
#pragma once

#include <cmath>
#include <string>

#include "../data/embedding.hpp"
#include "../data/recipe.hpp"
#include "../data/verdict.hpp"
#include "match.hpp"

FACENET_NAMESPACE_BEGIN
namespace testing {

namespace detail {
template <class SomeEmbedding>
Match match(const Recipe& recipe, const SomeEmbedding& a, const SomeEmbedding& b, bool wanted) {
    if (a.size() != b.size())
        return {false, "embeddings of " + std::to_string(a.size()) + " and " + std::to_string(b.size()) +
                           " numbers: no distance"};
    const Verdict verdict = verify(recipe, a, b);
    if (std::isnan(verdict.distance)) return {false, "the distance is not a number"};
    return {verdict.same == wanted, "distance " + std::to_string(verdict.distance) + (verdict.same ? " < " : " >= ") +
                                        "threshold " + std::to_string(verdict.threshold) +
                                        (verdict.same ? ": the same person" : ": different people")};
}
}  // namespace detail

/// verify() says the same person, or different people. Embeddings between which there is no distance are neither.
template <class SomeEmbedding>
Match same_person(const Recipe& recipe, const SomeEmbedding& a, const SomeEmbedding& b) {
    return detail::match(recipe, a, b, true);
}
template <class SomeEmbedding>
Match different_people(const Recipe& recipe, const SomeEmbedding& a, const SomeEmbedding& b) {
    return detail::match(recipe, a, b, false);
}

/// As many numbers, each within `tolerance` of the other's. (Not `near`: a macro of windows.h.)
inline Match nearly_equal(const Embedding& a, const Embedding& b, float tolerance) {
    if (a.size() != b.size())
        return {false, "embeddings of " + std::to_string(a.size()) + " and " + std::to_string(b.size()) + " numbers"};
    int worst = 0, beyond = 0;
    float largest = 0;
    for (int i = 0; i < a.size(); ++i) {
        const float difference = std::abs(a[i] - b[i]);
        if (!(difference <= tolerance)) ++beyond;
        if (!(difference <= largest) && !std::isnan(largest))
            largest = difference, worst = i;  // the first NaN is worst
    }
    const std::string found =
        "largest difference " + std::to_string(largest) + ", tolerance " + std::to_string(tolerance);
    if (beyond == 0) return {true, found};
    return {false, found + "; number " + std::to_string(worst) + ": " + std::to_string(a[worst]) + " and " +
                       std::to_string(b[worst]) + "; " + std::to_string(beyond) + " of " + std::to_string(a.size()) +
                       " differ by more"};
}

}  // namespace testing
FACENET_NAMESPACE_END

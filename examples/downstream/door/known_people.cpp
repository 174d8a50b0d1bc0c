// SPDX-License-Identifier: MIT
#include "known_people.hpp"

#include <facenet/verify.hpp>

namespace door {

void KnownPeople::add(std::string name, const facenet::Embedding& embedding) {
    people_.emplace_back(std::move(name), embedding);
}

std::optional<KnownPeople::Match> KnownPeople::find(const facenet::Embedding& probe) const {
    std::optional<Match> nearest;
    for (const auto& [name, embedding] : people_) {
        const facenet::Verdict verdict = facenet::verify(recipe_, probe, embedding);
        if (verdict.same && (!nearest || verdict.distance < nearest->distance)) nearest = Match{name, verdict.distance};
    }
    return nearest;
}

}  // namespace door

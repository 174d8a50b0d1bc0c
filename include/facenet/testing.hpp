// SPDX-License-Identifier: MIT
/// For the unit tests of programs that use facenet: no photo, no model file, no download.
///
///   tiny_embedder()                a real model made in memory (testing/tiny_net.hpp), opened and run in microseconds
///   testing/picture.hpp            pictures that it tells apart
///   testing/synthetic_people.hpp   embeddings of people as alike and as different as a test wants
///   testing/scripted_detector.hpp, testing/scripted_embedder.hpp   return what the test says, errors too
///   testing/match_people.hpp, testing/match_boxes.hpp   checks that print what differed, in any test framework
///
/// All of it is in namespace facenet::testing. Each of the others may be included alone and compiles in a moment; this header
/// brings the kernels. A header of its own: facenet.hpp does not bring it.
#pragma once

#include <cstdint>
#include <vector>

#include "embedder.hpp"
#include "testing/match_boxes.hpp"
#include "testing/match_people.hpp"
#include "testing/picture.hpp"
#include "testing/scripted_detector.hpp"
#include "testing/scripted_embedder.hpp"
#include "testing/synthetic_people.hpp"
#include "testing/tiny_net.hpp"
#include "verify.hpp"

FACENET_NAMESPACE_BEGIN
namespace testing {

/// The opened model. Error: as Embedder::open(), for a recipe that does not fit TinyNet.
inline Result<Embedder<TinyNet>> try_tiny_embedder(const Recipe& recipe = tiny_recipe(), std::uint64_t seed = 0) {
    const std::vector<std::uint8_t> bytes = tiny_blob(recipe, seed);
    return Embedder<TinyNet>::try_open({bytes.data(), bytes.size()});
}
inline Outcome<Embedder<TinyNet>> tiny_embedder(const Recipe& recipe = tiny_recipe(), std::uint64_t seed = 0) {
    return deliver(try_tiny_embedder(recipe, seed));
}

}  // namespace testing
FACENET_NAMESPACE_END

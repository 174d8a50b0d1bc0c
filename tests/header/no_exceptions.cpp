// SPDX-License-Identifier: MIT
// The library without exceptions: the same functions return the error in a result.
#include <facenet/facenet.hpp>
#include <facenet/testing.hpp>

bool can_open(facenet::ByteView blob) {
    const auto embedder = facenet::Embedder<facenet::nets::DlibResnet>::open(blob);
    return embedder.ok() || embedder.error().message().empty();
}

bool can_be_tested() {
    namespace testing = facenet::testing;
    const facenet::Recipe recipe = testing::tiny_recipe();
    const auto people = testing::SyntheticPeople::make(recipe, {0.4f, 0.1f}, {1.5f, 0.3f});
    if (!people.ok()) return false;
    testing::ScriptedDetector detector;
    testing::ScriptedEmbedder scripted(recipe);
    const auto faces = detector.otherwise([](const facenet::ImageView&) { return facenet::Error("dark"); })
                           .detect(testing::picture(0));
    const auto a = scripted.always(people->shot(0, 0)).embed(testing::picture(0));
    return faces.ok() || (a.ok() && testing::same_person(recipe, *a, people->shot(0, 1)));
}

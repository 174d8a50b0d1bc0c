// SPDX-License-Identifier: MIT
// From frames to the door with a real model that is made in memory, and a list of many people. GoogleTest.
#include <gtest/gtest.h>

#include <string>

#include <facenet/testing.hpp>

#include "door/door_opener.hpp"

namespace {

namespace ft = facenet::testing;

TEST(WholeWay, OpensForAnnaAndNotForBert) {
    const auto embedder = ft::tiny_embedder();
    const facenet::Face face{{100, 20, 164, 84}, 0.99f, {}};
    const auto frame_of = [&](int identity, int shot) {
        facenet::Image frame(320, 240);
        ft::paste(frame, ft::picture(identity, shot), 100, 20);
        return frame;
    };
    ft::ScriptedDetector detector;
    detector.always({face});
    const door::Eyes eyes = door::eyes(detector, embedder);

    const facenet::Embedding anna = eyes.embed(frame_of(0, 0), face);
    ASSERT_TRUE(ft::same_person(embedder.recipe(), anna, eyes.embed(frame_of(0, 1), face)));
    ASSERT_TRUE(ft::different_people(embedder.recipe(), anna, eyes.embed(frame_of(1, 0), face)));

    door::KnownPeople people(embedder.recipe());
    people.add("Anna", anna);
    std::string log;
    door::DoorOpener opener(eyes, people, [&](const std::string& line) { log += line + "\n"; });
    EXPECT_FALSE(opener.on_frame(frame_of(1, 0)));
    EXPECT_FALSE(opener.on_frame(frame_of(1, 1)));
    EXPECT_FALSE(opener.on_frame(frame_of(0, 1)));
    EXPECT_TRUE(opener.on_frame(frame_of(0, 2))) << log;
}

TEST(WholeWay, ADamagedModelFileIsAnError) {
    const auto blob = ft::damaged_blob();
    EXPECT_THROW(facenet::Embedder<ft::TinyNet>::open({blob.data(), blob.size()}), facenet::Error);
}

TEST(KnownPeople, FindsTheRightOneOfAHundred) {
    facenet::Recipe recipe = ft::tiny_recipe();
    recipe.embedding_size = 128;
    recipe.verify_threshold = 0.8f;
    const auto staff = ft::SyntheticPeople::make(recipe, {0.5f, 0.05f}, {1.8f, 0.2f});
    door::KnownPeople people(recipe);
    EXPECT_FALSE(people.find(staff.shot(0, 1)).has_value());
    for (int i = 0; i < 100; ++i)
        people.add("employee " + std::to_string(i), staff.shot(i, 0));
    for (int i = 0; i < 100; ++i) {
        const auto match = people.find(staff.shot(i, 1));
        ASSERT_TRUE(match.has_value());
        EXPECT_EQ(match->name, "employee " + std::to_string(i));
    }
    for (int i = 100; i < 200; ++i)
        EXPECT_FALSE(people.find(staff.shot(i, 0)).has_value());
}

TEST(Matchers, GoogleTestPrintsWhatDiffered) {
    const auto embedder = ft::tiny_embedder();
    const auto anna = embedder.embed(ft::picture(0)), bert = embedder.embed(ft::picture(1));
    const testing::AssertionResult result = ft::same_person(embedder.recipe(), anna, bert);
    EXPECT_FALSE(result);
    EXPECT_NE(std::string(result.message()).find(">= threshold 0.5"), std::string::npos) << result.message();
}

}  // namespace

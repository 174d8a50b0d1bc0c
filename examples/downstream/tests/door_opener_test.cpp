// SPDX-License-Identifier: MIT
// The door's rules, with a detector and an embedder that return what the test says. doctest.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <ostream>
#include <string>
#include <vector>

#include <facenet/testing/picture.hpp>
#include <facenet/testing/scripted_detector.hpp>
#include <facenet/testing/scripted_embedder.hpp>
#include <facenet/testing/synthetic_people.hpp>

#include "door/door_opener.hpp"

namespace {

using facenet::Error;
using facenet::Face;
namespace ft = facenet::testing;

facenet::Recipe recipe() {
    facenet::Recipe recipe;
    recipe.embedding_size = 128;
    recipe.normalised = true;
    recipe.verify_threshold = 1.0f;
    return recipe;
}

enum Person { anna, bert, stranger };

/// A door that knows Anna and Bert, and what its log says.
struct Door {
    ft::SyntheticPeople people = ft::SyntheticPeople::make(recipe(), {0.5f, 0.1f}, {1.8f, 0.2f});
    ft::ScriptedDetector detector;
    ft::ScriptedEmbedder embedder{recipe()};
    std::vector<std::string> log;
    door::DoorOpener opener{
        {[this](const facenet::ImageView& frame) { return detector.detect(frame); },
         [this](const facenet::ImageView& frame, const Face& face) { return embedder.embed(frame, face); }},
        known(),
        [this](const std::string& line) { log.push_back(line); }};
    facenet::Image frame = ft::picture(0);

    door::KnownPeople known() const {
        door::KnownPeople known(recipe());
        known.add("Anna", people.shot(anna, 0));
        known.add("Bert", people.shot(bert, 0));
        return known;
    }
    bool sees_one(const facenet::Embedding& embedding) {
        detector.then({Face{{10, 10, 50, 50}, 0.99f, {}}});
        embedder.then(embedding);
        return opener.on_frame(frame);
    }
};

}  // namespace

TEST_CASE("the door opens for a known person, seen twice") {
    Door door;
    CHECK_FALSE(door.sees_one(door.people.shot(anna, 1)));
    CHECK(door.sees_one(door.people.shot(anna, 2)));
    CHECK(door.log.back().find("Anna at distance 0.") == 0);
}

TEST_CASE("two known people, one frame each, are not one person twice") {
    Door door;
    CHECK_FALSE(door.sees_one(door.people.shot(anna, 1)));
    CHECK_FALSE(door.sees_one(door.people.shot(bert, 1)));
    CHECK(door.sees_one(door.people.shot(bert, 2)));
}

TEST_CASE("it stays shut for strangers, however long they stand there") {
    Door door;
    for (int shot = 0; shot < 20; ++shot)
        CHECK_FALSE(door.sees_one(door.people.shot(stranger, shot)));
    CHECK(door.log == std::vector<std::string>(20, "a stranger: shut"));
}

TEST_CASE("only the face in front counts") {
    Door door;
    const Face in_front{{0, 0, 40, 40}, 0.99f, {}}, behind{{50, 50, 60, 60}, 0.99f, {}};
    door.detector.always({in_front, behind});
    door.embedder.on(in_front, door.people.shot(stranger, 0)).on(behind, door.people.shot(anna, 1));
    CHECK_FALSE(door.opener.on_frame(door.frame));
    CHECK_FALSE(door.opener.on_frame(door.frame));
    CHECK(door.embedder.calls() == 2);
}

TEST_CASE("a frame without a face, or one that cannot be read, starts the count again") {
    Door door;
    door.sees_one(door.people.shot(anna, 1));
    SUBCASE("nobody") {
        door.detector.then({});
        CHECK_FALSE(door.opener.on_frame(door.frame));
        CHECK(door.log.back() == "nobody: shut");
    }
    SUBCASE("the camera fails") {
        door.detector.then(Error("camera unplugged"));
        CHECK_FALSE(door.opener.on_frame(door.frame));
        CHECK(door.log.back() == "cannot see: camera unplugged: shut");
    }
    SUBCASE("the model fails") {
        door.detector.then({Face{{10, 10, 50, 50}, 0.99f, {}}});
        door.embedder.then(Error("out of memory"));
        CHECK_FALSE(door.opener.on_frame(door.frame));
        CHECK(door.log.back() == "cannot see: out of memory: shut");
    }
    CHECK_FALSE(door.sees_one(door.people.shot(anna, 2)));
    CHECK(door.sees_one(door.people.shot(anna, 3)));
}

// SPDX-License-Identifier: MIT
#include <map>

#include "cli/known_faces.hpp"

using cli::Json;

namespace {

/// `facenet <command> --gallery <gallery> <arguments>`
cli::Outcome with_gallery(const std::string& command, const std::string& gallery, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {command, "--gallery", gallery});
    const bool looks = command != "remove" && command != "list";
    return looks ? cli::facenet(arguments) : cli::run(FACENET_PROGRAM, arguments);
}

}  // namespace

TEST_CASE("facenet enroll, identify: one photo of each is enough for everybody else's photos") {
    if (!cli::have_known_faces()) return;
    const cli::TemporaryFolder folder;
    const std::string gallery = (folder / "people.gallery").string();
    const std::map<std::string, std::string> enrolled{{"alex_lacamoire", "img1.jpg"},
                                                      {"biden", "biden.jpg"},
                                                      {"kit_harington", "john1.jpeg"},
                                                      {"obama", "obama.jpg"},
                                                      {"rose_leslie", "img1.jpg"}};
    for (const auto& [name, photo] : enrolled) {
        const auto outcome = with_gallery(
            "enroll", gallery, {name, cli::face_photo("face_recognition/train/" + name + "/" + photo), "--json"});
        REQUIRE(outcome.code == 0);
        CHECK(outcome.json()["enrolled"].size() == 1);
        CHECK(outcome.json()["enrolled"][0]["quality"]["score"].get<double>() > 0.3);
    }
    // The owner's alone.
    CHECK((std::filesystem::status(gallery).permissions() &
           (std::filesystem::perms::group_all | std::filesystem::perms::others_all)) == std::filesystem::perms::none);

    const Json tests =
        with_gallery("identify", gallery, {cli::face_photo("face_recognition/test"), "--json", "--k", "2"}).json();
    std::map<std::string, std::multiset<std::string>> names;
    for (const Json& face : tests["faces"]) {
        CHECK(face["candidates"].size() == 2);
        CHECK(face["candidates"][0]["distance"] <= face["candidates"][1]["distance"]);
        if (face["known"])
            names[std::filesystem::path(face["photo"].get<std::string>()).stem()].insert(
                face["name"].get<std::string>());
    }
    CHECK(names ==
          std::map<std::string, std::multiset<std::string>>{{"alex_lacamoire1", {"alex_lacamoire"}},
                                                            {"johnsnow_test1", {"kit_harington"}},
                                                            {"kit_with_rose", {"kit_harington", "rose_leslie"}},
                                                            {"obama1", {"obama"}},
                                                            {"obama_and_biden", {"biden", "obama"}}});

    const Json others = with_gallery("identify", gallery,
                                     {cli::face_photo("openface"), cli::face_photo("facenet-pytorch"),
                                      cli::face_photo("face_recognition/lin-manuel-miranda.png"), "--json"})
                            .json();
    CHECK(others["faces"].size() >= 20);
    for (const Json& face : others["faces"]) {
        CAPTURE(face["photo"]);
        CHECK(face["known"] == false);
        CHECK(face["name"] == nullptr);
    }
    const auto text = with_gallery("identify", gallery, {cli::face_photo("openface/adams.jpg")});
    CHECK(text.output.find(": unknown, nearest ") != std::string::npos);
    // With a threshold that nothing passes, or everything, it is the threshold that decides.
    CHECK(
        with_gallery("identify", gallery, {cli::face_photo("face_recognition/test/obama1.jpg"), "--threshold", "0.01"})
            .output.find("unknown") != std::string::npos);
    CHECK(with_gallery("identify", gallery, {cli::face_photo("openface/adams.jpg"), "--threshold", "9"})
              .output.find("unknown") == std::string::npos);
}

TEST_CASE("facenet list, remove: who is removed leaves nothing in the file") {
    if (!cli::have_known_faces()) return;
    const cli::TemporaryFolder folder;
    const std::string gallery = (folder / "people.gallery").string();
    const std::string biden = cli::face_photo("face_recognition/train/biden");
    REQUIRE(
        with_gallery("enroll", gallery, {"Somebody Else", cli::face_photo("face_recognition/train/obama/obama.jpg")})
            .code == 0);
    REQUIRE(with_gallery("enroll", gallery, {"Joe Biden", biden}).code == 0);
    CHECK(with_gallery("list", gallery, {}).output == "Somebody Else\t1\nJoe Biden\t2\n");
    const Json embedding = cli::facenet({"embed", "--json", biden + "/biden.jpg"}).json()["embeddings"][0]["embedding"];
    const std::vector<float> values = embedding;
    const std::string bytes(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float));
    REQUIRE(cli::contents(gallery).find(bytes) != std::string::npos);

    CHECK(with_gallery("remove", gallery, {"Nobody"}).code == 2);
    CHECK(with_gallery("remove", gallery, {"Joe Biden"}).code == 0);
    CHECK(cli::contents(gallery).find(bytes) == std::string::npos);
    CHECK(cli::contents(gallery).find("Joe") == std::string::npos);
    CHECK(with_gallery("list", gallery, {"--json"}).json()["people"] ==
          Json::parse(R"([{"name": "Somebody Else", "faces": 1}])"));
    CHECK(with_gallery("identify", gallery, {biden + "/biden.jpg"}).output.find("unknown") != std::string::npos);
    const auto gone = with_gallery("list", (folder / "none.gallery").string(), {});
    CHECK(gone.code == 2);
    CHECK(gone.errors.find("none.gallery") != std::string::npos);
}

TEST_CASE(
    "facenet enroll: hopeless faces are refused with the reason, unless forced; of several the best may be chosen") {
    if (!cli::have_known_faces()) return;
    const cli::TemporaryFolder folder;
    const std::string gallery = (folder / "people.gallery").string();
    const std::string half = cli::face_photo("face_recognition/test_images/obama_partial_face2.jpg");
    const auto refused = with_gallery("enroll", gallery, {"obama", half});
    CHECK(refused.code == 2);
    CHECK(refused.errors.find("of the face is in the photo") != std::string::npos);
    CHECK(with_gallery("list", gallery, {}).output.empty());
    CHECK(with_gallery("enroll", gallery, {"obama", half, "--force"}).code == 0);

    // Of two people the one in front; and only the best photo, in the place of what was there.
    const auto best = with_gallery(
        "enroll", gallery, {"obama", half, cli::face_photo("face_recognition/train/obama"), "--best", "--replace"});
    CHECK(best.code == 0);
    CHECK(best.errors.find("obama_partial_face2.jpg: not enrolled") != std::string::npos);
    CHECK(with_gallery("list", gallery, {}).output == "obama\t1\n");
    const auto two =
        with_gallery("enroll", gallery, {"somebody", cli::face_photo("face_recognition/two_people.jpg"), "--json"});
    CHECK(two.json()["enrolled"][0]["faces_in_photo"] == 2);
}

#if defined(FACENET_HAS_SODIUM)
TEST_CASE("facenet: encrypted galleries open with their passphrase or key, and with no other") {
    if (!cli::have_known_faces()) return;
    const cli::TemporaryFolder folder;
    const std::string photo = cli::face_photo("face_recognition/train/biden/biden.jpg");
    cli::write(folder / "right", "correct horse\n");
    cli::write(folder / "wrong", "battery staple\n");
    cli::write(folder / "key", std::string(32, 'k'));
    cli::write(folder / "short", "k");
    for (const auto& [option, file] :
         std::map<std::string, std::string>{{"--passphrase-file", "right"}, {"--key-file", "key"}}) {
        const std::string gallery = (folder / (file + ".gallery")).string(), secret = (folder / file).string();
        REQUIRE(with_gallery("enroll", gallery, {"Joe Biden", photo, option, secret}).code == 0);
        CHECK(cli::contents(gallery).find("Joe") == std::string::npos);
        CHECK(with_gallery("list", gallery, {option, secret}).output == "Joe Biden\t1\n");
        CHECK(with_gallery("list", gallery, {}).code == 2);
        CHECK(with_gallery("list", gallery, {"--passphrase-file", (folder / "wrong").string()}).code == 2);
        CHECK(with_gallery("list", gallery, {"--key-file", (folder / "short").string()}).errors.find("32 bytes") !=
              std::string::npos);
        CHECK(with_gallery("identify", gallery, {photo, option, secret}).output.find("Joe Biden") != std::string::npos);
    }
}
#endif

// SPDX-License-Identifier: MIT
#include <facenet/image_file.hpp>
#include <map>
#include <set>

#include "cli/program.hpp"

using cli::Json;

TEST_CASE("facenet people: the six group photos") {
    if (!cli::have_models_and_photos()) return;
    const cli::TemporaryFolder folder;
    std::filesystem::create_directories(folder / "in/deeper");
    for (int n = 1; n <= 6; ++n) {
        const std::string name = "sample" + std::to_string(n) + ".jpg";
        // One name says what the file is not: photos are known by their contents.
        const std::string copy = n == 2 ? "in/deeper/sample2.txt" : n == 3 ? "in/deeper/" + name : "in/" + name;
        std::filesystem::copy_file(cli::group_photo(n), folder / copy);
    }
    cli::write(folder / "in/notes.txt", "no photo");
    cli::write(folder / "in/.hidden.jpg", cli::contents(cli::group_photo(1)));
    const std::string out = (folder / "in/out").string();

    // Twice: results that lie in the folder by then are no photos of it.
    for (int round = 0; round < 2; ++round) {
        const auto outcome = cli::facenet({"people", (folder / "in").string(), "--out", out, "--json"});
        REQUIRE(outcome.code == 0);
        const Json json = outcome.json();
        CHECK(json["photos"] == 6);
        CHECK(json["faces"].size() >= 18);
        CHECK(json["faces"].size() <= 23);
        std::map<int, std::set<std::string>> photos_of;
        for (const Json& face : json["faces"]) {
            const std::vector<double> box = face["box"];
            REQUIRE(box.size() == 4);
            CHECK(box[0] < box[2]);
            CHECK(box[1] < box[3]);
            CHECK(face["score"].get<double>() > 0.5);
            CHECK(face["landmarks"].size() == 5);
            photos_of[face["person"].get<int>()].insert(std::filesystem::path(face["photo"].get<std::string>()).stem());
        }
        CHECK(photos_of.size() == json["people"].size());
        // Person 1 has two faces, nobody else has.
        CHECK(json["people"][0]["faces"] == 2);
        CHECK(photos_of[1] == std::set<std::string>{"sample1", "sample3"});
        for (std::size_t i = 1; i < json["people"].size(); ++i)
            CHECK(json["people"][i]["faces"] == 1);
    }

    for (const auto& [photo, drawn] : std::map<std::string, std::string>{{cli::group_photo(1), "sample1.jpg"},
                                                                         {cli::group_photo(2), "deeper/sample2.jpg"}}) {
        const facenet::Image before = facenet::load_image(photo);
        const facenet::Image after = facenet::load_image((std::filesystem::path(out) / drawn).string());
        REQUIRE(before.width() == after.width());
        REQUIRE(before.height() == after.height());
        // Something is drawn, and most of the photo is as it was.
        std::size_t changed = 0, count = 0;
        for (int y = 0; y < before.height(); ++y)
            for (int x = 0; x < before.width(); ++x, ++count)
                for (int c = 0; c < 3; ++c)
                    if (std::abs(before.pixel(x, y)[c] - after.pixel(x, y)[c]) > 60) {
                        ++changed;
                        break;
                    }
        CHECK(changed > count / 1000);
        CHECK(changed < count / 4);
    }
}

TEST_CASE("facenet people: two faces of one photo are two people, unless it is a collage") {
    if (!cli::have_models_and_photos()) return;
    // A photo beside itself: everybody is in it twice.
    const facenet::Image photo = facenet::load_image(cli::group_photo(1));
    const cli::TemporaryFolder folder;
    const std::string twice = (folder / "twice.bmp").string();
    const int width = photo.width() / 4 * 4;
    cli::write(twice, cli::bitmap(2 * width, photo.height(),
                                  [&](int x, int y, int c) { return photo.pixel(x % width, y)[c]; }));

    const Json apart = cli::facenet({"people", twice, "--json"}).json();
    CHECK(apart["people"].size() == apart["faces"].size());
    const Json together = cli::facenet({"people", twice, "--collage", "--json"}).json();
    REQUIRE(together["faces"].size() >= 4);
    CHECK(together["people"].size() < together["faces"].size());
    CHECK(together["people"][0]["faces"] == 2);
}

TEST_CASE("facenet people: text says who is where, and how fast that was") {
    if (!cli::have_models_and_photos()) return;
    const auto outcome = cli::facenet({"people", cli::group_photo(1), cli::group_photo(3)});
    CHECK(outcome.code == 0);
    CHECK(outcome.output.find("person 1: 2 faces") != std::string::npos);
    CHECK(outcome.output.find(cli::group_photo(3)) != std::string::npos);
    CHECK(outcome.output.find("photos per second") != std::string::npos);
    CHECK(outcome.errors.empty());  // no bar where there is no terminal
}

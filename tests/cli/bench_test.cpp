// SPDX-License-Identifier: MIT
#include "cli/program.hpp"

TEST_CASE("facenet bench: figures of a face, and of photos where there are some") {
    if (!cli::have_models_and_photos()) return;
    const auto faces = cli::facenet({"bench", "--seconds", "0.01", "--json", "--threads", "1"});
    REQUIRE(faces.code == 0);
    CHECK(faces.json()["embed_ms"].get<double>() > 0);
    CHECK(!faces.json().contains("detect_ms"));
    const auto photos = cli::facenet({"bench", cli::group_photo(1), "--seconds", "0.01", "--json"});
    REQUIRE(photos.code == 0);
    for (const char* figure :
         {"embed_ms", "read_ms", "detect_ms", "photos_per_second", "faces_per_second", "megapixels"})
        CHECK(photos.json()[figure].get<double>() > 0);
    CHECK(photos.json()["faces"] == 3);
    CHECK(cli::facenet({"bench", "--seconds", "0.01"}).output.find("embed a face") != std::string::npos);
}

TEST_CASE("facenet: every subcommand has a help that teaches") {
    for (const char* command :
         {"verify", "people", "cluster", "embed", "enroll", "identify", "list", "remove", "bench"}) {
        CAPTURE(command);
        const auto help = cli::run(FACENET_PROGRAM, {command, "--help"});
        CHECK(help.code == 0);
        CHECK(help.output.find("--json") != std::string::npos);
        CHECK(help.output.find("xit code") != std::string::npos);
    }
}

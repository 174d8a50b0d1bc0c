// SPDX-License-Identifier: MIT
#include "cli/program.hpp"

using cli::run;
using cli::TemporaryFolder;

TEST_CASE("facenet: a command line that makes no sense is exit code 2 and says why") {
    for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
             {}, {"verify"}, {"verify", "a.jpg"}, {"recognise"}, {"people"}, {"verify", "a", "b", "--min-face", "x"}}) {
        const auto outcome = run(FACENET_PROGRAM, arguments);
        CHECK(outcome.code == 2);
        CHECK(!outcome.errors.empty());
        CHECK(outcome.output.empty());
    }
    const auto help = run(FACENET_PROGRAM, {"verify", "--help"});
    CHECK(help.code == 0);
    CHECK(help.output.find("--any") != std::string::npos);
    CHECK(run(FACENET_PROGRAM, {"--version"}).code == 0);
}

TEST_CASE("facenet: without models it says where it looked and what makes them") {
    const TemporaryFolder folder;
    const std::string nowhere = (folder / "nowhere").string();
    cli::write(folder / "a.jpg", "not an image");
    const auto absent = run(FACENET_PROGRAM, {"people", (folder / "a.jpg").string(), "--models", nowhere});
    CHECK(absent.code == 2);
    CHECK(absent.errors.find(nowhere) != std::string::npos);
    CHECK(absent.errors.find("demo.sh") != std::string::npos);

    const auto empty = run(FACENET_PROGRAM, {"people", (folder / "a.jpg").string(), "--models", folder.string()});
    CHECK(empty.code == 2);
    CHECK(empty.errors.find("dlib_resnet.blob") != std::string::npos);

    cli::write(folder / "dlib_resnet.blob", "this is no blob");
    const auto damaged = run(FACENET_PROGRAM, {"verify", "--crop", "a", "b", "--models", folder.string()});
    CHECK(damaged.code == 2);
    CHECK(damaged.errors.find("dlib_resnet.blob") != std::string::npos);
}

TEST_CASE("facenet: photos that cannot be used") {
    if (!cli::have_models_and_photos()) return;
    const TemporaryFolder folder;
    const std::string text = (folder / "text.jpg").string(), gone = (folder / "gone.jpg").string();
    cli::write(text, "not an image");
    for (const std::string& bad : {text, gone}) {
        const auto outcome = cli::facenet({"verify", bad, cli::group_photo(1)});
        CHECK(outcome.code == 2);
        CHECK(outcome.errors.find(bad) != std::string::npos);
        CHECK(cli::facenet({"embed", bad}).code == 2);
    }
    // Nobody is in a black picture.
    const std::string black = (folder / "black.bmp").string();
    cli::write(black, cli::bitmap(300, 200, [](int, int, int) { return 0; }));
    const auto nobody = cli::facenet({"verify", black, cli::group_photo(1)});
    CHECK(nobody.code == 2);
    CHECK(nobody.errors.find("no face") != std::string::npos);
    // `people` warns and goes on, unless nothing is left.
    const auto some = cli::facenet({"people", text, black, cli::group_photo(1), "--json"});
    CHECK(some.code == 0);
    CHECK(some.errors.find(text) != std::string::npos);
    CHECK(some.errors.find("no face") != std::string::npos);
    CHECK(some.json()["faces"].size() >= 2);
    CHECK(cli::facenet({"people", text}).code == 2);
    CHECK(cli::facenet({"people", gone}).code == 2);
}

// SPDX-License-Identifier: MIT
#include "cli/known_faces.hpp"

using cli::Json;

TEST_CASE("facenet people, cluster: one group for each person of the known faces, in fp32 and in int8") {
    if (!cli::have_known_faces()) return;
    const cli::TemporaryFolder folder;
    const std::string cache = (folder / "cache.jsonl").string(), faces = support::faces_dir().string();
    cli::check_groups(cli::facenet({"people", faces, "--json", "--cache", cache}).json());
    cli::check_groups(cli::facenet({"cluster", faces, "--json", "--cache", cache}).json());
    cli::check_groups(
        cli::facenet({"cluster", faces, "--json", "--cache", cache, "--linkage", "complete", "--threshold", "0.6"})
            .json());
    cli::check_groups(cli::facenet({"cluster", faces, "--json", "--cache", cache, "--graph"}).json());

    const std::string int8 = (folder / "int8.blob").string();
    const auto quantised =
        cli::run(FACENET_WEIGHTS_TOOL, {"quantize", (support::models_dir() / "dlib_resnet.blob").string(),
                                        "--calibrate", faces + "/openface", faces + "/facenet-pytorch", "-o", int8});
    REQUIRE(quantised.code == 0);
    // Her photos are 0.546 apart in fp32, the threshold is 0.55, and bytes move distances by up to 0.02: where products are exact
    // to 0.553, by minimal filtering to 0.542.
    const std::string jolie = faces + "/facenet-pytorch/angelina_jolie";
    const double apart = cli::facenet({"verify", jolie + ".jpg", jolie + "-aligned160.png", "--json"}).json()["distance"].get<double>();
    CHECK(apart > 0.53);
    CHECK(apart < 0.57);
    cli::check_groups(cli::facenet({"people", faces, "--json", "--model", int8}).json(), "jolie");
}

TEST_CASE("facenet cluster: embeddings of a file, so many groups as are wanted") {
    if (!cli::have_known_faces()) return;
    const cli::TemporaryFolder folder;
    const std::string train = cli::face_photo("face_recognition/train"), matrix = (folder / "e.npy").string();
    REQUIRE(cli::facenet({"embed", train, "--npy", matrix}).code == 0);
    // Folders are walked in the order of names: alex, biden twice, kit twice, obama twice, rose twice.
    CHECK(cli::facenet({"cluster", "--embeddings", matrix}).output == "5\n1\n1\n2\n2\n3\n3\n4\n4\n");
    CHECK(cli::facenet({"cluster", "--embeddings", matrix, "--number", "2", "--json"}).json()["sizes"].size() == 2);
    CHECK(cli::facenet({"cluster", train, "--number", "7", "--json"}).json()["people"].size() == 7);
    CHECK(cli::facenet({"cluster", train, "--threshold", "0", "--json"}).json()["people"].size() == 9);

    for (const std::string& damaged :
         {std::string("no matrix"), cli::contents(matrix).substr(0, 40), cli::contents(matrix).substr(0, 1000)}) {
        cli::write(folder / "damaged.npy", damaged);
        const auto outcome = cli::facenet({"cluster", "--embeddings", (folder / "damaged.npy").string()});
        CHECK(outcome.code == 2);
        CHECK(outcome.errors.find("damaged.npy") != std::string::npos);
    }
    for (const std::vector<std::string>& senseless :
         std::vector<std::vector<std::string>>{{"cluster"},
                                               {"cluster", train, "--embeddings", matrix},
                                               {"cluster", train, "--linkage", "ward"},
                                               {"cluster", train, "--number", "3", "--threshold", "0.5"},
                                               {"cluster", train, "--neighbours", "3"}})
        CHECK(cli::facenet(senseless).code == 2);
}

TEST_CASE("facenet cluster: a matrix whose header is mostly blanks is refused, however long it is") {
    const cli::TemporaryFolder folder;
    constexpr std::uint32_t kLength = 1'000'000;  // a regular expression would go down once for every blank
    std::string file("\x93NUMPY\x02\x00", 8);
    for (int shift = 0; shift < 32; shift += 8)
        file += static_cast<char>(kLength >> shift & 0xff);
    cli::write(folder / "blanks.npy", file + "{'descr':" + std::string(kLength - 9, ' '));
    const auto outcome = cli::facenet({"cluster", "--embeddings", (folder / "blanks.npy").string()});
    CHECK(outcome.code == 2);
    CHECK(outcome.errors.find("blanks.npy: expected a float32 matrix of NumPy") != std::string::npos);
}

TEST_CASE("facenet people --html: a page with every face and photo in it, which loads and runs nothing") {
    if (!cli::have_known_faces()) return;
    const cli::TemporaryFolder folder;
    const std::string page = (folder / "people.html").string(), hostile = (folder / "<b>&\"x.jpg").string();
    std::filesystem::copy_file(cli::face_photo("openface/adams.jpg"), hostile);
    cli::write(folder / "text.jpg", "no photo");
    const std::string biden = cli::face_photo("face_recognition/train/biden");
    REQUIRE(cli::facenet({"people", biden, hostile, (folder / "text.jpg").string(), "--html", page}).code == 0);
    const std::string html = cli::contents(page);
    const auto count = [&](const std::string& text) {
        std::size_t n = 0;
        for (std::size_t at = html.find(text); at != std::string::npos; at = html.find(text, at + 1))
            ++n;
        return n;
    };
    CHECK(count("<li id=\"person-") == 2);
    CHECK(count("src=\"data:image/jpeg;base64,") == 3 + 3);  // three faces, three photos
    CHECK(count("<img ") == count(" alt=\""));
    CHECK(count("class=\"mark\"") == 3);
    CHECK(count("text.jpg") == 1);
    CHECK(count("<b>") == 0);
    for (const char* loading : {"<script", "http:", "https:", "<link", "@import", "url("})
        CHECK(count(loading) == 0);
    // Every anchor that is led to is there.
    for (const char* anchor : {"photo-1", "photo-2", "photo-3", "person-1", "person-2"}) {
        CHECK(count("href=\"#" + std::string(anchor) + "\"") >= 1);
        CHECK(count(" id=\"" + std::string(anchor) + "\"") == 1);
    }
    REQUIRE(cli::facenet({"cluster", biden, hostile, "--html", page, "--link-photos"}).code == 0);
    const std::string linked = cli::contents(page);
    CHECK(linked.find("href=\"%3Cb%3E%26%22x.jpg\"") != std::string::npos);
    CHECK(linked.find("class=\"lightbox\"") == std::string::npos);
}

// SPDX-License-Identifier: MIT
#include <cmath>
#include <map>

#include "cli/program.hpp"

using cli::Json;
namespace fs = std::filesystem;

namespace {

/// The photos of ../shared/faces that show one person each, as its SOURCES.md tells who is who; of the two in which
/// half of a face is cut off, see below.
const std::map<std::string, std::vector<std::string>> kPeople = {
    {"obama",
     {"face_recognition/test_images/obama.jpg", "face_recognition/test_images/obama2.jpg",
      "face_recognition/test_images/obama3.jpg", "face_recognition/test_images/32bit.png",
      "face_recognition/test/obama1.jpg", "face_recognition/train/obama/obama.jpg",
      "face_recognition/train/obama/obama2.jpg"}},
    {"biden",
     {"face_recognition/test_images/biden.jpg", "face_recognition/train/biden/biden.jpg",
      "face_recognition/train/biden/biden2.jpg"}},
    {"miranda", {"face_recognition/lin-manuel-miranda.png"}},
    {"harington",
     {"face_recognition/test/johnsnow_test1.jpg", "face_recognition/train/kit_harington/john1.jpeg",
      "face_recognition/train/kit_harington/john2.jpeg"}},
    {"lacamoire", {"face_recognition/test/alex_lacamoire1.jpg", "face_recognition/train/alex_lacamoire/img1.jpg"}},
    {"leslie", {"face_recognition/train/rose_leslie/img1.jpg", "face_recognition/train/rose_leslie/img2.jpg"}},
    {"adams", {"openface/adams.jpg"}},
    {"carell", {"openface/carell.jpg"}},
    {"clapton", {"openface/clapton-1.jpg", "openface/clapton-2.jpg"}},
    {"lennon", {"openface/lennon-1.jpg", "openface/lennon-2.jpg"}},
    {"siegel", {"facenet-pytorch/kate_siegel.jpg"}},
    {"rudd", {"facenet-pytorch/paul_rudd.jpg"}},
    {"jolie", {"facenet-pytorch/angelina_jolie.jpg"}},
};

bool have_models_and_faces() {
    if (!cli::have_models()) return false;
    if (fs::exists(support::faces_dir())) return true;
    MESSAGE("skipped: there are no photos in " << support::faces_dir().string());
    return false;
}

/// A folder for each person, NAME/NAME_0001.jpg and so on as LFW has it, of links to the first `most` photos of each.
void link_people(const fs::path& folder, std::size_t most = 100) {
    for (const auto& [person, photos] : kPeople) {
        fs::create_directories(folder / person);
        for (std::size_t i = 0; i < photos.size() && i < most; ++i) {
            const fs::path photo = support::faces_dir() / photos[i];
            fs::create_symlink(
                photo, folder / person / (person + "_000" + std::to_string(i + 1) + photo.extension().string()));
        }
    }
}

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t n = 0;
    for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size())
        ++n;
    return n;
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("facenet evaluate: a folder for each person, with files that are no photos, as JSON, page and table") {
    if (!have_models_and_faces()) return;
    const cli::TemporaryFolder folder;
    link_people(folder / "people");
    cli::write(folder / "people/adams/empty.jpg", "");
    cli::write(folder / "people/carell/torn.png", "\x89PNG\r\n\x1A\n");
    cli::write(folder / "people/rudd/notes.txt", "not a photo at all");
    cli::write(folder / "people/jolie/wall.bmp", cli::bitmap(640, 480, [](int, int, int) { return 128; }));
    const std::string people = (folder / "people").string(), page_file = (folder / "page.html").string();
    const std::string cache = (folder / "cache").string();

    const auto outcome =
        cli::facenet({"evaluate", people, "--json", "--html", page_file, "--cache", cache, "--far", "0.01,0.1"});
    REQUIRE(outcome.code == 0);
    const Json json = outcome.json();
    CHECK(json["photos"] == 30);
    CHECK(json["identities"] == 13);
    CHECK(json["same_pairs"] == 31);
    CHECK(json["different_pairs"] == 320);
    CHECK(json["skipped_pairs"] == 84);  // all others of 30 photos
    CHECK(json["auc"].get<double>() >= 0.999);
    CHECK(json["eer"].get<double>() <= 0.01);
    CHECK(json["accuracy"].get<double>() >= 0.99);
    CHECK(json["threshold"].get<double>() == doctest::Approx(0.6));
    REQUIRE(json["val"].size() == 2);
    CHECK(json["val"][0]["far"] == 0.01);
    CHECK(json["val"][0]["val"].get<double>() >= 0.99);
    CHECK(json["val"][0]["threshold"].get<double>() > 0.5);
    CHECK(json["intervals"]["auc"][0].get<double>() <= json["auc"].get<double>());
    CHECK(json["intervals"]["auc"][1].get<double>() >= json["auc"].get<double>());
    CHECK(json["calibration"]["slope"].get<double>() > 0);

    REQUIRE(json["failed"].size() == 3);
    CHECK(contains(json["failed"][0]["photo"], "adams/empty.jpg"));
    CHECK(contains(json["failed"][1]["photo"], "carell/torn.png"));
    CHECK(contains(json["failed"][2]["photo"], "jolie/wall.bmp"));
    CHECK(json["failed"][2]["reason"] == "no face was found");
    for (const Json& failed : json["failed"])
        CHECK_FALSE(failed["reason"].get<std::string>().empty());

    const std::string page = cli::contents(page_file);
    CHECK(count(page, "<img ") == 48);  // twelve pairs of each kind
    CHECK(count(page, "src=\"data:image/jpeg;base64,") == 48);
    CHECK(contains(page, "class=\"curve\""));
    CHECK(contains(page, "wall.bmp"));
    for (const char* part : {"<script", "http://", "https://", "<link", "@import", "url("}) {
        CAPTURE(std::string(part));
        CHECK_FALSE(contains(page, part));
    }

    const auto table = cli::facenet({"evaluate", people, "--cache", cache});
    CHECK(table.code == 0);
    for (const char* part : {"30 photos of 13 people", "31 pairs of one person", "AUC", "EER", "VAL at FAR 0.001",
                             "empty.jpg: ", "wall.bmp: no face was found"}) {
        CAPTURE(std::string(part));
        CHECK(contains(table.output, part));
    }
    CHECK(table.errors.empty());
}

TEST_CASE("facenet evaluate: pairs of a CSV, beside it or in a folder, with groups; and LFW's list with its protocol") {
    if (!have_models_and_faces()) return;
    const cli::TemporaryFolder folder;
    link_people(folder / "people", 2);
    const std::string cache = (folder / "cache").string(), people = (folder / "people").string();
    const std::string csv = (folder / "people/pairs.csv").string();
    cli::write(csv,
               "file_x,file_y,Decision,group\n"
               "obama/obama_0001.jpg,obama/obama_0002.jpg,Yes,a\n"
               "lennon/lennon_0001.jpg,lennon/lennon_0002.jpg,Yes,b\n"
               "obama/obama_0001.jpg,lennon/lennon_0001.jpg,No,b\n"
               "obama/obama_0001.jpg,biden/biden_0001.jpg,No,a\n"
               "obama/obama_0001.jpg,\"no, where.jpg\",No,a\n");
    const auto outcome = cli::facenet({"evaluate", "--csv", csv, "--json", "--cache", cache});
    REQUIRE(outcome.code == 0);
    const Json json = outcome.json();
    CHECK(json["same_pairs"] == 2);
    CHECK(json["different_pairs"] == 2);
    CHECK(json["skipped_pairs"] == 1);
    CHECK(json["accuracy"] == 1);
    CHECK(json["identities"] == 4);
    REQUIRE(json["groups"].size() == 2);
    CHECK(json["groups"][0]["group"] == "a");
    CHECK(json["groups"][0]["different_pairs"] == 1);
    REQUIRE(json["failed"].size() == 1);
    CHECK(contains(json["failed"][0]["photo"], "no, where.jpg"));
    fs::rename(csv, folder / "pairs.csv");
    const auto elsewhere = cli::facenet(
        {"evaluate", "--csv", (folder / "pairs.csv").string(), "--images", people, "--json", "--cache", cache});
    CHECK(elsewhere.json() == json);

    const std::string list = (folder / "pairs.txt").string();
    cli::write(list,
               "2\t2\nobama\t1\t2\nlennon\t1\t2\nobama\t1\tlennon\t1\nbiden\t1\tadams\t1\n"
               "clapton\t1\t2\nleslie\t1\t2\nclapton\t1\tlennon\t1\ncarell\t1\trudd\t1\n");
    const auto protocol = cli::facenet(
        {"evaluate", people, "--pairs", list, "--mirror", "--subtract-mean", "--angular", "--json", "--cache", cache});
    REQUIRE(protocol.code == 0);
    const Json folds = protocol.json()["protocol"];
    CHECK(folds["folds"].size() == 2);
    CHECK(folds["auc"] == 1);
    CHECK(folds["accuracy"].get<double>() >= 0.75);
}

TEST_CASE("facenet evaluate: tracks of frames") {
    if (!have_models_and_faces()) return;
    const cli::TemporaryFolder folder;
    const auto frame = [&](const std::string& track, const char* name, const std::string& photo) {
        fs::create_directories(folder / track);
        fs::create_symlink(support::faces_dir() / photo, folder / track / name);
    };
    frame("clapton/0", "0.9.jpg", "openface/clapton-1.jpg");
    frame("clapton/0", "0.10.jpg", "openface/clapton-2.jpg");
    frame("clapton/1", "0.1.jpg", "openface/clapton-2.jpg");
    frame("lennon/0", "0.1.jpg", "openface/lennon-1.jpg");
    cli::write(folder / "splits.txt",
               "split number, pair number in split, first name, second name, is same:\n"
               "1, 1, clapton/0, clapton/1, 1\n1, 2, clapton/0, lennon/0, 0\n"
               "2, 1, clapton/1, clapton/0, 1\n2, 2, lennon/0, clapton/1, 0\n2, 3, lennon/0, nobody/0, 0\n");
    const auto outcome =
        cli::facenet({"evaluate", folder.string(), "--youtube", (folder / "splits.txt").string(), "--json"});
    REQUIRE(outcome.code == 0);
    const Json json = outcome.json();
    CHECK(json["photos"] == 4);
    CHECK(json["same_pairs"] == 2);
    CHECK(json["skipped_pairs"] == 1);
    CHECK(json["failed"][0]["photo"] == "nobody/0");
    CHECK(json["protocol"]["accuracy"] == 1);
}

TEST_CASE("facenet evaluate: says what is wrong with what it is given") {
    if (!cli::have_models()) return;
    const cli::TemporaryFolder folder;
    const auto message = [](std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), "evaluate");
        const auto outcome = cli::facenet(arguments);
        CHECK(outcome.code == 2);
        CHECK(outcome.output.empty());
        return outcome.errors;
    };
    CHECK(contains(message({}), "expected a folder of photos or --csv"));
    CHECK(contains(message({(folder / "nowhere").string()}), "nowhere: expected a folder"));
    CHECK(contains(message({folder.string()}), "a folder for each person"));
    cli::write(folder / "bad.csv", "file_x,file_y,Decision\na.jpg,b.jpg,Perhaps\n");
    CHECK(contains(message({"--csv", (folder / "bad.csv").string()}), "bad.csv, line 2: expected Yes or No"));
    cli::write(folder / "bad.txt", "1\t1\nA\t1\t2\nA\t1\tB\n");
    CHECK(contains(message({folder.string(), "--pairs", (folder / "bad.txt").string()}), "bad.txt, line 3"));
    cli::write(folder / "lost.csv", "file_x,file_y,Decision\na.jpg,b.jpg,Yes\n");
    CHECK(contains(message({"--csv", (folder / "lost.csv").string()}), "none of 1 pairs can be compared"));

    const auto help = cli::facenet({"evaluate", "--help"});
    CHECK(help.code == 0);
    for (const char* part : {"--pairs", "--csv", "--youtube", "VAL, FAR", "one folder for each person"})
        CHECK(contains(help.output, part));
}

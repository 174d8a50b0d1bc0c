// SPDX-License-Identifier: MIT
#include <cstring>
#include <sstream>

#include "cli/program.hpp"

using cli::Json;

TEST_CASE("facenet embed: JSON, a matrix for NumPy and text hold the same numbers") {
    if (!cli::have_models_and_photos()) return;
    const auto outcome = cli::facenet({"embed", "--json", cli::group_photo(1), cli::group_photo(2)});
    REQUIRE(outcome.code == 0);
    CHECK(outcome.errors.find("the largest of") != std::string::npos);
    const Json json = outcome.json();
    CHECK(json["model"] == "dlib_face_recognition_resnet_model_v1");
    REQUIRE(json["embeddings"].size() == 2);
    CHECK(json["embeddings"][1]["photo"] == cli::group_photo(2));

    const cli::TemporaryFolder folder;
    const std::string matrix = (folder / "out.npy").string();
    REQUIRE(cli::facenet({"embed", "--npy", matrix, cli::group_photo(1), cli::group_photo(2)}).code == 0);
    const std::string bytes = cli::contents(matrix);
    REQUIRE(bytes.size() == 128 + 2 * 128 * 4);
    CHECK(bytes.substr(0, 8) == std::string("\x93NUMPY\x01\x00", 8));
    CHECK(bytes.find("'descr': '<f4', 'fortran_order': False, 'shape': (2, 128)") != std::string::npos);

    const auto text = cli::facenet({"embed", cli::group_photo(1), cli::group_photo(2)});
    std::istringstream lines(text.output);
    for (std::size_t row = 0; row < 2; ++row) {
        const std::vector<float> expected = json["embeddings"][row]["embedding"];
        REQUIRE(expected.size() == 128);
        CHECK(std::memcmp(expected.data(), bytes.data() + 128 + row * 512, 512) == 0);
        std::string photo;
        lines >> photo;
        CHECK(photo == cli::group_photo(static_cast<int>(row) + 1));
        for (const float value : expected) {
            float printed = 0;
            lines >> printed;
            CHECK(printed == doctest::Approx(static_cast<double>(value)).epsilon(1e-4));
        }
    }
}

TEST_CASE("facenet embed --all: every face has a row") {
    if (!cli::have_models_and_photos()) return;
    const Json all = cli::facenet({"embed", "--json", "--all", cli::group_photo(1)}).json();
    const Json faces = cli::facenet({"people", "--json", cli::group_photo(1)}).json()["faces"];
    CHECK(all["embeddings"].size() == faces.size());
    CHECK(faces.size() >= 2);
}

TEST_CASE(
    "the ten-line program, from the headers and from the generated header, prints what facenet embed --crop does") {
    if (!cli::have_models_and_photos()) return;
    const std::string blob = (support::models_dir() / "dlib_resnet.blob").string();
    const auto readable = cli::run(FACENET_TEN_LINES, {blob, cli::group_photo(1)});
    const auto single = cli::run(FACENET_TEN_LINES_SINGLE, {blob, cli::group_photo(1)});
    REQUIRE(readable.code == 0);
    REQUIRE(single.code == 0);
    CHECK(readable.output == single.output);
    const Json crop = cli::facenet({"embed", "--crop", "--json", cli::group_photo(1)}).json();
    const std::vector<double> expected = crop["embeddings"][0]["embedding"];
    std::istringstream lines(readable.output);
    std::size_t count = 0;
    for (double value = 0; lines >> value; ++count) {
        REQUIRE(count < expected.size());
        CHECK(value == doctest::Approx(expected[count]).epsilon(1e-4));
    }
    CHECK(count == 128);
}

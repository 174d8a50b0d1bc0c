// SPDX-License-Identifier: MIT
#include "cli/program.hpp"

using cli::Json;

TEST_CASE("facenet verify --any: sample1 and sample3 share a woman, sample2 and sample5 share nobody") {
    if (!cli::have_models_and_photos()) return;
    const auto same = cli::facenet({"verify", "--any", "--json", cli::group_photo(1), cli::group_photo(3)});
    CHECK(same.code == 0);
    const Json yes = same.json();
    CHECK(yes["same"] == true);
    CHECK(yes["distance"].get<double>() < yes["threshold"].get<double>());
    CHECK(yes["distance"].get<double>() == doctest::Approx(0.43).epsilon(0.1));  // as the reference has it
    CHECK(yes["threshold"].get<double>() == doctest::Approx(0.6));
    CHECK(yes["model"] == "dlib_face_recognition_resnet_model_v1");
    REQUIRE(yes["faces"].size() == 2);
    CHECK(yes["faces"][0]["photo"] == cli::group_photo(1));
    CHECK(yes["faces"][1]["photo"] == cli::group_photo(3));
    CHECK(yes["faces"][0]["box"].size() == 4);
    CHECK(yes["faces"][0]["landmarks"].size() == 5);

    const auto different = cli::facenet({"verify", "--any", cli::group_photo(2), cli::group_photo(5)});
    CHECK(different.code == 1);
    CHECK(different.output.find("nobody") != std::string::npos);
    CHECK(different.output.find("distance") != std::string::npos);
    CHECK(different.output.find("threshold") != std::string::npos);
}

TEST_CASE("facenet verify: takes the largest of several faces and says so") {
    if (!cli::have_models_and_photos()) return;
    const auto outcome = cli::facenet({"verify", cli::group_photo(1), cli::group_photo(1)});
    CHECK(outcome.code == 0);  // the same photo: the same face
    CHECK(outcome.output.find("the largest of") != std::string::npos);

    // Whose face that is, `people` can tell.
    const Json faces = cli::facenet({"people", cli::group_photo(1), "--json"}).json()["faces"];
    const auto area = [](const Json& face) {
        const std::vector<double> box = face["box"];
        return (box[2] - box[0]) * (box[3] - box[1]);
    };
    const Json chosen = cli::facenet({"verify", "--json", cli::group_photo(1), cli::group_photo(1)}).json()["faces"][0];
    CHECK(chosen["faces_in_photo"] == faces.size());
    for (const Json& face : faces)
        CHECK(area(face) <= area(chosen));
}

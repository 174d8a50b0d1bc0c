// SPDX-License-Identifier: MIT
/// How faces are written in JSON and in text.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "pipeline.hpp"

namespace program {

// Keys stay in the order in which they are added.
using Json = nlohmann::ordered_json;

/// {"photo", "box": [left, top, right, bottom], "score", "landmarks": five [x, y]}, in pixels of the upright photo.
inline Json face_json(const std::string& photo, const facenet::Face& face) {
    Json landmarks = Json::array();
    for (const facenet::Point& point : face.landmarks)
        landmarks.push_back({point.x, point.y});
    return {{"photo", photo},
            {"box", {face.box.left, face.box.top, face.box.right, face.box.bottom}},
            {"score", face.score},
            {"landmarks", landmarks}};
}

/// All that was measured of a face; see facenet/quality.hpp for what each means.
inline Json quality_json(const facenet::FaceQuality& q) {
    return {{"score", q.score},       {"width", q.width},    {"inside", q.inside},       {"yaw", q.pose.yaw},
            {"pitch", q.pose.pitch},  {"roll", q.pose.roll}, {"sharpness", q.sharpness}, {"brightness", q.brightness},
            {"contrast", q.contrast}, {"clipped", q.clipped}};
}

inline Json embedding_json(const facenet::Embedding& embedding) {
    return Json(std::vector<float>(embedding.begin(), embedding.end()));
}

/// [{"photo", "reason"}] of the photos that have a problem.
inline Json failed_json(const std::vector<Photo>& photos, const std::vector<Findings>& findings) {
    Json failed = Json::array();
    for (std::size_t p = 0; p < photos.size(); ++p)
        if (!findings[p].problem.empty())
            failed.push_back({{"photo", photos[p].path}, {"reason", findings[p].problem}});
    return failed;
}

/// JSON as text. Names of files that are not UTF-8 are written with replacement characters.
inline std::string text_of(const Json& json, int indent) {
    return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

/// One object on standard output.
inline void print(const Json& json) {
    std::printf("%s\n", text_of(json, 2).c_str());
}

/// "left,top to right,bottom" in whole pixels.
inline std::string place(const facenet::Face& face) {
    const auto whole = [](float value) { return std::to_string(std::lround(value)); };
    return whole(face.box.left) + "," + whole(face.box.top) + " to " + whole(face.box.right) + "," +
           whole(face.box.bottom);
}

}  // namespace program

// SPDX-License-Identifier: MIT
/// How faces are written in JSON and in text.
#pragma once

#include <facenet/data/embedding.hpp>
#include <facenet/data/face.hpp>
#include <facenet/quality.hpp>
#include <nlohmann/json.hpp>
#include <string>

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
    return {{"score", q.score},         {"width", q.width},           {"inside", q.inside},
            {"yaw", q.pose.yaw},        {"pitch", q.pose.pitch},      {"roll", q.pose.roll},
            {"sharpness", q.sharpness}, {"brightness", q.brightness}, {"contrast", q.contrast},
            {"clipped", q.clipped}};
}

inline Json embedding_json(const facenet::Embedding& embedding) {
    return Json(std::vector<float>(embedding.begin(), embedding.end()));
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

// SPDX-License-Identifier: MIT
#include "cache.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <facenet/core/error.hpp>
#include <filesystem>
#include <fstream>

#include "report.hpp"

namespace fs = std::filesystem;

namespace program {
namespace {

Json to_json(const Cache::Key& key, const std::string& setup, const Findings& findings) {
    Json line = {{"photo", key.path}, {"size", key.size}, {"changed", key.changed}, {"setup", setup}};
    if (findings.crop) line["crop"] = true;
    if (!findings.problem.empty()) line["problem"] = findings.problem;
    line["faces"] = Json::array();
    for (const FoundFace& found : findings.faces) {
        Json face = face_json(key.path, found.face);
        face.erase("photo");
        if (!findings.crop) face["quality"] = quality_json(found.quality);
        face["embedding"] = embedding_json(found.embedding);
        line["faces"].push_back(std::move(face));
    }
    return line;
}

facenet::FaceQuality quality_from(const Json& json) {
    facenet::FaceQuality q;
    q.score = json.at("score"), q.width = json.at("width"), q.inside = json.at("inside");
    q.pose = {json.at("yaw"), json.at("pitch"), json.at("roll")};
    q.sharpness = json.at("sharpness"), q.brightness = json.at("brightness");
    q.contrast = json.at("contrast"), q.clipped = json.at("clipped");
    return q;
}

/// Throws a JSON exception or facenet::Error for what to_json() does not write.
FoundFace face_from(const Json& json, int embedding_size) {
    const std::vector<float> box = json.at("box"), embedding = json.at("embedding");
    const std::vector<std::vector<float>> points = json.at("landmarks");
    FoundFace found;
    bool valid = box.size() == 4 && points.size() == found.face.landmarks.size() &&
                 embedding.size() == static_cast<std::size_t>(embedding_size);
    for (const std::vector<float>& point : points)
        valid = valid && point.size() == 2;
    if (!valid) throw facenet::Error("cache: expected a face, found something else");
    found.face.box = {box[0], box[1], box[2], box[3]};
    found.face.score = json.at("score");
    for (std::size_t i = 0; i < points.size(); ++i)
        found.face.landmarks[i] = {points[i][0], points[i][1]};
    if (json.contains("quality")) found.quality = quality_from(json["quality"]);
    found.embedding = facenet::Embedding(embedding.data(), embedding_size);
    return found;
}

Findings findings_from(const Json& line, int embedding_size) {
    Findings findings;
    findings.readable = true;
    findings.crop = line.value("crop", false);
    findings.problem = line.value("problem", std::string());
    for (const Json& face : line.at("faces"))
        findings.faces.push_back(face_from(face, embedding_size));
    return findings;
}

}  // namespace

Cache::Key::Key(const std::string& photo) {
    std::error_code failed;
    path = fs::weakly_canonical(photo, failed).string();
    const auto bytes = fs::file_size(photo, failed);
    if (failed) return;
    const auto time = fs::last_write_time(photo, failed);
    if (failed) return;
    size = static_cast<std::int64_t>(bytes);
    changed = static_cast<std::int64_t>(time.time_since_epoch().count());
}

Cache::Cache(std::string file, const Models& models, const PipelineOptions& options)
    : path_(std::move(file)),
      setup_(models.fingerprint() + ", faces from " + std::to_string(options.min_face) + " pixels, crops " +
             std::to_string(static_cast<int>(options.crops))) {
    read(models.recipe().embedding_size);
    file_ = ::open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (file_ < 0) throw facenet::Error(path_ + ": the cache cannot be written: " + std::strerror(errno));
}

Cache::~Cache() {
    if (file_ >= 0) ::close(file_);
}

void Cache::read(int embedding_size) {
    std::ifstream lines(path_, std::ios::binary);
    for (std::string line; std::getline(lines, line);) {
        torn_ = lines.eof();
        try {
            const Json json = Json::parse(line);
            if (json.at("setup") != setup_) continue;
            Key key;
            key.path = json.at("photo");
            key.size = json.at("size");
            key.changed = json.at("changed");
            Findings findings = findings_from(json, embedding_size);
            known_.insert_or_assign(key.path, std::pair{key, std::move(findings)});
        } catch (const std::exception&) {
            // Not a line of ours, or a torn one: its photo is looked at again.
        }
    }
}

const Findings* Cache::find(const Key& key) const {
    const auto known = known_.find(key.path);
    return known != known_.end() && known->second.first == key ? &known->second.second : nullptr;
}

void Cache::add(const Key& key, const Findings& findings) {
    if (!findings.readable || key.size < 0) return;
    std::string text = text_of(to_json(key, setup_, findings), -1) + "\n";
    const std::lock_guard<std::mutex> lock(mutex_);
    if (torn_) text.insert(0, "\n");
    torn_ = false;
    for (std::size_t done = 0; done < text.size();) {
        const ::ssize_t written = ::write(file_, text.data() + done, text.size() - done);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) throw facenet::Error(path_ + ": the cache cannot be written: " + std::strerror(errno));
        done += static_cast<std::size_t>(written);
    }
}

}  // namespace program

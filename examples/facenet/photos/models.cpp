// SPDX-License-Identifier: MIT
#include "models.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <facenet/facenet.hpp>
#include <facenet/int8.hpp>
#include <optional>

namespace fs = std::filesystem;

namespace program {
namespace {

fs::path& program_path() {
    static fs::path path;
    return path;
}

/// The embedder's blob: a file, a name in the folder, or what the folder holds.
fs::path embedder_file(const ModelOptions& options) {
    if (!options.model.empty() && fs::is_regular_file(options.model)) return options.model;
    const fs::path folder = models_folder(options);
    const std::string name = options.model.empty() ? "dlib_resnet" : options.model;
    if (fs::exists(folder / (name + ".blob"))) return folder / (name + ".blob");
    std::vector<fs::path> blobs;
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.path().extension() == ".blob" && entry.path().stem() != "mtcnn") blobs.push_back(entry.path());
    if (options.model.empty() && blobs.size() == 1) return blobs[0];
    std::string there;
    for (const fs::path& blob : blobs)
        there += (there.empty() ? "" : ", ") + blob.stem().string();
    throw facenet::Error("models: expected " + (folder / (name + ".blob")).string() + ", found " +
                         (there.empty() ? "no embedder in that folder" : there + " there (choose with --model)"));
}

/// The checksum that an opened blob's header holds.
std::string checksum(facenet::ByteView blob) {
    std::uint64_t value = 0;
    std::memcpy(&value, blob.data + facenet::blob::kChecksumAt, sizeof value);
    return std::to_string(value);
}

}  // namespace

void set_program_path(const char* argv0) {
    std::error_code failed;
    program_path() = fs::read_symlink("/proc/self/exe", failed);
    if (failed) program_path() = fs::weakly_canonical(argv0, failed);
}

fs::path models_folder(const ModelOptions& options) {
    const char* environment = std::getenv("FACENET_MODELS");
    fs::path folder = program_path().parent_path().parent_path() / "models";
    std::string origin = "beside the build";
    if (environment != nullptr && *environment != '\0') folder = environment, origin = "FACENET_MODELS";
    if (!options.folder.empty()) folder = options.folder, origin = "--models";
    if (fs::is_directory(folder)) return folder;
    throw facenet::Error("models: expected a folder of blobs, found none at " + folder.string() + " (" + origin +
                         "); examples/demo.sh makes one, --models names another");
}

struct Models::State {
    std::optional<facenet::AnyPrecisionEmbedder> embedder;
    std::optional<facenet::Detector> detector;
    facenet::DetectorOptions detection;
    std::string fingerprint;
};

Models::Models(const ModelOptions& options, bool with_detector) : state_(std::make_unique<State>()) {
    state_->detection.min_face_size = options.min_face;
    const auto open = [&](auto& model, const fs::path& path) {
        using Model = typename std::decay_t<decltype(model)>::value_type;
        try {
            const facenet::BlobFile blob = facenet::BlobFile::open(path.string());
            model = Model::open(blob);
            state_->fingerprint += " " + checksum(blob.bytes());
        } catch (const facenet::Error& error) {
            const std::string message = error.what();
            const bool named = message.find(path.string()) != std::string::npos;
            throw facenet::Error(named ? message : path.string() + ": " + message);
        }
    };
    open(state_->embedder, embedder_file(options));
    if (with_detector) open(state_->detector, models_folder(options) / "mtcnn.blob");
    state_->fingerprint = name() + state_->fingerprint;
}

Models::Models(Models&&) noexcept = default;
Models& Models::operator=(Models&&) noexcept = default;
Models::~Models() = default;

const facenet::Recipe& Models::recipe() const {
    return state_->embedder->recipe();
}

const std::string& Models::fingerprint() const {
    return state_->fingerprint;
}

std::vector<facenet::Face> Models::detect(const facenet::Image& photo) const {
    std::vector<facenet::Face> faces = state_->detector->detect(photo, state_->detection);
    std::sort(faces.begin(), faces.end(), [](const facenet::Face& a, const facenet::Face& b) {
        return a.box.left != b.box.left ? a.box.left < b.box.left : a.box.top < b.box.top;
    });
    return faces;
}

facenet::Embedding Models::embed(const facenet::Image& photo, const facenet::Face& face) const {
    return state_->embedder->embed(photo, face);
}

facenet::Embedding Models::embed_crop(const facenet::Image& crop) const {
    return state_->embedder->embed(crop);
}

}  // namespace program

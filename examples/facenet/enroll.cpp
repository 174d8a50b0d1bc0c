// SPDX-License-Identifier: MIT
/// facenet enroll --gallery G NAME PHOTO...: from now on, this person is known.
#include "commands.hpp"
#include "gallery_options.hpp"
#include "photos/report.hpp"

namespace program {
namespace {

struct Options : PipelineOptions {
    GalleryFileOptions gallery;
    std::string name;
    std::vector<std::string> arguments;
    bool best = false, replace = false, force = false, json = false;
};

/// A photo's face to enrol, or why there is none.
struct Shot {
    std::string photo;
    std::size_t found = 0;  ///< faces in the photo
    FoundFace face;         ///< the largest
    std::string refused;
};

Shot shot_of(const std::string& photo, const Findings& findings, bool force) {
    Shot shot{photo, findings.faces.size(), {}, findings.problem};
    if (findings.faces.empty()) return shot;
    shot.face = findings.faces[largest(findings)];
    shot.refused = force ? "" : facenet::complaint(shot.face.quality);
    return shot;
}

/// Leaves the best of the shots that are not refused.
void keep_best(std::vector<Shot>& shots) {
    Shot* best = nullptr;
    for (Shot& shot : shots)
        if (shot.refused.empty() && (best == nullptr || shot.face.quality.score > best->face.quality.score))
            best = &shot;
    for (Shot& shot : shots)
        if (&shot != best && shot.refused.empty()) shot.refused = "another photo is better (--best)";
}

void print_text(const Options& options, const std::vector<Shot>& shots, std::size_t enrolled, std::size_t known) {
    for (const Shot& shot : shots) {
        if (!shot.refused.empty()) continue;
        const std::string which = shot.found > 1 ? ", the largest of " + std::to_string(shot.found) + " faces" : "";
        std::printf("%s: face at %s%s (quality %.2f)\n", shot.photo.c_str(), place(shot.face.face).c_str(),
                    which.c_str(), static_cast<double>(shot.face.quality.score));
    }
    std::printf("%s: enrolled with %zu %s; the gallery knows %zu %s\n", options.name.c_str(), enrolled,
                enrolled == 1 ? "face" : "faces", known, known == 1 ? "person" : "people");
}

Json to_json(const Options& options, const std::vector<Shot>& shots, std::size_t known) {
    Json json = {{"name", options.name}, {"enrolled", Json::array()}, {"refused", Json::array()}};
    for (const Shot& shot : shots)
        if (shot.refused.empty()) {
            Json entry = face_json(shot.photo, shot.face.face);
            entry["faces_in_photo"] = shot.found;
            entry["quality"] = quality_json(shot.face.quality);
            json["enrolled"].push_back(std::move(entry));
        } else {
            json["refused"].push_back({{"photo", shot.photo}, {"reason", shot.refused}});
        }
    json["gallery"] = options.gallery.file;
    json["people"] = known;
    return json;
}

int enroll(const Options& options) {
    const std::vector<Photo> photos = find_photos(options.arguments);
    if (photos.empty()) throw facenet::Error("enroll: expected photos, found none in the folders given");
    const Models models(options);
    // Opened first: a wrong key or another model's gallery is known before photos are looked at.
    facenet::Gallery gallery = facenet::Gallery::open(options.gallery.file, models.recipe(), opening(options.gallery));
    const std::vector<Findings> findings = look_at(models, photos, options);
    std::vector<Shot> shots;
    for (std::size_t p = 0; p < photos.size(); ++p)
        shots.push_back(shot_of(photos[p].path, findings[p], options.force));
    for (const Shot& shot : shots)
        if (!shot.refused.empty())
            std::fprintf(stderr, "facenet: %s: not enrolled: %s%s\n", shot.photo.c_str(), shot.refused.c_str(),
                         shot.found > 0 ? " (--force enrols it)" : "");
    if (options.best) keep_best(shots);

    std::vector<facenet::Embedding> embeddings;
    for (const Shot& shot : shots)
        if (shot.refused.empty()) embeddings.push_back(shot.face.embedding);
    if (embeddings.empty()) throw facenet::Error(options.name + ": not enrolled, no photo of the person can be used");
    if (options.replace && gallery.contains(options.name)) {
        gallery.update(options.name, embeddings);
        gallery.compact();
    } else {
        gallery.enrol(options.name, embeddings);
    }
    if (options.json) print(to_json(options, shots, gallery.size()));
    else print_text(options, shots, embeddings.size(), gallery.size());
    return kSuccess;
}

}  // namespace

void add_enroll(CLI::App& app, Command& chosen) {
    auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand("enroll", "Make a person known: adds faces to a gallery");
    add_gallery_options(*command, options->gallery);
    command->add_option("NAME", options->name, "whose faces these are; a person known already gets more of them")
        ->required();
    command->add_option("PHOTO", options->arguments, kPhotosHelp)->required();
    command->add_flag("--best", options->best, "of the photos, only the one with the best face");
    command->add_flag("--replace", options->replace, "the person's older faces are dropped");
    command->add_flag("--force", options->force, "also faces that are too small, turned away, blurred or dark");
    command->add_flag("--json", options->json, "print one JSON object");
    add_pipeline_options(*command, *options);
    command->footer(
        "Of each photo the largest face is taken. Faces that would make a poor reference are refused, with the "
        "reason.\n"
        "Examples:\n"
        "  facenet enroll --gallery people.gallery \"Ada Lovelace\" ada.jpg\n"
        "  facenet enroll --gallery people.gallery Bob bob/*.jpg --best\n"
        "  facenet enroll --gallery secret.gallery --passphrase-file pass.txt Carol carol.jpg\n"
        "Then: facenet identify --gallery people.gallery party.jpg\n"
        "Exit code 0: at least one face was enrolled, 2: error, and nothing was.");
    command->callback([options, &chosen] { chosen = [options] { return enroll(*options); }; });
}

}  // namespace program

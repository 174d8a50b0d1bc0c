// SPDX-License-Identifier: MIT
/// facenet embed PHOTO_OR_CROP...: the embedding of each photo's largest face.

#include "commands.hpp"
#include "photos/npy.hpp"
#include "photos/report.hpp"

namespace program {
namespace {

struct Options : PipelineOptions {
    std::vector<std::string> arguments;
    std::string npy;
    bool json = false, crop = false, all = false;
};

/// Leaves the largest face of a photo, and says so.
void keep_largest(const std::string& photo, Findings& findings) {
    if (findings.faces.size() < 2) return;
    std::fprintf(stderr, "facenet: %s: took the largest of %zu faces (--all takes each)\n", photo.c_str(),
                 findings.faces.size());
    findings.faces = {findings.faces[largest(findings)]};
}

int embed(Options options) {
    const std::vector<Photo> photos = find_photos(options.arguments);
    if (photos.empty()) throw facenet::Error("embed: expected photos, found none in the folders given");
    options.crops = options.crop ? Crops::all : Crops::of_model_size;
    const Models models(options, !options.crop);
    std::vector<Findings> findings = look_at(models, photos, options, "embedding");
    print_problems(photos, findings);

    Json json = {{"model", models.name()}, {"embeddings", Json::array()}};
    std::vector<std::vector<float>> rows;
    bool failed = false;
    for (std::size_t p = 0; p < photos.size(); ++p) {
        failed = failed || !findings[p].problem.empty();
        if (!options.all) keep_largest(photos[p].path, findings[p]);
        for (const FoundFace& found : findings[p].faces) {
            rows.emplace_back(found.embedding.begin(), found.embedding.end());
            if (options.json) {
                Json entry = {{"photo", photos[p].path}};
                if (!findings[p].crop) entry = face_json(photos[p].path, found.face);
                entry["embedding"] = rows.back();
                json["embeddings"].push_back(std::move(entry));
            } else if (options.npy.empty()) {
                std::printf("%s", photos[p].path.c_str());
                for (const float value : rows.back())
                    std::printf(" %.6g", static_cast<double>(value));
                std::printf("\n");
            }
        }
    }
    if (options.json) print(json);
    if (!options.npy.empty()) {
        if (failed) throw facenet::Error(options.npy + ": not written, its rows would not be those of the photos");
        write_npy(options.npy, rows, rows.front().size());
    }
    return failed ? kError : kSuccess;
}

}  // namespace

void add_embed(CLI::App& app, Command& chosen) {
    auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand("embed", "Print the embedding of each photo's largest face");
    command
        ->add_option("PHOTO_OR_CROP", options->arguments,
                     "photos, folders of photos, patterns, or crops: images of just the model's input size")
        ->required();
    command->add_flag("--crop", options->crop, "all images are crops, whatever their size");
    command->add_flag("--all", options->all, "every face of a photo");
    CLI::Option* json = command->add_flag("--json", options->json, "print one JSON object");
    command->add_option("--npy", options->npy, "write a float32 matrix for NumPy, a row for each face")->excludes(json);
    add_pipeline_options(*command, *options);
    command->footer(
        "Examples:\n"
        "  facenet embed ada.jpg                      one line: the path, and the numbers\n"
        "  facenet embed photos/ --all --npy e.npy    for NumPy; `facenet cluster --embeddings e.npy` groups them\n"
        "Exit code 0: done, 2: error, or a photo had none (the others are printed).");
    command->callback([options, &chosen] { chosen = [options] { return embed(*options); }; });
}

}  // namespace program

// SPDX-License-Identifier: MIT
/// facenet embed PHOTO_OR_CROP...: the embedding of each photo's largest face.

#include "commands.hpp"
#include "image_io.hpp"
#include "npy.hpp"
#include "parallel.hpp"
#include "photos.hpp"
#include "terminal/progress.hpp"
#include "report.hpp"

namespace program {
namespace {

struct Options : ModelOptions {
    std::vector<std::string> arguments;
    std::string npy;
    bool json = false, crop = false, all = false;
};

/// The faces of one photo and their embeddings. A crop has no faces and one embedding.
struct Embedded {
    std::vector<facenet::Face> faces;
    std::vector<facenet::Embedding> embeddings;
    std::string note;
};

Embedded embed_photo(const Models& models, const std::string& path, const Options& options) {
    const facenet::Image image = load_photo(path);
    Embedded result;
    if (options.crop || (image.width() == models.recipe().width && image.height() == models.recipe().height)) {
        result.embeddings.push_back(models.embed_crop(image));
        return result;
    }
    result.faces = models.detect(image);
    if (result.faces.empty()) throw facenet::Error(path + ": no face was found (--crop takes the whole image as one)");
    if (result.faces.size() > 1 && !options.all) {
        result.note =
            path + ": took the largest of " + std::to_string(result.faces.size()) + " faces (--all takes each)";
        result.faces = {result.faces[largest(result.faces)]};
    }
    for (const facenet::Face& face : result.faces)
        result.embeddings.push_back(models.embed(image, face));
    return result;
}

int embed(const Options& options) {
    const std::vector<Photo> photos = find_photos(options.arguments);
    if (photos.empty()) throw facenet::Error("embed: expected photos, found none in the folders given");
    const Models models(options, !options.crop);
    std::vector<Embedded> results(photos.size());
    {
        Progress progress("embedding", photos.size());
        for_each_index(photos.size(), options.threads, [&](std::size_t p) {
            results[p] = embed_photo(models, photos[p].path, options);
            progress.step();
        });
    }

    Json json = {{"model", models.name()}, {"embeddings", Json::array()}};
    std::vector<std::vector<float>> rows;
    for (std::size_t p = 0; p < photos.size(); ++p) {
        const Embedded& result = results[p];
        if (!result.note.empty()) std::fprintf(stderr, "facenet: %s\n", result.note.c_str());
        for (std::size_t i = 0; i < result.embeddings.size(); ++i) {
            rows.emplace_back(result.embeddings[i].begin(), result.embeddings[i].end());
            if (options.json) {
                Json entry = {{"photo", photos[p].path}};
                if (!result.faces.empty()) entry = face_json(photos[p].path, result.faces[i]);
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
    if (!options.npy.empty()) write_npy(options.npy, rows, rows.front().size());
    return kSuccess;
}

}  // namespace

void add_embed(CLI::App& app, Command& chosen) {
    auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand("embed", "Print the embedding of each photo's largest face");
    command
        ->add_option("PHOTO_OR_CROP", options->arguments,
                     "photos, folders of photos, or crops: images of just the model's input size")
        ->required();
    command->add_flag("--crop", options->crop, "all images are crops, whatever their size");
    command->add_flag("--all", options->all, "every face of a photo");
    CLI::Option* json = command->add_flag("--json", options->json, "print one JSON object");
    command->add_option("--npy", options->npy, "write a float32 matrix for NumPy, a row for each face")->excludes(json);
    command->add_option("--threads", options->threads, "threads to use (0: one for each processor)");
    add_model_options(*command, *options);
    command->callback([options, &chosen] { chosen = [options] { return embed(*options); }; });
}

}  // namespace program

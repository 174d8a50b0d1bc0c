// SPDX-License-Identifier: MIT
/// facenet identify --gallery G PHOTO...: who of the gallery is in these photos?
#include "commands.hpp"
#include "gallery_options.hpp"
#include "photos/report.hpp"

namespace program {
namespace {

struct Options : PipelineOptions {
    GalleryFileOptions gallery;
    std::vector<std::string> arguments;
    facenet::SearchOptions search;
    bool json = false, mean = false;
};

/// One face of all photos, and who it may be.
struct Identified {
    const std::string& photo;
    const FoundFace& face;
    facenet::Identification who;
};

std::vector<Identified> identify_all(const facenet::Gallery& gallery, const std::vector<Photo>& photos,
                                     const std::vector<Findings>& findings, const facenet::SearchOptions& search) {
    std::vector<facenet::Embedding> probes;
    for (const Findings& each : findings)
        for (const FoundFace& found : each.faces)
            probes.push_back(found.embedding);
    if (probes.empty()) return {};
    std::vector<facenet::Identification> who = gallery.search_batch(probes, search);
    std::vector<Identified> faces;
    for (std::size_t p = 0; p < photos.size(); ++p)
        for (const FoundFace& found : findings[p].faces)
            faces.push_back({photos[p].path, found, std::move(who[faces.size()])});
    return faces;
}

void print_text(const std::vector<Identified>& faces) {
    for (const Identified& face : faces) {
        std::printf("%s at %s: %s", face.photo.c_str(), place(face.face.face).c_str(),
                    face.who.known() ? face.who.matches[0].name.c_str() : "unknown");
        const char* separator = face.who.known() ? ", distance " : ", nearest ";
        for (std::size_t i = 0; i < face.who.matches.size(); ++i) {
            const facenet::Match& match = face.who.matches[i];
            const bool name = i > 0 || !face.who.known();
            std::printf("%s%s%s%.3f", separator, name ? match.name.c_str() : "", name ? " " : "",
                        static_cast<double>(match.distance));
            separator = "; ";
        }
        std::printf("\n");
    }
}

Json to_json(const std::vector<Identified>& faces) {
    Json list = Json::array();
    for (const Identified& face : faces) {
        Json entry = face_json(face.photo, face.face.face);
        entry["quality"] = face.face.quality.score;
        entry["known"] = face.who.known();
        entry["name"] = face.who.known() ? Json(face.who.matches[0].name) : Json(nullptr);
        entry["candidates"] = Json::array();
        for (const facenet::Match& match : face.who.matches)
            entry["candidates"].push_back({{"name", match.name}, {"distance", match.distance}});
        list.push_back(std::move(entry));
    }
    return list;
}

int identify(Options options) {
    require_file(options.gallery);
    const std::vector<Photo> photos = find_photos(options.arguments);
    if (photos.empty()) throw facenet::Error("identify: expected photos, found none in the folders given");
    const Models models(options);
    const facenet::Gallery gallery =
        facenet::Gallery::open(options.gallery.file, models.recipe(), opening(options.gallery, true));
    const std::vector<Findings> findings = look_at(models, photos, options);
    if (print_problems(photos, findings) == 0) throw facenet::Error("identify: none of the photos could be read");
    if (options.mean) options.search.by = facenet::SearchBy::mean_of_shots;
    const std::vector<Identified> faces = identify_all(gallery, photos, findings, options.search);
    if (options.json) {
        print({{"faces", to_json(faces)},
               {"failed", failed_json(photos, findings)},
               {"threshold", options.search.threshold.value_or(models.recipe().verify_threshold)},
               {"model", models.name()},
               {"people", gallery.size()}});
    } else {
        print_text(faces);
    }
    return kSuccess;
}

}  // namespace

void add_identify(CLI::App& app, Command& chosen) {
    auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand("identify", "Who is it? Looks up every face in a gallery");
    add_gallery_options(*command, options->gallery);
    command->add_option("PHOTO", options->arguments, kPhotosHelp)->required();
    command->add_option("-k,--k", options->search.count, "how many of the nearest people to name")
        ->check(CLI::Range(std::size_t{1}, std::size_t{1000}))
        ->capture_default_str();
    command->add_option("--threshold", options->search.threshold,
                        "a face whose nearest person is not closer is unknown (else the model's own threshold)");
    command->add_flag("--mean", options->mean,
                      "compare with the mean distance of a person's faces, not the closest one's");
    command->add_flag("--json", options->json, "print one JSON object");
    add_pipeline_options(*command, *options);
    command->footer(
        "Examples:\n"
        "  facenet identify --gallery people.gallery party.jpg\n"
        "  facenet identify --gallery people.gallery photos/ --k 3 --json\n"
        "A person whom the gallery does not know is \"unknown\"; in JSON known is false and name null.\n"
        "Exit code 0: done, whoever was found (photos that cannot be used are named), 2: error.");
    command->callback([options, &chosen] { chosen = [options] { return identify(*options); }; });
}

}  // namespace program

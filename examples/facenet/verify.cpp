// SPDX-License-Identifier: MIT
/// facenet verify A B: the same person?
#include <facenet/verify.hpp>

#include "commands.hpp"
#include "photos/report.hpp"

namespace program {
namespace {

struct Options : PipelineOptions {
    std::string photos[2];
    bool json = false, any = false, crop = false;
};

/// The faces of one photo that are compared.
struct Candidates {
    std::string photo;
    std::size_t found = 0;
    std::vector<FoundFace> faces;
};

Candidates candidates(const Models& models, const std::string& photo, const Options& options) {
    Findings findings = look_at(models, photo, options);
    if (findings.faces.empty()) throw facenet::Error(photo + ": " + findings.problem);
    Candidates result{photo, findings.faces.size(), {}};
    if (options.any) result.faces = std::move(findings.faces);
    else result.faces = {findings.faces[largest(findings)]};
    return result;
}

std::string describe(const Candidates& side, std::size_t chosen, const Options& options) {
    if (options.crop) return side.photo + ": taken as a crop";
    const std::string which = side.found == 1 ? "the only face"
                              : options.any   ? "one of " + std::to_string(side.found) + " faces"
                                              : "the largest of " + std::to_string(side.found) + " faces";
    return side.photo + ": " + which + ", at " + place(side.faces[chosen].face);
}

int verify(Options options) {
    options.crops = options.crop ? Crops::all : Crops::none;
    const Models models(options, !options.crop);
    const Candidates a = candidates(models, options.photos[0], options);
    const Candidates b = candidates(models, options.photos[1], options);
    const auto verdict_of = [&](std::size_t i, std::size_t j) {
        return facenet::verify(models.recipe(), a.faces[i].embedding, b.faces[j].embedding);
    };
    std::size_t best_a = 0, best_b = 0;
    facenet::Verdict verdict = verdict_of(0, 0);
    for (std::size_t i = 0; i < a.faces.size(); ++i)
        for (std::size_t j = 0; j < b.faces.size(); ++j) {
            const facenet::Verdict other = verdict_of(i, j);
            if (other.distance < verdict.distance) verdict = other, best_a = i, best_b = j;
        }
    if (options.json) {
        Json json = {{"distance", verdict.distance}, {"threshold", verdict.threshold}, {"same", verdict.same}};
        json["model"] = models.name();
        json["faces"] = {face_json(a.photo, a.faces[best_a].face), face_json(b.photo, b.faces[best_b].face)};
        json["faces"][0]["faces_in_photo"] = a.found;
        json["faces"][1]["faces_in_photo"] = b.found;
        print(json);
    } else {
        const char* same = options.any ? "somebody is in both photos" : "the same person";
        const char* different = options.any ? "nobody is in both photos" : "different people";
        std::printf("%s: distance %.3f, threshold %.3f (%s)\n", verdict.same ? same : different,
                    static_cast<double>(verdict.distance), static_cast<double>(verdict.threshold),
                    models.name().c_str());
        std::printf("  %s\n  %s\n", describe(a, best_a, options).c_str(), describe(b, best_b, options).c_str());
    }
    return verdict.same ? kSuccess : kDifferent;
}

}  // namespace

void add_verify(CLI::App& app, Command& chosen) {
    auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand("verify", "Is it the same person? Exit code 0: yes, 1: no, 2: error");
    command->add_option("A", options->photos[0], "a photo; of several faces, the largest counts")->required();
    command->add_option("B", options->photos[1], "another photo")->required();
    command->add_flag("--any", options->any, "is anybody of A also in B? The closest pair of faces decides");
    command->add_flag("--crop", options->crop, "A and B are crops of one face: nothing is searched");
    command->add_flag("--json", options->json, "print one JSON object");
    add_model_options(*command, *options);
    command->footer(
        "Examples:\n"
        "  facenet verify passport.jpg camera.jpg && echo welcome\n"
        "  facenet verify ada.jpg party.jpg --any       is Ada at the party?\n"
        "Exit code 0: the same person, 1: different people, 2: error (also where no face was found).");
    command->callback([options, &chosen] { chosen = [options] { return verify(*options); }; });
}

}  // namespace program

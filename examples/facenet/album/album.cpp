// SPDX-License-Identifier: MIT
#include "album.hpp"

#include <chrono>
#include <facenet/core/error.hpp>

#include "photos/report.hpp"

namespace program {
namespace {

void print_text(const Album& album) {
    const People& people = album.people;
    for (std::size_t person = 1; person <= people.faces_of.size(); ++person) {
        const int count = people.faces_of[person - 1];
        std::printf("person %zu: %d %s\n", person, count, count == 1 ? "face" : "faces");
        for (const Member& member : people.members)
            if (member.person == static_cast<int>(person))
                std::printf("    %s at %s\n", album.photos[member.photo].path.c_str(),
                            place(album.face(member).face).c_str());
    }
    std::printf("%zu faces of %zu people in %zu photos (%.1f s, %.1f photos per second)\n", people.members.size(),
                people.faces_of.size(), album.photos.size(), album.seconds,
                static_cast<double>(album.photos.size()) / album.seconds);
}

Json to_json(const Album& album) {
    Json json = {{"faces", Json::array()}, {"people", Json::array()}, {"failed", Json::array()}};
    for (const Member& member : album.people.members) {
        const FoundFace& found = album.face(member);
        json["faces"].push_back(face_json(album.photos[member.photo].path, found.face));
        json["faces"].back()["quality"] = found.quality.score;
        json["faces"].back()["person"] = member.person;
    }
    for (std::size_t i = 0; i < album.people.faces_of.size(); ++i)
        json["people"].push_back({{"person", i + 1}, {"faces", album.people.faces_of[i]}});
    json["failed"] = failed_json(album.photos, album.findings);
    json["model"] = album.model;
    json["threshold"] = album.threshold;
    json["photos"] = album.photos.size();
    json["seconds"] = album.seconds;
    return json;
}

}  // namespace

void add_album_options(CLI::App& command, AlbumOptions& options) {
    command.add_option("--out", options.out, "write each photo into this folder, with the faces marked");
    CLI::Option* html =
        command.add_option("--html", options.html, "write one page for the browser: a row of faces a person");
    command.add_flag("--link-photos", options.link_photos, "the page links the photos instead of holding small copies")
        ->needs(html);
    command.add_flag("--json", options.json, "print one JSON object");
}

Album make_album(const std::vector<std::string>& arguments, const PipelineOptions& pipeline, GroupingOptions grouping,
                 const AlbumOptions& options) {
    Album album;
    album.photos = find_photos(arguments, options.out);
    if (album.photos.empty()) throw facenet::Error("expected photos, found none in the folders given");
    const Models models(pipeline);
    const auto start = std::chrono::steady_clock::now();
    album.findings = look_at(models, album.photos, pipeline);
    album.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (print_problems(album.photos, album.findings) == 0) throw facenet::Error("none of the photos could be read");
    album.people = group_faces(models.recipe(), album.findings, grouping);
    album.model = models.name();
    album.threshold = grouping.threshold.value_or(models.recipe().group_threshold);
    return album;
}

void report(const Album& album, const AlbumOptions& options, std::size_t threads) {
    if (!options.out.empty()) write_marked_photos(album, options.out, threads);
    if (!options.html.empty()) write_people_page(album, options.html, options.link_photos, threads);
    if (options.json) {
        print(to_json(album));
        return;
    }
    print_text(album);
    if (!options.out.empty()) std::printf("drawn on the photos in %s\n", options.out.c_str());
    if (!options.html.empty()) std::printf("shown in %s\n", options.html.c_str());
}

}  // namespace program

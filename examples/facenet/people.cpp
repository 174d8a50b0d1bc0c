// SPDX-License-Identifier: MIT
/// facenet people PHOTO_OR_FOLDER...: which faces are the same person?
#include <chrono>
#include <facenet/cluster.hpp>
#include <facenet/verify.hpp>

#include "commands.hpp"
#include "drawing.hpp"
#include "image_io.hpp"
#include "parallel.hpp"
#include "terminal/progress.hpp"
#include "report.hpp"

namespace fs = std::filesystem;

namespace program {
namespace {

struct Options : PipelineOptions {
    std::vector<std::string> arguments;
    std::string out;
    bool json = false, collage = false;
};

/// One face of all photos.
struct Member {
    std::size_t photo = 0, face = 0;
    int person = 0;
};

/// Numbers people from 1, the most frequent first; equals in the order in which they appear.
std::vector<Member> group(const Models& models, const std::vector<Findings>& findings, bool collage) {
    std::vector<Member> members;
    for (std::size_t p = 0; p < findings.size(); ++p)
        for (std::size_t f = 0; f < findings[p].faces.size(); ++f)
            members.push_back({p, f, 0});
    const auto distance = [&](std::size_t i, std::size_t j) {
        const Member &a = members[i], &b = members[j];
        if (a.photo == b.photo && !collage) return facenet::kCannotLink;
        return facenet::distance(models.recipe(), findings[a.photo].faces[a.face].embedding,
                                 findings[b.photo].faces[b.face].embedding);
    };
    const facenet::Clusters clusters = facenet::cluster(members.size(), distance, models.recipe().group_threshold);
    std::vector<int> faces_of(static_cast<std::size_t>(clusters.count)), order, person(faces_of.size());
    for (const int label : clusters.label)
        ++faces_of[static_cast<std::size_t>(label)];
    for (int label = 0; label < clusters.count; ++label)
        order.push_back(label);
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
        return faces_of[static_cast<std::size_t>(a)] > faces_of[static_cast<std::size_t>(b)];
    });
    for (std::size_t i = 0; i < order.size(); ++i)
        person[static_cast<std::size_t>(order[i])] = static_cast<int>(i) + 1;
    for (std::size_t i = 0; i < members.size(); ++i)
        members[i].person = person[static_cast<std::size_t>(clusters.label[i])];
    return members;
}

void draw_face(facenet::Image& image, const facenet::Face& face, int person) {
    const float longest = static_cast<float>(std::max(image.width(), image.height()));
    const float face_width = face.box.width();
    const float line = std::max(2.0f, longest / 450);
    const Colour colour = person_colour(person);
    draw_box(image, face.box, line, colour);
    for (const facenet::Point& point : face.landmarks)
        draw_dot(image, point, std::max(1.2f, face_width / 60), colour);
    const float text = std::clamp(face_width * 0.15f, std::max(9.0f, longest / 110), std::max(12.0f, longest / 45));
    draw_label(image, face.box, "person " + std::to_string(person), text, colour);
}

/// Writes every photo that could be read, with its faces marked.
void draw(const std::vector<Photo>& photos, const std::vector<Findings>& findings, const std::vector<Member>& members,
          const Options& options) {
    Progress progress("drawing", photos.size());
    for_each_index(photos.size(), options.threads, [&](std::size_t p) {
        if (findings[p].readable) {
            facenet::Image image = load_photo(photos[p].path);
            for (const Member& member : members)
                if (member.photo == p) draw_face(image, findings[p].faces[member.face].face, member.person);
            fs::path file = fs::path(options.out) / photos[p].name;
            if (file.extension() != ".png") file.replace_extension(".jpg");
            fs::create_directories(file.parent_path());
            write_image(image, file);
        }
        progress.step();
    });
}

void print_text(const std::vector<Photo>& photos, const std::vector<Findings>& findings,
                const std::vector<Member>& members, const std::vector<int>& faces_of) {
    for (std::size_t person = 1; person <= faces_of.size(); ++person) {
        const int count = faces_of[person - 1];
        std::printf("person %zu: %d %s\n", person, count, count == 1 ? "face" : "faces");
        for (const Member& member : members)
            if (member.person == static_cast<int>(person))
                std::printf("    %s at %s\n", photos[member.photo].path.c_str(),
                            place(findings[member.photo].faces[member.face].face).c_str());
    }
}

int people(const Options& options) {
    const std::vector<Photo> photos = find_photos(options.arguments, options.out);
    if (photos.empty()) throw facenet::Error("people: expected photos, found none in the folders given");
    const Models models(options);

    const auto start = std::chrono::steady_clock::now();
    const std::vector<Findings> findings = look_at(models, photos, options);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (print_problems(photos, findings) == 0) throw facenet::Error("people: none of the photos could be read");

    const std::vector<Member> members = group(models, findings, options.collage);
    std::vector<int> faces_of;
    for (const Member& member : members) {
        faces_of.resize(std::max(faces_of.size(), static_cast<std::size_t>(member.person)));
        ++faces_of[static_cast<std::size_t>(member.person) - 1];
    }
    if (!options.out.empty()) {
        fs::create_directories(options.out);
        draw(photos, findings, members, options);
    }

    const double rate = static_cast<double>(photos.size()) / seconds;
    if (options.json) {
        Json json = {{"faces", Json::array()}, {"people", Json::array()}};
        for (const Member& member : members) {
            json["faces"].push_back(face_json(photos[member.photo].path, findings[member.photo].faces[member.face].face));
            json["faces"].back()["person"] = member.person;
        }
        for (std::size_t i = 0; i < faces_of.size(); ++i)
            json["people"].push_back({{"person", i + 1}, {"faces", faces_of[i]}});
        json["model"] = models.name();
        json["threshold"] = models.recipe().group_threshold;
        json["photos"] = photos.size();
        json["seconds"] = seconds;
        print(json);
    } else {
        print_text(photos, findings, members, faces_of);
        std::printf("%zu faces of %zu people in %zu photos (%.1f s, %.1f photos per second)\n", members.size(),
                    faces_of.size(), photos.size(), seconds, rate);
        if (!options.out.empty()) std::printf("drawn on the photos in %s\n", options.out.c_str());
    }
    return kSuccess;
}

}  // namespace

void add_people(CLI::App& app, Command& chosen) {
    auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand("people", "Find all faces, and which of them are the same person");
    command->add_option("PHOTO_OR_FOLDER", options->arguments, "photos, and folders of photos")->required();
    command->add_option("--out", options->out, "write each photo here, with the faces marked");
    command->add_flag("--collage", options->collage, "one photo may show a person twice");
    command->add_flag("--json", options->json, "print one JSON object");
    add_pipeline_options(*command, *options);
    command->callback([options, &chosen] { chosen = [options] { return people(*options); }; });
}

}  // namespace program

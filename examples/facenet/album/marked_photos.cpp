// SPDX-License-Identifier: MIT
#include <filesystem>

#include "album.hpp"
#include "drawing.hpp"
#include "photos/image_io.hpp"
#include "photos/parallel.hpp"
#include "terminal/progress.hpp"

namespace fs = std::filesystem;

namespace program {
namespace {

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

}  // namespace

void write_marked_photos(const Album& album, const std::string& folder, std::size_t threads) {
    std::vector<std::vector<Member>> members_of(album.photos.size());
    for (const Member& member : album.people.members)
        members_of[member.photo].push_back(member);
    fs::create_directories(folder);
    Progress progress("drawing", album.photos.size());
    for_each_index(album.photos.size(), threads, [&](std::size_t p) {
        if (album.findings[p].readable) {
            facenet::Image image = load_photo(album.photos[p].path);
            for (const Member& member : members_of[p])
                draw_face(image, album.face(member).face, member.person);
            fs::path file = fs::path(folder) / album.photos[p].name;
            if (file.extension() != ".png") file.replace_extension(".jpg");
            fs::create_directories(file.parent_path());
            write_image(image, file);
        }
        progress.step();
    });
}

}  // namespace program

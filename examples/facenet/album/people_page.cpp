// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cctype>
#include <facenet/core/error.hpp>
#include <filesystem>
#include <fstream>

#include "album.hpp"
#include "drawing.hpp"
#include "face_picture.hpp"
#include "html/data_uri.hpp"
#include "html/markup.hpp"
#include "html/page.hpp"
#include "people_page_style.hpp"
#include "photos/image_io.hpp"
#include "photos/parallel.hpp"
#include "terminal/progress.hpp"

namespace fs = std::filesystem;

namespace program {
namespace {

constexpr int kFaceSide = 192, kPhotoSide = 1400;  // of the pictures in the page, in pixels

/// What the page shows of one photo. Pictures are data URIs.
struct PhotoPictures {
    std::string photo;               ///< scaled down; empty where the page links the photo
    int width = 1, height = 1;       ///< of the photo itself
    std::vector<std::string> faces;  ///< in the order of Findings::faces
};

PhotoPictures pictures_of(const std::string& path, const Findings& findings, bool with_photo) {
    PhotoPictures pictures;
    const facenet::Image image = load_photo(path);
    pictures.width = image.width();
    pictures.height = image.height();
    const auto uri = [](const facenet::Image& picture, int quality) {
        return html::data_uri("image/jpeg", encode_jpeg(picture, quality));
    };
    for (const FoundFace& found : findings.faces)
        pictures.faces.push_back(uri(face_picture(image, found.face, kFaceSide), 85));
    if (with_photo) pictures.photo = uri(shrunk_to(image, kPhotoSide), 80);
    return pictures;
}

std::string anchor(const char* kind, std::size_t number) {
    return kind + std::to_string(number);
}

/// The way from the page's folder to a file, as a URL.
std::string url_of(const std::string& file, const fs::path& page) {
    const fs::path folder = fs::absolute(page).parent_path();
    std::string url;
    for (const char c : fs::proximate(fs::absolute(file), folder).generic_string()) {
        static const char kHex[] = "0123456789ABCDEF";
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = byte < 128 && (std::isalnum(byte) != 0 || std::string("/._-~").find(c) != std::string::npos);
        url += plain ? std::string(1, c) : std::string{'%', kHex[byte >> 4], kHex[byte & 15]};
    }
    return url;
}

/// Writes the page piece by piece.
class PeoplePage {
public:
    PeoplePage(const Album& album, const std::vector<PhotoPictures>& pictures, const std::string& file,
               bool link_photos)
        : album_(album), pictures_(pictures), file_(file), link_photos_(link_photos) {}

    std::string markup() const {
        return html::page("People in " + html::counted(album_.photos.size(), "photo"), body(), kPeoplePageStyle);
    }

private:
    std::string body() const {
        std::string people, boxes;
        for (std::size_t person = 1; person <= album_.people.faces_of.size(); ++person)
            people += row(person);
        if (!link_photos_)
            for (std::size_t p = 0; p < album_.photos.size(); ++p)
                if (!album_.findings[p].faces.empty()) boxes += lightbox(p);
        return "<h1>People in " + html::counted(album_.photos.size(), "photo") + "</h1>\n" + summary() +
               "<ol class=\"people\">\n" + people + "</ol>\n" + failed() + boxes;
    }

    std::string summary() const {
        std::size_t often = 0;
        for (const int faces : album_.people.faces_of)
            often += faces > 1 ? 1 : 0;
        return "<p class=\"from\">Grouped by " + html::escaped(album_.model) + ", threshold " +
               html::number(static_cast<double>(album_.threshold), 2) + "</p>\n<p class=\"summary\">" +
               html::counted(album_.people.members.size(), "face") + " of " +
               std::to_string(album_.people.faces_of.size()) + " people, " + std::to_string(often) +
               " of them seen more than once. A face leads to its photo.</p>\n";
    }

    /// The faces of a person, the best shot first.
    std::vector<Member> shots(std::size_t person) const {
        std::vector<Member> shots;
        for (const Member& member : album_.people.members)
            if (member.person == static_cast<int>(person)) shots.push_back(member);
        std::stable_sort(shots.begin(), shots.end(), [&](const Member& a, const Member& b) {
            return album_.face(a).quality.score > album_.face(b).quality.score;
        });
        return shots;
    }

    std::string row(std::size_t person) const {
        const std::vector<Member> members = shots(person);
        std::string markup = "<li id=\"" + anchor("person-", person) + "\" style=\"--person:" + colour(person) +
                             "\"><h2>Person " + std::to_string(person) + "</h2><p>" +
                             html::counted(members.size(), "face") + "</p>\n<div class=\"faces\">\n";
        for (const Member& member : members) {
            const std::string& path = album_.photos[member.photo].path;
            const std::string name = html::escaped(fs::path(path).filename().string());
            const std::string target =
                link_photos_ ? html::escaped(url_of(path, file_)) : "#" + anchor("photo-", member.photo + 1);
            markup += "<a href=\"" + target + "\" title=\"" + html::escaped(path) + "\"><img src=\"" +
                      pictures_[member.photo].faces[member.face] + "\" alt=\"Person " + std::to_string(person) +
                      " in " + name + "\" width=\"96\" height=\"96\"></a>\n";
        }
        return markup + "</div></li>\n";
    }

    /// A photo over the whole window, shown while its anchor is the page's target: nothing has to run for that.
    std::string lightbox(std::size_t p) const {
        const std::string path = html::escaped(album_.photos[p].path);
        const PhotoPictures& pictures = pictures_[p];
        std::string marks;
        for (const Member& member : album_.people.members)
            if (member.photo == p) marks += mark(member, pictures);
        const std::string shape = std::to_string(pictures.width) + "/" + std::to_string(pictures.height);
        return "<div class=\"lightbox\" id=\"" + anchor("photo-", p + 1) + "\" role=\"dialog\" aria-label=\"" + path +
               "\">\n<a class=\"behind\" href=\"#closed\" tabindex=\"-1\" aria-hidden=\"true\"></a>\n<figure>\n"
               "<a class=\"close\" href=\"#closed\">Close</a>\n<div class=\"photo\" style=\"--shape:" +
               shape + "\"><img src=\"" + pictures.photo + "\" alt=\"" + path + ", with " +
               html::counted(album_.findings[p].faces.size(), "face") + "\">\n" + marks + "</div>\n<figcaption>" +
               path + "</figcaption>\n</figure>\n</div>\n";
    }

    /// The frame of a face on its photo; leads to the person's row.
    std::string mark(const Member& member, const PhotoPictures& pictures) const {
        const facenet::Box& box = album_.face(member).face.box;
        const auto share = [](float value, int whole) {
            return html::number(100.0 * std::clamp(static_cast<double>(value) / whole, 0.0, 1.0), 2) + "%";
        };
        const auto person = static_cast<std::size_t>(member.person);
        const float right = static_cast<float>(pictures.width) - box.right;
        const float bottom = static_cast<float>(pictures.height) - box.bottom;
        return "<a class=\"mark\" href=\"#" + anchor("person-", person) + "\" style=\"--person:" + colour(person) +
               ";left:" + share(box.left, pictures.width) + ";top:" + share(box.top, pictures.height) +
               ";right:" + share(right, pictures.width) + ";bottom:" + share(bottom, pictures.height) +
               "\"><span>person " + std::to_string(person) + "</span></a>\n";
    }

    std::string failed() const {
        std::string rows;
        for (std::size_t p = 0; p < album_.photos.size(); ++p)
            if (!album_.findings[p].problem.empty())
                rows += "<tr><td>" + html::escaped(album_.photos[p].path) + "</td><td>" +
                        html::escaped(album_.findings[p].problem) + "</td></tr>\n";
        if (rows.empty()) return "";
        return html::section("Photos without a face here", "What could not be read, or shows nobody that was found.",
                             "<div class=\"wide\"><table class=\"failed\"><tr><th>photo</th><th>reason</th></tr>\n" +
                                 rows + "</table></div>\n");
    }

    static std::string colour(std::size_t person) {
        const Colour c = person_colour(static_cast<int>(person));
        return "rgb(" + std::to_string(c.red) + "," + std::to_string(c.green) + "," + std::to_string(c.blue) + ")";
    }

    const Album& album_;
    const std::vector<PhotoPictures>& pictures_;
    const std::string& file_;
    bool link_photos_;
};

}  // namespace

void write_people_page(const Album& album, const std::string& file, bool link_photos, std::size_t threads) {
    std::vector<PhotoPictures> pictures(album.photos.size());
    {
        Progress progress("cutting out faces", album.photos.size());
        for_each_index(album.photos.size(), threads, [&](std::size_t p) {
            const Findings& findings = album.findings[p];
            if (!findings.faces.empty()) pictures[p] = pictures_of(album.photos[p].path, findings, !link_photos);
            progress.step();
        });
    }
    std::ofstream out(file, std::ios::binary);
    out << PeoplePage(album, pictures, file, link_photos).markup();
    out.close();
    if (!out) throw facenet::Error(file + ": cannot be written");
}

}  // namespace program

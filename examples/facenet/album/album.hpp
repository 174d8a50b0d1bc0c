// SPDX-License-Identifier: MIT
/// Photos, the faces in them and whose they are; and all the ways in which that is reported.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "grouping.hpp"

namespace program {

/// Where the report goes.
struct AlbumOptions {
    std::string out;           ///< --out: a folder for the photos with the faces marked
    std::string html;          ///< --html: a page
    bool link_photos = false;  ///< --link-photos: the page links the photos instead of holding them
    bool json = false;
};
void add_album_options(CLI::App& command, AlbumOptions& options);

struct Album {
    std::vector<Photo> photos;
    std::vector<Findings> findings;  ///< of each photo
    People people;
    std::string model;
    float threshold = 0;
    double seconds = 0;  ///< that looking at the photos took

    const FoundFace& face(const Member& member) const { return findings[member.photo].faces[member.face]; }
};

/// Looks at the photos that the arguments mean and groups their faces. Prints the problems of photos.
/// Throws facenet::Error where no photo can be read.
Album make_album(const std::vector<std::string>& arguments, const PipelineOptions& pipeline, GroupingOptions grouping,
                 const AlbumOptions& options);

/// Prints the report, and writes what the options ask for.
void report(const Album& album, const AlbumOptions& options, std::size_t threads);

/// Writes each photo that could be read into a folder, with its faces marked.
void write_marked_photos(const Album& album, const std::string& folder, std::size_t threads);

/// Writes one page that needs nothing else: each person a row of faces, each face leads to its photo.
void write_people_page(const Album& album, const std::string& file, bool link_photos, std::size_t threads);

}  // namespace program

// SPDX-License-Identifier: MIT
/// facenet people PHOTO_OR_FOLDER...: which faces are the same person?
#include "album/album.hpp"
#include "commands.hpp"

namespace program {
namespace {

struct Options : PipelineOptions {
    std::vector<std::string> arguments;
    GroupingOptions grouping;
    AlbumOptions album;
};

int people(const Options& options) {
    report(make_album(options.arguments, options, options.grouping, options.album), options.album, options.threads);
    return kSuccess;
}

}  // namespace

void add_people(CLI::App& app, Command& chosen) {
    auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand("people", "Find all faces, and which of them are the same person");
    command->add_option("PHOTO_OR_FOLDER", options->arguments, kPhotosHelp)->required();
    command->add_flag("--collage", options->grouping.collage, "one photo may show a person twice");
    add_album_options(*command, options->album);
    add_pipeline_options(*command, *options);
    command->footer(
        "Examples:\n"
        "  facenet people holiday/                     who is in which photo?\n"
        "  facenet people holiday/ --html people.html  a page to look through, each person a row of faces\n"
        "  facenet people holiday/ --out marked/       the photos, with a frame and a number for each person\n"
        "  facenet people holiday/ --cache faces.jsonl remembers what it saw: next time only new photos take time\n"
        "`facenet cluster` does the same with other methods and thresholds.\n"
        "Exit code 0: done (photos that cannot be used are named), 2: error.");
    command->callback([options, &chosen] { chosen = [options] { return people(*options); }; });
}

}  // namespace program

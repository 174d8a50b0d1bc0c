// SPDX-License-Identifier: MIT
/// facenet remove --gallery G NAME...: nothing of these people stays; facenet list --gallery G: who is there?
#include "commands.hpp"
#include "gallery_options.hpp"
#include "photos/report.hpp"

namespace program {
namespace {

struct Options {
    GalleryFileOptions gallery;
    std::vector<std::string> names;
    bool json = false;
};

int remove(const Options& options) {
    require_file(options.gallery);
    facenet::Gallery gallery = facenet::Gallery::open(options.gallery.file, opening(options.gallery));
    for (const std::string& name : options.names)
        if (!gallery.contains(name))
            throw facenet::mismatch_error(options.gallery.file, "somebody called " + name, "nobody");
    for (const std::string& name : options.names)
        if (gallery.contains(name)) gallery.remove(name);
    // Until then the file holds the person's embeddings.
    gallery.compact();
    if (options.json) print({{"removed", options.names}, {"people", gallery.size()}});
    else std::printf("removed; the gallery knows %zu %s\n", gallery.size(), gallery.size() == 1 ? "person" : "people");
    return kSuccess;
}

int list(const Options& options) {
    require_file(options.gallery);
    const facenet::Gallery gallery = facenet::Gallery::open(options.gallery.file, opening(options.gallery, true));
    const auto now = gallery.snapshot();
    Json people = Json::array();
    for (std::size_t i = 0; i < now->identity_limit(); ++i)
        if (const facenet::gallery::Identity* identity = now->identity(i)) {
            if (!options.json) std::printf("%s\t%zu\n", identity->name.c_str(), identity->rows.size());
            people.push_back({{"name", identity->name}, {"faces", identity->rows.size()}});
        }
    if (options.json) print({{"people", people}, {"model", now->stamp().model}});
    return kSuccess;
}

}  // namespace

void add_remove(CLI::App& app, Command& chosen) {
    auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand("remove", "Forget people: takes them out of a gallery");
    add_gallery_options(*command, options->gallery);
    command->add_option("NAME", options->names, "who is to be forgotten")->required();
    command->add_flag("--json", options->json, "print one JSON object");
    command->footer(
        "Example:\n"
        "  facenet remove --gallery people.gallery \"Ada Lovelace\"\n"
        "The gallery's file is written anew: afterwards none of the person's data is in it.\n"
        "Exit code 0: they are gone, 2: error (also where somebody is not in the gallery; then nobody is removed).");
    command->callback([options, &chosen] { chosen = [options] { return remove(*options); }; });
}

void add_list(CLI::App& app, Command& chosen) {
    auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand("list", "Who is known: the people of a gallery, and how many faces of each");
    add_gallery_options(*command, options->gallery);
    command->add_flag("--json", options->json, "print one JSON object");
    command->footer("Each line: the name, a tab, the number of faces. Exit code 0: done, 2: error.");
    command->callback([options, &chosen] { chosen = [options] { return list(*options); }; });
}

}  // namespace program

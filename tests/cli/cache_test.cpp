// SPDX-License-Identifier: MIT
#include "cli/known_faces.hpp"

using cli::Json;

namespace {

std::size_t lines_of(const std::filesystem::path& file) {
    const std::string text = cli::contents(file);
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

Json without_time(Json report) {
    report.erase("seconds");
    return report;
}

}  // namespace

TEST_CASE("--cache: an interrupted run goes on, and what changed is looked at again") {
    if (!cli::have_known_faces()) return;
    const cli::TemporaryFolder folder;
    const std::string cache = (folder / "cache.jsonl").string(), copy = (folder / "copy.jpg").string();
    std::filesystem::copy_file(cli::face_photo("face_recognition/train/biden/biden.jpg"), copy);
    const auto people = [&](const std::vector<std::string>& more = {}) {
        std::vector<std::string> arguments{"people", copy,      cli::face_photo("face_recognition/train/obama"),
                                           "--json", "--cache", cache};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return without_time(cli::facenet(arguments).json());
    };
    const Json first = people();
    CHECK(lines_of(cache) == 3);
    CHECK((std::filesystem::status(cache).permissions() & std::filesystem::perms::others_read) ==
          std::filesystem::perms::none);
    CHECK(people() == first);
    CHECK(lines_of(cache) == 3);

    // Killed while it wrote the last line.
    std::filesystem::resize_file(cache, std::filesystem::file_size(cache) - 100);
    CHECK(people() == first);
    CHECK(lines_of(cache) == 4);  // the torn one, and the whole one after it
    CHECK(people() == first);
    CHECK(lines_of(cache) == 4);

    // Other options are other results; so is another photo under the same name.
    people({"--min-face", "60"});
    CHECK(lines_of(cache) == 7);
    std::filesystem::copy_file(cli::face_photo("openface/adams.jpg"), copy,
                               std::filesystem::copy_options::overwrite_existing);
    const Json changed = people();
    CHECK(lines_of(cache) == 8);
    CHECK(changed != first);

    // Lines of somebody else do no harm, even where they look like ours.
    std::string text = cli::contents(cache);
    for (const std::string& from :
         {std::string("\"box\":["), std::string("\"embedding\":["), std::string("\"landmarks\":[[")})
        for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + 1))
            text.replace(at, from.size(), from + "\"x\",");
    cli::write(cache, "\n[[[[\n{}\nnull\n\xFF\xFE\n" + text);
    CHECK(people() == changed);

    const auto nowhere = cli::facenet({"people", copy, "--cache", folder.string()});
    CHECK(nowhere.code == 2);
    CHECK(nowhere.errors.find("cache") != std::string::npos);
}

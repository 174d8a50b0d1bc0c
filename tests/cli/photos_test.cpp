// SPDX-License-Identifier: MIT
#include "photos/photos.hpp"

#include <facenet/core/error.hpp>

#include "cli/program.hpp"

namespace {

std::vector<std::string> names(const std::vector<program::Photo>& photos) {
    std::vector<std::string> result;
    for (const program::Photo& photo : photos)
        result.push_back(photo.name.generic_string());
    return result;
}

const std::string kJpeg = "\xFF\xD8\xFF\xE0 and so on";

}  // namespace

TEST_CASE("photos: folders in the order of names, by contents, without hidden files and results") {
    const cli::TemporaryFolder folder;
    std::filesystem::create_directories(folder / "b");
    std::filesystem::create_directories(folder / "out");
    std::filesystem::create_directories(folder / ".git");
    for (const char* name : {"c.jpg", "b/z.txt", "a.jpeg", "B.JPG", "out/a.jpg", ".git/a.jpg", ".a.jpg"})
        cli::write(folder / name, kJpeg);
    cli::write(folder / "text.jpg", "no photo");
    cli::write(folder / "empty.jpg", "");
    const auto found = program::find_photos({folder.string()}, folder / "out");
    CHECK(names(found) == std::vector<std::string>{"B.JPG", "a.jpeg", "b/z.txt", "c.jpg"});
}

TEST_CASE("photos: files that are named are taken, once, and filed under names of their own") {
    const cli::TemporaryFolder folder;
    std::filesystem::create_directories(folder / "x");
    for (const char* name : {"a.jpg", "x/a.png", "x/b.jpg"})
        cli::write(folder / name, kJpeg);
    cli::write(folder / "text.jpg", "no photo");
    const auto found = program::find_photos({(folder / "text.jpg").string(), (folder / "a.jpg").string(),
                                             (folder / "x/../a.jpg").string(), (folder / "x").string()});
    CHECK(names(found) == std::vector<std::string>{"text.jpg", "a.jpg", "a-2.png", "b.jpg"});
    CHECK_THROWS_AS(program::find_photos({(folder / "gone").string()}), facenet::Error);
}

TEST_CASE("photos: patterns that no shell has expanded") {
    const cli::TemporaryFolder folder;
    for (const char* name : {"b.jpg", "a.jpg", "c.png", "[x].jpg"})
        cli::write(folder / name, kJpeg);
    CHECK(names(program::find_photos({(folder / "*.jpg").string()})) == std::vector<std::string>{"[x].jpg", "a.jpg", "b.jpg"});
    CHECK(names(program::find_photos({(folder / "?.p*").string()})) == std::vector<std::string>{"c.png"});
    // What is there is meant itself.
    CHECK(names(program::find_photos({(folder / "[x].jpg").string()})) == std::vector<std::string>{"[x].jpg"});
    CHECK_THROWS_AS(program::find_photos({(folder / "*.gif").string()}), facenet::Error);
}

// SPDX-License-Identifier: MIT
// Galleries in files: what is there after it was closed, removed, compacted, or could not be written.
#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>

#include "support/gallery.hpp"

namespace {

using namespace facenet;
using gallery::Storage;
using support::contents;
using support::error_of;
using support::gallery_recipe;
using support::has;
using support::random_face;

bool holds(const std::string& path, const void* bytes, std::size_t size) {
    const std::vector<std::uint8_t> all = support::file_bytes(path);
    const auto* from = static_cast<const std::uint8_t*>(bytes);
    return std::search(all.begin(), all.end(), from, from + size) != all.end();
}
bool holds(const std::string& path, const std::string& text) {
    return holds(path, text.data(), text.size());
}

unsigned permissions(const std::string& path) {
    struct stat status {};
    REQUIRE(stat(path.c_str(), &status) == 0);
    return status.st_mode & 0777u;
}

/// Runs `body` in a process of its own, since its limits and its user are a process's. Returns its exit code.
template <class Body>
int in_child(const Body& body) {
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        int code = 99;
        try {
            code = body();
        } catch (...) {
        }
        _exit(code);
    }
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

TEST_CASE("gallery file: all changes are there when it is opened again") {
    for (const Storage storage : {Storage::floats, Storage::bytes})
        for (const bool normalised : {true, false}) {
            const support::GalleryFolder folder;
            const Recipe recipe = gallery_recipe(16, normalised);
            GalleryOptions options;
            options.storage = storage;
            std::string expected;
            {
                Gallery gallery = Gallery::open(folder.file(), recipe, options);
                gallery.enrol("ann", std::vector<Embedding>{random_face(recipe, 1), random_face(recipe, 2)});
                gallery.enrol("bob", random_face(recipe, 3));
                gallery.enrol("cem", random_face(recipe, 4));
                gallery.enrol("ann", random_face(recipe, 5));
                gallery.update("bob", random_face(recipe, 6));
                gallery.remove("cem");
                gallery.rename("ann", "Zo\xc3\xab");
                gallery.enrol("ann", random_face(recipe, 7));
                expected = contents(gallery);
            }
            for (const bool read_only : {true, false}) {
                options.read_only = read_only;
                const Gallery gallery = Gallery::open(folder.file(), recipe, options);
                CHECK(contents(gallery) == expected);
                CHECK(gallery.snapshot()->storage() == storage);
                CHECK(gallery.torn_bytes() == 0);
            }
            options.read_only = false;
            {
                Gallery gallery = Gallery::open(folder.file());
                CHECK(gallery.snapshot()->removed_rows() == 2);
                gallery.compact();
                CHECK(contents(gallery) == expected);
                CHECK(gallery.snapshot()->removed_rows() == 0);
                gallery.enrol("dan", random_face(recipe, 8));
                expected = contents(gallery);
            }
            CHECK(contents(Gallery::open(folder.file(), recipe)) == expected);
        }
}

TEST_CASE("gallery file: remove and compact leave none of an identity's bytes") {
    const support::GalleryFolder folder;
    const Recipe recipe = gallery_recipe(32);
    const Embedding first = random_face(recipe, 1), second = random_face(recipe, 2), other = random_face(recipe, 3);
    Gallery gallery = Gallery::open(folder.file(), recipe);
    gallery.enrol("Rosalind Removed", std::vector<Embedding>{first, second});
    gallery.enrol("somebody else", other);
    gallery.rename("Rosalind Removed", "Rosalind Renamed");
    gallery.remove("Rosalind Renamed");
    CHECK(holds(folder.file(), "Rosalind"));
    CHECK(holds(folder.file(), first.data(), 16));
    gallery.compact();
    CHECK_FALSE(holds(folder.file(), "Rosalind"));
    for (const Embedding& e : {first, second})
        for (int i = 0; i < 32; i += 4)
            CHECK_FALSE(holds(folder.file(), e.data() + i, 16));
    CHECK(holds(folder.file(), other.data(), 128));
    CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);
}

TEST_CASE("gallery file: only its owner may read it, compacted or not") {
    const support::GalleryFolder folder;
    const mode_t before = umask(0);
    Gallery gallery = Gallery::open(folder.file(), gallery_recipe(4));
    CHECK(permissions(folder.file()) == 0600);
    gallery.compact();
    CHECK(permissions(folder.file()) == 0600);
    umask(before);
}

TEST_CASE("gallery file: enrolling appends, and leaves the rest as it is") {
    const support::GalleryFolder folder;
    const Recipe recipe = gallery_recipe(4);
    Gallery gallery = Gallery::open(folder.file(), recipe);
    gallery.enrol("a", random_face(recipe, 1));
    const std::vector<std::uint8_t> before = support::file_bytes(folder.file());
    gallery.enrol("b", random_face(recipe, 2));
    const std::vector<std::uint8_t> after = support::file_bytes(folder.file());
    REQUIRE(after.size() > before.size());
    CHECK(std::equal(before.begin(), before.end(), after.begin()));
}

TEST_CASE("gallery file: one writer at a time, readers beside it") {
    const support::GalleryFolder folder;
    const Recipe recipe = gallery_recipe(4);
    GalleryOptions reading;
    reading.read_only = true;
    {
        Gallery gallery = Gallery::open(folder.file(), recipe);
        gallery.enrol("a", random_face(recipe, 1));
        const std::string refused = error_of([&] { Gallery::open(folder.file(), recipe); });
        CHECK(has(refused, "expected no other writer"));
        gallery.compact();
        CHECK(has(error_of([&] { Gallery::open(folder.file(), recipe); }), "expected no other writer"));
        CHECK(in_child([&] { return Gallery::try_open(folder.file(), recipe).ok() ? 1 : 0; }) == 0);
        Gallery reader = Gallery::open(folder.file(), recipe, reading);
        CHECK(reader.contains("a"));
        CHECK(has(error_of([&] { reader.remove("a"); }), "read-only"));
        CHECK(has(error_of([&] { reader.compact(); }), "read-only"));
        gallery.enrol("b", random_face(recipe, 2));
        CHECK(reader.size() == 1);
    }
    CHECK(Gallery::open(folder.file(), recipe).size() == 2);
}

TEST_CASE("gallery file: a link to it stays a link") {
    const support::GalleryFolder folder;
    const Recipe recipe = gallery_recipe(4);
    const std::string link = folder.file("link");
    Gallery::open(folder.file(), recipe).enrol("a", random_face(recipe, 1));
    std::filesystem::create_symlink(folder.file(), link);
    {
        Gallery gallery = Gallery::open(link, recipe);
        gallery.compact();
        gallery.enrol("b", random_face(recipe, 2));
    }
    CHECK(std::filesystem::is_symlink(link));
    CHECK(Gallery::open(folder.file(), recipe).size() == 2);
}

TEST_CASE("gallery file: a gallery of another model, and files that are none") {
    const support::GalleryFolder folder;
    const Recipe recipe = gallery_recipe(4);
    Gallery::open(folder.file(), recipe).enrol("a", random_face(recipe, 1));
    Recipe other = recipe;
    other.model = "another model";
    const std::string message = error_of([&] { Gallery::open(folder.file(), other); });
    CHECK(has(message, folder.file()));
    CHECK(has(message, "'a model'"));
    CHECK(has(message, "'another model'"));
    CHECK(Gallery::open(folder.file()).size() == 1);

    CHECK(has(error_of([&] { Gallery::open(folder.file("none")); }), "No such file"));
    CHECK(has(error_of([&] { Gallery::open(folder.file("no/folder"), recipe); }), "No such file"));
    CHECK_FALSE(Gallery::try_open(folder.path().string(), recipe));
    CHECK(mkfifo(folder.file("pipe").c_str(), 0600) == 0);
    CHECK(has(error_of([&] { Gallery::open(folder.file("pipe"), recipe); }), "expected a file"));
    const std::vector<std::uint8_t> text(100, 'x');
    support::write_bytes(folder.file("text"), text);
    CHECK(has(error_of([&] { Gallery::open(folder.file("text"), recipe); }), "magic of a facenet gallery"));
    CHECK(support::file_bytes(folder.file("text")) == text);
    // A crash can leave an empty file where a gallery was to be made.
    support::write_bytes(folder.file("empty"), {});
    CHECK_FALSE(Gallery::try_open(folder.file("empty")));
    CHECK(Gallery::open(folder.file("empty"), recipe).size() == 0);
    CHECK(Gallery::open(folder.file("empty")).size() == 0);
}

TEST_CASE("gallery file: what a crash while compacting left is removed") {
    const support::GalleryFolder folder;
    const Recipe recipe = gallery_recipe(4);
    Gallery::open(folder.file(), recipe).enrol("a", random_face(recipe, 1));
    const std::string beside = gallery::path_beside(folder.file());
    support::write_bytes(beside, std::vector<std::uint8_t>(100, 'x'));
    Gallery gallery = Gallery::open(folder.file(), recipe);
    CHECK_FALSE(std::filesystem::exists(beside));
    CHECK(gallery.size() == 1);
}

TEST_CASE("gallery file: a torn tail is passed over, and cut by the next change") {
    const support::GalleryFolder folder;
    const Recipe recipe = gallery_recipe(4);
    Gallery::open(folder.file(), recipe).enrol("a", random_face(recipe, 1));
    const std::vector<std::uint8_t> one = support::file_bytes(folder.file());
    Gallery::open(folder.file(), recipe).enrol("b", random_face(recipe, 2));
    const std::vector<std::uint8_t> two = support::file_bytes(folder.file());
    for (std::size_t size = one.size(); size < two.size(); ++size)
        for (const bool zeros : {false, true}) {  // file systems may fill up with zeros
            std::vector<std::uint8_t> torn(two.begin(), two.begin() + static_cast<std::ptrdiff_t>(size));
            if (zeros) torn.resize(two.size() + 100);
            support::write_bytes(folder.file(), torn);
            Gallery gallery = Gallery::open(folder.file(), recipe);
            CHECK(gallery.size() == 1);
            CHECK(gallery.torn_bytes() == torn.size() - one.size());
            CHECK(support::file_bytes(folder.file()) == torn);
            if (size % 16 != 0) continue;
            gallery.enrol("c", random_face(recipe, 3));
            CHECK(support::file_bytes(folder.file()).size() == two.size());
        }
}

TEST_CASE("gallery file: a full disk is an error, and the gallery is as it was") {
    const support::GalleryFolder folder;
    const Recipe recipe = gallery_recipe(1024, false);
    Gallery::open(folder.file(), recipe).enrol("a", random_face(recipe, 1));
    const std::vector<std::uint8_t> before = support::file_bytes(folder.file());
    // The limit of a file's size stops writes as a full disk does: in the middle, with an error.
    const int code = in_child([&] {
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{before.size() + 1000, before.size() + 1000};
        if (setrlimit(RLIMIT_FSIZE, &limit) != 0) return 10;
        Gallery gallery = Gallery::open(folder.file(), recipe);
        const Result<void> r = gallery.try_enrol("b", random_face(recipe, 2));
        if (r || !has(r.error().message(), "cannot be written")) return 11;
        if (gallery.size() != 1 || gallery.contains("b")) return 12;
        if (support::file_bytes(folder.file()) != before) return 13;
        if (!gallery.try_rename("a", "c")) return 14;  // that fits
        return 0;
    });
    CHECK(code == 0);
    {
        Gallery gallery = Gallery::open(folder.file(), recipe);
        CHECK(gallery.contains("c"));
        CHECK(gallery.torn_bytes() == 0);
    }
    const std::vector<std::uint8_t> renamed = support::file_bytes(folder.file());
    const int compacting = in_child([&] {
        std::signal(SIGXFSZ, SIG_IGN);
        Gallery gallery = Gallery::open(folder.file(), recipe);
        const rlimit limit{1000, 1000};
        if (setrlimit(RLIMIT_FSIZE, &limit) != 0) return 10;
        if (gallery.try_compact()) return 11;
        if (support::file_bytes(folder.file()) != renamed) return 12;
        if (std::filesystem::exists(gallery::path_beside(folder.file()))) return 13;
        return gallery.contains("c") ? 0 : 14;
    });
    CHECK(compacting == 0);
}

TEST_CASE("gallery file: folders and files that may not be written") {
    const support::GalleryFolder folder;
    const Recipe recipe = gallery_recipe(4);
    Gallery::open(folder.file(), recipe).enrol("a", random_face(recipe, 1));
    // Nobody in particular: the user of the tests may be root, who may write everywhere.
    constexpr uid_t kNobody = 65534;
    if (getuid() == 0) {
        REQUIRE(chown(folder.path().c_str(), kNobody, kNobody) == 0);
        REQUIRE(chown(folder.file().c_str(), kNobody, kNobody) == 0);
    }
    const auto drop_root = [] { return getuid() != 0 || (setgid(kNobody) == 0 && setuid(kNobody) == 0); };
    const int folder_read_only = in_child([&] {
        if (!drop_root()) return 10;
        Gallery gallery = Gallery::open(folder.file(), recipe);
        if (chmod(folder.path().c_str(), 0500) != 0) return 11;
        const Result<void> r = gallery.try_compact();
        if (r || !has(r.error().message(), "Permission denied")) return 12;
        if (!gallery.try_enrol("b", random_face(recipe, 2))) return 13;  // needs no new file
        const Result<Gallery> fresh = Gallery::try_open(folder.file("new"), recipe);
        if (fresh || !has(fresh.error().message(), "Permission denied")) return 14;
        return chmod(folder.path().c_str(), 0700) == 0 ? 0 : 15;
    });
    CHECK(folder_read_only == 0);
    const int file_read_only = in_child([&] {
        if (!drop_root() || chmod(folder.file().c_str(), 0400) != 0) return 10;
        const Result<Gallery> refused = Gallery::try_open(folder.file(), recipe);
        if (refused || !has(refused.error().message(), "Permission denied")) return 11;
        GalleryOptions reading;
        reading.read_only = true;
        const Result<Gallery> gallery = Gallery::try_open(folder.file(), recipe, reading);
        return gallery && gallery->size() == 2 ? 0 : 12;
    });
    CHECK(file_read_only == 0);
}

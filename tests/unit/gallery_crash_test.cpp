// SPDX-License-Identifier: MIT
// A process that enrols is killed at random moments: what it was told to be enrolled is there.
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <set>
#include <thread>

#include "support/gallery.hpp"
#include "support/mutate.hpp"

namespace {

using namespace facenet;
using support::gallery_recipe;
using support::random_face;

/// Enrols, removes the one before every fourth and compacts after every sixteenth, and says so down the pipe: the
/// number of each when it is there, its negative when it is about to go.
[[noreturn]] void enrol_for_ever(const std::string& path, const Recipe& recipe, int first, int pipe_end) {
    const auto say = [&](int number) {
        if (write(pipe_end, &number, sizeof number) != sizeof number) _exit(2);
    };
    Result<Gallery> gallery = Gallery::try_open(path, recipe);
    if (!gallery) _exit(3);
    for (int i = first;; ++i) {
        if (!gallery->try_enrol("person " + std::to_string(i), random_face(recipe, static_cast<unsigned>(i)))) _exit(4);
        say(i);
        if (i % 4 == 0 && i > first) {
            say(-(i - 1));
            if (!gallery->try_remove("person " + std::to_string(i - 1))) _exit(5);
        }
        if (i % 16 == 0 && !gallery->try_compact()) _exit(6);
    }
}

}  // namespace

TEST_CASE("gallery crash: killed 200 times while enrolling, it has every identity that was acknowledged") {
    const support::GalleryFolder folder;
    const Recipe recipe = gallery_recipe(128);
    support::Dice dice(1);
    std::set<int> acknowledged, going;
    int first = 1, torn = 0;
    for (int round = 0; round < 200; ++round) {
        CAPTURE(round);
        int pipe_ends[2];
        REQUIRE(pipe(pipe_ends) == 0);
        const pid_t child = fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            close(pipe_ends[0]);
            enrol_for_ever(folder.file(), recipe, first, pipe_ends[1]);
        }
        close(pipe_ends[1]);
        // A few acknowledgements, so that even a slow machine enrols, and then any moment.
        const std::size_t wait_for = dice.below(12);
        std::size_t heard = 0;
        const auto hear = [&] {
            int number = 0;
            if (read(pipe_ends[0], &number, sizeof number) != sizeof number) return false;
            if (number > 0) acknowledged.insert(first = number);
            else going.insert(-number);
            ++heard;
            return true;
        };
        while (heard < wait_for && hear()) {
        }
        std::this_thread::sleep_for(std::chrono::microseconds(dice.below(1500)));
        kill(child, SIGKILL);
        int status = 0;
        REQUIRE(waitpid(child, &status, 0) == child);
        REQUIRE(WIFSIGNALED(status));  // and did not end by itself
        while (hear()) {
        }
        close(pipe_ends[0]);
        ++first;

        if (!std::filesystem::exists(folder.file()) || std::filesystem::file_size(folder.file()) == 0) {
            CHECK(acknowledged.empty());  // killed before the gallery was made
            continue;
        }
        const Gallery gallery = Gallery::open(folder.file());
        torn += gallery.torn_bytes() > 0;
        for (const int number : acknowledged)
            if (going.count(number) == 0) CHECK(gallery.contains("person " + std::to_string(number)));
        // One more may be there than was acknowledged; its number comes again.
        if (gallery.contains("person " + std::to_string(first))) ++first;
    }
    CHECK(acknowledged.size() > 200);
    MESSAGE(acknowledged.size() << " identities were acknowledged, " << torn << " times a record was torn");
    const Gallery gallery = Gallery::open(folder.file());
    for (const int number : acknowledged)
        if (going.count(number) == 0) {
            const Identification found = gallery.search(random_face(recipe, static_cast<unsigned>(number)));
            CHECK(found.known());
            CHECK(found.matches[0].name == "person " + std::to_string(number));
        }
}

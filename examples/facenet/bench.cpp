// SPDX-License-Identifier: MIT
/// facenet bench: how fast is this machine with this model?
#include <algorithm>
#include <chrono>
#include <thread>

#include "commands.hpp"
#include "photos/image_io.hpp"
#include "photos/parallel.hpp"
#include "photos/report.hpp"

namespace program {
namespace {

struct Options : PipelineOptions {
    std::vector<std::string> arguments;
    double seconds = 1;
    bool json = false;
};

using Clock = std::chrono::steady_clock;

double milliseconds_since(Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

/// Calls work(i) for i = 0, 1, ... for so many seconds, each of `count` at least once after one to warm up; the median
/// of its milliseconds.
template <class Work>
double median_milliseconds(std::size_t count, double seconds, Work&& work) {
    work(std::size_t{0});
    std::vector<double> times;
    const auto begin = Clock::now();
    while (times.size() < count || milliseconds_since(begin) < 1000 * seconds) {
        const auto start = Clock::now();
        work(times.size() % count);
        times.push_back(milliseconds_since(start));
    }
    std::nth_element(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2), times.end());
    return times[times.size() / 2];
}

/// What was measured, in milliseconds. Without photos there is only the face.
struct Timings {
    double read = 0, detect = 0, embed = 0;  ///< of one photo, one photo, one face; on one thread
    std::size_t photos = 0, faces = 0, threads = 1;
    double megapixels = 0;         ///< of a photo, in the mean
    double photos_per_second = 0;  ///< everything together, on all threads
    double faces_per_second = 0;   ///< embedding alone, on all threads
};

/// Pixels like no face's: the time does not depend on them.
facenet::Image some_crop(const facenet::Recipe& recipe) {
    facenet::Image crop(recipe.width, recipe.height);
    for (int i = 0; i < 3 * recipe.width * recipe.height; ++i)
        crop.data()[i] = static_cast<std::uint8_t>(i * 2654435761u >> 24);
    return crop;
}

void measure_faces(const Models& models, const Options& options, Timings& timings) {
    const facenet::Image crop = some_crop(models.recipe());
    timings.embed = median_milliseconds(1, options.seconds, [&](std::size_t) { models.embed_crop(crop); });
    const auto count =
        static_cast<std::size_t>(1000 * options.seconds / timings.embed) * timings.threads + timings.threads;
    const auto start = Clock::now();
    for_each_index(count, timings.threads, [&](std::size_t) { models.embed_crop(crop); });
    timings.faces_per_second = 1000 * static_cast<double>(count) / milliseconds_since(start);
}

void measure_photos(const Models& models, const std::vector<Photo>& photos, const Options& options, Timings& timings) {
    std::vector<facenet::Image> images;
    for (const Photo& photo : photos) {
        images.push_back(load_photo(photo.path));
        timings.megapixels +=
            1e-6 * images.back().width() * images.back().height() / static_cast<double>(photos.size());
    }
    timings.photos = photos.size();
    timings.read =
        median_milliseconds(photos.size(), options.seconds, [&](std::size_t i) { load_photo(photos[i].path); });
    std::vector<std::size_t> faces(photos.size());
    timings.detect = median_milliseconds(photos.size(), options.seconds,
                                         [&](std::size_t i) { faces[i] = models.detect(images[i]).size(); });
    for (const std::size_t count : faces)
        timings.faces += count;
    const auto start = Clock::now();
    look_at(models, photos, options);
    timings.photos_per_second = 1000 * static_cast<double>(photos.size()) / milliseconds_since(start);
}

void print_text(const Models& models, const Timings& t) {
    std::printf("%s\n", models.name().c_str());
    std::printf("  embed a face     %9.2f ms\n", t.embed);
    if (t.photos > 0) {
        std::printf("  read a photo     %9.2f ms  (%.1f megapixels)\n", t.read, t.megapixels);
        std::printf("  detect its faces %9.2f ms  (%.1f faces)\n", t.detect,
                    static_cast<double>(t.faces) / static_cast<double>(t.photos));
    }
    const char* threads = t.threads == 1 ? "thread" : "threads";
    std::printf("on %zu %s\n  %17.1f faces embedded per second\n", t.threads, threads, t.faces_per_second);
    if (t.photos > 0) std::printf("  %17.1f photos per second, everything together\n", t.photos_per_second);
}

Json to_json(const Models& models, const Timings& t) {
    Json json = {{"model", models.name()},
                 {"embed_ms", t.embed},
                 {"threads", t.threads},
                 {"faces_per_second", t.faces_per_second}};
    if (t.photos == 0) return json;
    json["read_ms"] = t.read;
    json["detect_ms"] = t.detect;
    json["photos"] = t.photos;
    json["faces"] = t.faces;
    json["megapixels"] = t.megapixels;
    json["photos_per_second"] = t.photos_per_second;
    return json;
}

int bench(const Options& options) {
    std::vector<Photo> photos;
    if (!options.arguments.empty()) photos = find_photos(options.arguments);
    if (photos.empty() && !options.arguments.empty())
        throw facenet::Error("bench: expected photos, found none in the folders given");
    const Models models(options, !photos.empty());
    Timings timings;
    timings.threads = options.threads != 0 ? options.threads : std::max(1u, std::thread::hardware_concurrency());
    measure_faces(models, options, timings);
    if (!photos.empty()) measure_photos(models, photos, options, timings);
    if (options.json) print(to_json(models, timings));
    else print_text(models, timings);
    return kSuccess;
}

}  // namespace

void add_bench(CLI::App& app, Command& chosen) {
    auto options = std::make_shared<Options>();
    CLI::App* command = app.add_subcommand("bench", "How fast is it here? Milliseconds a face and a photo");
    command->add_option(
        "PHOTO_OR_FOLDER", options->arguments,
        "photos to read and search for faces (a few: they are held in memory); none: only faces are embedded");
    command->add_option("--seconds", options->seconds, "to spend on each figure, at least")
        ->check(CLI::Range(0.01, 600.0))
        ->capture_default_str();
    command->add_flag("--json", options->json, "print one JSON object");
    command->add_option("--threads", options->threads, "for the figures of all threads (0: one for each processor)");
    add_model_options(*command, *options);
    command->footer(
        "Milliseconds are medians on one thread, with nothing else running on the machine, please.\n"
        "Examples:\n"
        "  facenet bench\n"
        "  facenet bench holiday/*.jpg --threads 4\n"
        "  facenet bench --model dlib_resnet_int8 --json\n"
        "Exit code 0: done, 2: error.");
    command->callback([options, &chosen] { chosen = [options] { return bench(*options); }; });
}

}  // namespace program

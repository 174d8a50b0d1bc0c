// SPDX-License-Identifier: MIT
// fresh_start BLOB: opens it, embeds one grey crop and says in JSON how long that took. fresh.py is its counterpart for
// the other engines and describes the fields.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <facenet/blob_file.hpp>
#include <facenet/embedder.hpp>
#include <facenet/int8.hpp>
#include <facenet/nets/all.hpp>

namespace {

/// VmRSS or VmHWM in megabytes.
double memory(const std::string& field) {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;)
        if (word == field + ":") {
            double kilobytes = 0;
            status >> kilobytes;
            return kilobytes / 1024;
        }
    throw std::runtime_error("/proc/self/status has no " + field);
}

double seconds() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

void start(const char* path) {
    using facenet::Int8;
    using Inception = facenet::nets::InceptionResnetV1<512>;
    using Small2 = facenet::nets::OpenfaceNn4Small2;
    using Dlib = facenet::nets::DlibResnet;
    using Embedder = facenet::Embedder<Inception, Small2, Dlib, Int8<Inception>, Int8<Small2>, Int8<Dlib>>;
    const double before = memory("VmRSS"), begin = seconds();
    const auto blob = facenet::BlobFile::open(path);
    facenet::OpenOptions options;
    options.keep_bytes = true;  // a packed or int8 blob is used where it is mapped
    const auto embedder = Embedder::open(blob, options);
    const int width = embedder.recipe().width, height = embedder.recipe().height;
    const std::vector<std::uint8_t> grey(
        std::size_t{3} * static_cast<std::size_t>(width) * static_cast<std::size_t>(height), 128);
    const auto embedding =
        embedder.embed({grey.data(), width, height, std::ptrdiff_t{3} * width, facenet::PixelFormat::rgb});
    const double done = seconds();  // CLOCK_MONOTONIC, as Python's
    if (!(embedding[0] > -1e6f && embedding[0] < 1e6f)) throw std::runtime_error("the embedding is no number");
    std::printf("{\"done\": %.6f, \"load_ms\": %.3f, \"before_mb\": %.2f, \"peak_mb\": %.2f}\n", done,
                1000 * (done - begin), before, memory("VmHWM"));
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: fresh_start BLOB\n");
        return EXIT_FAILURE;
    }
    try {
        start(argv[1]);
    } catch (const std::exception& e) {
        std::fprintf(stderr, "fresh_start: %s\n", e.what());
        return EXIT_FAILURE;
    }
}

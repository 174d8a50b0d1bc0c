// SPDX-License-Identifier: MIT
/// Running programs, and what they need to be run on.
#pragma once

#include <doctest/doctest.h>
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "support/paths.hpp"

namespace cli {

namespace fs = std::filesystem;
using Json = nlohmann::json;

/// What a program did.
struct Outcome {
    int code = -1;
    std::string output;  ///< standard output
    std::string errors;  ///< standard error
    Json json() const { return Json::parse(output); }
};

/// A folder of its own for each test, gone at the end.
class TemporaryFolder {
public:
    TemporaryFolder() {
        std::string name = (fs::temp_directory_path() / "facenet-cli-XXXXXX").string();
        REQUIRE(mkdtemp(name.data()) != nullptr);
        path_ = name;
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    fs::path operator/(const std::string& name) const { return path_ / name; }
    std::string string() const { return path_.string(); }

private:
    fs::path path_;
};

inline std::string contents(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

inline void write(const fs::path& file, const std::string& text) {
    std::ofstream(file, std::ios::binary) << text;
}

/// A BMP file of width x height pixels; `pixel(x, y, c)` gives red, green and blue. The width is a multiple of 4.
template <class Pixel>
std::string bitmap(int width, int height, Pixel&& pixel) {
    const auto w = static_cast<std::uint32_t>(width), h = static_cast<std::uint32_t>(height);
    std::string bytes("BM", 2);
    for (const std::uint32_t word : {54 + w * h * 3, 0u, 54u, 40u, w, h, 1u | 24u << 16, 0u, w * h * 3, 0u, 0u, 0u, 0u})
        for (int shift = 0; shift < 32; shift += 8)
            bytes += static_cast<char>(word >> shift & 0xFF);
    for (int y = height - 1; y >= 0; --y)
        for (int x = 0; x < width; ++x)
            for (int c = 2; c >= 0; --c)
                bytes += static_cast<char>(pixel(x, y, c));
    return bytes;
}

/// Runs a program without a shell's expansions: every argument arrives as it is.
inline Outcome run(const std::string& program, const std::vector<std::string>& arguments) {
    TemporaryFolder folder;
    const auto quoted = [](const std::string& text) {
        std::string result = "'";
        for (const char c : text)
            result += c == '\'' ? std::string("'\\''") : std::string(1, c);
        return result + "'";
    };
    std::string command = quoted(program);
    for (const std::string& argument : arguments)
        command += " " + quoted(argument);
    command += " >" + quoted((folder / "out").string()) + " 2>" + quoted((folder / "err").string()) + " </dev/null";
    const int status = std::system(command.c_str());
    Outcome outcome;
    outcome.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
    outcome.output = contents(folder / "out");
    outcome.errors = contents(folder / "err");
    return outcome;
}

/// Runs `facenet` on the models that tests/run.sh made.
inline Outcome facenet(std::vector<std::string> arguments) {
    arguments.push_back("--models");
    arguments.push_back(support::models_dir().string());
    return run(FACENET_PROGRAM, arguments);
}

inline bool have_models() {
    if (fs::exists(support::models_dir() / "dlib_resnet.blob") && fs::exists(support::models_dir() / "mtcnn.blob"))
        return true;
    MESSAGE("skipped: there are no blobs in " << support::models_dir().string() << " (tests/run.sh makes them)");
    return false;
}

/// demo/sample<number>.jpg of the npm package @vladmandic/face-api.
inline std::string group_photo(int number) {
    return (support::downloads_dir() / "vladmandic-face-api" / "demo" / ("sample" + std::to_string(number) + ".jpg"))
        .string();
}

inline bool have_models_and_photos() {
    if (!have_models()) return false;
    if (fs::exists(group_photo(1))) return true;
    MESSAGE("skipped: there is no " << group_photo(1) << " (tests/run.sh fetches it)");
    return false;
}

}  // namespace cli

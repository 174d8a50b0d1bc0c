// SPDX-License-Identifier: MIT
#include "photos.hpp"

#include <glob.h>

#include <algorithm>
#include <array>
#include <facenet/core/error.hpp>
#include <fstream>
#include <set>
#include <string_view>

namespace fs = std::filesystem;

namespace program {
namespace {

/// Files below a folder, in the order of their paths, so that every machine numbers people alike.
std::vector<fs::path> files_below(const fs::path& folder, const fs::path& except) {
    std::vector<fs::path> files;
    auto entry = fs::recursive_directory_iterator(folder, fs::directory_options::skip_permission_denied);
    for (; entry != fs::recursive_directory_iterator(); ++entry) {
        const bool hidden = entry->path().filename().string().front() == '.';
        std::error_code ignored;
        if (hidden || (!except.empty() && fs::equivalent(entry->path(), except, ignored))) {
            entry.disable_recursion_pending();
        } else if (entry->is_regular_file(ignored)) {
            files.push_back(entry->path());
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

/// The argument itself where it is there, else the files and folders that it is a pattern of (glob(3)), in the order of
/// their names: shells pass on a pattern that is quoted, or too long for them.
std::vector<fs::path> expanded(const std::string& argument) {
    if (fs::exists(argument)) return {argument};
    std::vector<fs::path> paths;
    glob_t found{};
    if (glob(argument.c_str(), 0, nullptr, &found) == 0) paths.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
    globfree(&found);
    if (paths.empty()) throw facenet::Error(argument + ": there is no such file or folder");
    return paths;
}

class Collection {
public:
    void add(const fs::path& file, const fs::path& name) {
        if (!seen_.insert(fs::weakly_canonical(file)).second) return;
        fs::path unique = name;
        for (int n = 2; !names_.insert(fs::path(unique).replace_extension()).second; ++n)
            unique = name.parent_path() / (name.stem().string() + "-" + std::to_string(n) + name.extension().string());
        photos_.push_back({file.string(), unique});
    }
    std::vector<Photo> take() { return std::move(photos_); }

private:
    std::set<fs::path> seen_, names_;
    std::vector<Photo> photos_;
};

}  // namespace

bool looks_like_image(const fs::path& file) {
    std::array<char, 16> head{};
    std::ifstream(file, std::ios::binary).read(head.data(), head.size());
    const std::string_view start(head.data(), head.size());
    const auto at = [&](std::size_t offset, std::string_view magic) {
        return start.substr(offset, magic.size()) == magic;
    };
    const bool decoded = at(0, "\xFF\xD8\xFF") || at(0, "\x89PNG\r\n\x1A\n") || at(0, "GIF8") || at(0, "BM") ||
                         at(0, "8BPS") || at(0, "#?RADIANCE") || at(0, "P5") || at(0, "P6");
    // These are photos too, and somebody wants to hear that they cannot be read.
    const bool known = (at(0, "RIFF") && at(8, "WEBP")) || at(4, "ftyphe") || at(4, "ftypmif1") || at(4, "ftypavif") ||
                       at(0, std::string_view("II*\0", 4)) || at(0, std::string_view("MM\0*", 4));
    return decoded || known;
}

std::vector<Photo> find_photos(const std::vector<std::string>& arguments, const fs::path& except) {
    Collection photos;
    for (const std::string& argument : arguments) {
        for (const fs::path& path : expanded(argument))
            if (fs::is_directory(path)) {
                for (const fs::path& file : files_below(path, except))
                    if (looks_like_image(file)) photos.add(file, file.lexically_relative(path));
            } else {
                photos.add(path, path.filename());
            }
    }
    return photos.take();
}

}  // namespace program

// SPDX-License-Identifier: MIT
/// Galleries for tests: a folder for their files, a model that is not there, people with random faces.
#pragma once

#include <stdlib.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "facenet/gallery.hpp"

namespace support {

/// A folder that is gone at the end.
class GalleryFolder {
public:
    explicit GalleryFolder(const std::filesystem::path& parent = std::filesystem::temp_directory_path()) {
        std::string name = (parent / "facenet-gallery-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) throw facenet::Error(name + ": cannot be made");
        path_ = name;
    }
    GalleryFolder(const GalleryFolder&) = delete;
    GalleryFolder& operator=(const GalleryFolder&) = delete;
    ~GalleryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    const std::filesystem::path& path() const { return path_; }
    std::string file(const char* name = "people.gallery") const { return (path_ / name).string(); }

private:
    std::filesystem::path path_;
};

inline std::vector<std::uint8_t> file_bytes(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

inline void write_bytes(const std::string& path, const std::vector<std::uint8_t>& bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

inline facenet::Recipe gallery_recipe(int size, bool normalised = true,
                                      facenet::Metric metric = facenet::Metric::squared_l2) {
    facenet::Recipe recipe;
    recipe.network = "a_network";
    recipe.model = "a model";
    recipe.embedding_size = size;
    recipe.normalised = normalised;
    recipe.metric = metric;
    recipe.verify_threshold = 0.5f;
    recipe.group_threshold = 0.6f;
    return recipe;
}

/// The same seed gives the same face.
inline facenet::Embedding random_face(const facenet::Recipe& recipe, unsigned seed) {
    std::mt19937 engine(seed);
    std::normal_distribution<float> normal;
    std::vector<float> values(static_cast<std::size_t>(recipe.embedding_size));
    float squares = 0;
    for (float& x : values) {
        x = normal(engine);
        squares += x * x;
    }
    if (recipe.normalised)
        for (float& x : values)
            x /= std::sqrt(squares);
    return {values.data(), recipe.embedding_size};
}

/// All that a gallery holds, in words: who, and the numbers of each row.
inline std::string contents(const facenet::Gallery& gallery) {
    const auto now = gallery.snapshot();
    std::string text;
    for (std::size_t i = 0; i < now->identity_limit(); ++i) {
        const facenet::gallery::Identity* identity = now->identity(i);
        if (identity == nullptr) continue;
        const facenet::gallery::Shots shots = now->shots_of(*identity);
        text += identity->name + ":";
        for (const float x : shots.floats)
            text += " " + std::to_string(x);
        for (const std::int8_t x : shots.bytes)
            text += " " + std::to_string(x);
        for (const float x : shots.scales)
            text += " *" + std::to_string(x);
        text += "\n";
    }
    return text;
}

/// What `call` throws, in words; empty where it throws nothing.
template <class Call>
std::string error_of(const Call& call) {
    try {
        call();
    } catch (const facenet::Error& error) {
        return error.message();
    }
    return {};
}

inline bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace support

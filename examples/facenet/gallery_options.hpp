// SPDX-License-Identifier: MIT
/// The gallery that a command works with.
#pragma once

#include <CLI/CLI.hpp>
#include <facenet/gallery.hpp>
#include <string>

namespace program {

/// What the command line says about the gallery.
struct GalleryFileOptions {
    std::string file;             ///< --gallery
    std::string passphrase_file;  ///< --passphrase-file
    std::string key_file;         ///< --key-file
};

/// --gallery, and the options of encrypted ones.
void add_gallery_options(CLI::App& command, GalleryFileOptions& options);

/// How to open it: with the key that the options name. Throws facenet::Error where the key cannot be read, or the
/// program was built without libsodium.
facenet::GalleryOptions opening(const GalleryFileOptions& options, bool read_only = false);

/// Throws facenet::Error where the gallery is not there: only enrolling makes one.
void require_file(const GalleryFileOptions& options);

}  // namespace program

// SPDX-License-Identifier: MIT
#include "gallery_options.hpp"

#include <filesystem>

#if defined(FACENET_HAS_SODIUM)
#include <facenet/blob_file.hpp>
#include <facenet/gallery_encryption.hpp>
#endif

namespace program {
namespace {

#if defined(FACENET_HAS_SODIUM)
/// A file's bytes, wiped when they are done with.
class Secret {
public:
    explicit Secret(const std::string& file) : bytes_(facenet::read_file(file)) {}
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;
    ~Secret() { sodium_memzero(bytes_.data(), bytes_.size()); }

    const std::vector<std::uint8_t>& bytes() const { return bytes_; }
    /// The first line, without its end.
    std::string line() const {
        const auto ends = [](std::uint8_t byte) { return byte == '\n' || byte == '\r'; };
        return {bytes_.begin(), std::find_if(bytes_.begin(), bytes_.end(), ends)};
    }

private:
    std::vector<std::uint8_t> bytes_;
};

std::shared_ptr<const facenet::gallery::SealingKey> key_of(const GalleryFileOptions& options) {
    if (!options.passphrase_file.empty()) {
        std::string passphrase = Secret(options.passphrase_file).line();
        if (passphrase.empty())
            throw facenet::mismatch_error(options.passphrase_file, "a passphrase in the first line", "an empty line");
        return facenet::GalleryPassphrase::from_text(std::move(passphrase));
    }
    const Secret key(options.key_file);
    if (key.bytes().size() != facenet::GallerySecret::kSize)
        throw facenet::mismatch_error(options.key_file,
                                      std::to_string(facenet::GallerySecret::kSize) + " bytes of a key",
                                      std::to_string(key.bytes().size()));
    return facenet::GalleryKey::from_bytes(key.bytes().data());
}
#else
std::shared_ptr<const facenet::gallery::SealingKey> key_of(const GalleryFileOptions&) {
    throw facenet::Error("this program was built without libsodium: it can neither make nor open encrypted galleries");
}
#endif

}  // namespace

void add_gallery_options(CLI::App& command, GalleryFileOptions& options) {
    command.add_option("--gallery", options.file, "file of the people who are known")->required();
    CLI::Option* passphrase =
        command.add_option("--passphrase-file", options.passphrase_file,
                           "the gallery is encrypted with the passphrase in this file's first line");
    command
        .add_option("--key-file", options.key_file,
                    "the gallery is encrypted with the 32 bytes of this file (head -c 32 /dev/urandom makes one)")
        ->excludes(passphrase);
}

facenet::GalleryOptions opening(const GalleryFileOptions& options, bool read_only) {
    facenet::GalleryOptions opening;
    opening.read_only = read_only;
    if (!options.passphrase_file.empty() || !options.key_file.empty()) opening.key = key_of(options);
    return opening;
}

void require_file(const GalleryFileOptions& options) {
    if (!std::filesystem::exists(options.file))
        throw facenet::mismatch_error(options.file, "a gallery", "no such file (facenet enroll makes one)");
}

}  // namespace program

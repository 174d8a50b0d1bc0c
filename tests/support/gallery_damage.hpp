// SPDX-License-Identifier: MIT
/// What happens to a gallery's file that somebody damaged: an Error, or a gallery as it was at one moment of its life.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "support/gallery.hpp"
#include "support/gallery_checksums.hpp"
#include "support/mutate.hpp"

namespace support {

class DamagedGallery {
public:
    explicit DamagedGallery(const facenet::GalleryOptions& options, facenet::gallery::Storage storage)
        : options_(options) {
        using facenet::Embedding;
        options_.storage = storage;
        const facenet::Recipe recipe = gallery_recipe(6, false);
        facenet::Gallery gallery = facenet::Gallery::open(folder_.file(), recipe, options_);
        const auto lived = [&] { moments_.insert(contents(gallery)); };
        lived();
        gallery.enrol("ann", std::vector<Embedding>{random_face(recipe, 1), random_face(recipe, 2)});
        lived();
        gallery.enrol("bob", random_face(recipe, 3));
        lived();
        gallery.update("ann", random_face(recipe, 4));
        lived();
        gallery.rename("bob", "bea");
        lived();
        gallery.remove("ann");
        lived();
        gallery.enrol("cem", random_face(recipe, 5));
        lived();
        last_ = contents(gallery);
        bytes_ = file_bytes(folder_.file());
        options_.read_only = true;
    }

    const std::vector<std::uint8_t>& bytes() const { return bytes_; }
    const std::string& last() const { return last_; }

    /// Opens the file with other bytes: what it holds, or the Error's message.
    facenet::Result<std::string> open(const std::vector<std::uint8_t>& bytes) const {
        write_bytes(folder_.file("damaged"), bytes);
        const facenet::Result<facenet::Gallery> gallery = facenet::Gallery::try_open(folder_.file("damaged"), options_);
        if (!gallery) return gallery.error();
        return contents(*gallery);
    }

    /// 10,000 random mutations, and the file cut at every byte.
    void check() const {
        int refused = 0;
        Mutator mutate(1);
        for (int i = 0; i < 10000; ++i) {
            CAPTURE(i);
            const facenet::Result<std::string> opened = open(mutate(bytes_, i % 4 == 0 ? 140 : SIZE_MAX));
            if (!opened) ++refused;
            CHECK((opened ? moments_.count(*opened) == 1 : !opened.error().message().empty()));
        }
        CHECK(refused > 5000);
        CHECK(refused < 10000);
        for (std::size_t size = 0; size < bytes_.size(); ++size) {
            CAPTURE(size);
            const facenet::Result<std::string> opened =
                open({bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(size)});
            if (opened) CHECK(moments_.count(*opened) == 1);
        }
        CHECK(*open(bytes_) == last_);
    }

    /// Damages whose checksums are right again: seals aside, nothing but the checks of each number is left.
    void check_resealed(std::uint64_t seed) const {
        Mutator mutate(seed);
        for (int i = 0; i < 10000; ++i) {
            CAPTURE(i);
            const facenet::Result<std::string> opened = open(with_checksums(mutate(bytes_)));
            if (!opened) CHECK(!opened.error().message().empty());
        }
    }

    /// Offsets of the records, and of the file's end.
    std::vector<std::size_t> records() const {
        std::vector<std::size_t> offsets;
        for (std::size_t at = gallery_header_size(bytes_); at < bytes_.size(); at = next_record(bytes_, at))
            offsets.push_back(at);
        offsets.push_back(bytes_.size());
        return offsets;
    }

private:
    GalleryFolder folder_{std::filesystem::is_directory("/dev/shm") ? "/dev/shm"
                                                                    : std::filesystem::temp_directory_path()};
    facenet::GalleryOptions options_;
    std::set<std::string> moments_;
    std::string last_;
    std::vector<std::uint8_t> bytes_;
};

}  // namespace support

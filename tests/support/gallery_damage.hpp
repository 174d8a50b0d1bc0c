// SPDX-License-Identifier: MIT
/// What happens to a gallery's file that somebody damaged: an Error, or a gallery as it was at one moment of its life.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "support/gallery.hpp"
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
        for (std::size_t at = header_size(bytes_); at < bytes_.size(); at += 40 + number(bytes_, at + 16))
            offsets.push_back(at);
        offsets.push_back(bytes_.size());
        return offsets;
    }

    /// The file with all checksums made right, as far as its sizes let find them.
    static std::vector<std::uint8_t> with_checksums(std::vector<std::uint8_t> bytes) {
        using facenet::blob::xxh64;
        std::size_t at = header_size(bytes);
        if (at == 0) return bytes;
        put(bytes, 56, facenet::gallery::header_checksum({bytes.data(), at}));
        const std::uint64_t seed = xxh64({bytes.data() + 16, 16});
        while (bytes.size() - at >= 40 && number(bytes, at + 16) <= bytes.size() - at - 40) {
            const std::size_t size = number(bytes, at + 16);
            put(bytes, at + 24, xxh64({bytes.data() + at + 40, size}, seed));
            put(bytes, at + 32, xxh64({bytes.data() + at, 32}, seed));
            at += 40 + size;
        }
        return bytes;
    }

private:
    static std::size_t number(const std::vector<std::uint8_t>& bytes, std::size_t at) {
        return facenet::blob::detail::load<std::uint64_t>(bytes.data() + at);
    }
    static void put(std::vector<std::uint8_t>& bytes, std::size_t at, std::uint64_t value) {
        std::memcpy(bytes.data() + at, &value, sizeof value);
    }
    /// 0 where there is no whole header.
    static std::size_t header_size(const std::vector<std::uint8_t>& bytes) {
        if (bytes.size() < 64) return 0;
        std::size_t size = 64;
        for (const std::size_t at : {36u, 40u, 44u})
            size += facenet::blob::detail::load<std::uint32_t>(bytes.data() + at);
        return size <= bytes.size() ? size : 0;
    }

    GalleryFolder folder_{std::filesystem::is_directory("/dev/shm") ? "/dev/shm"
                                                                    : std::filesystem::temp_directory_path()};
    facenet::GalleryOptions options_;
    std::set<std::string> moments_;
    std::string last_;
    std::vector<std::uint8_t> bytes_;
};

}  // namespace support

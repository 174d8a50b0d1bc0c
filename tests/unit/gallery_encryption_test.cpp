// SPDX-License-Identifier: MIT
// Galleries encrypted at rest. Without libsodium there is nothing to test, and the one test says so.
#include <doctest/doctest.h>

#if defined(FACENET_HAS_SODIUM)
#include "facenet/gallery_encryption.hpp"
#include "support/gallery_damage.hpp"

namespace {

using namespace facenet;
using gallery::Storage;
using support::contents;
using support::DamagedGallery;
using support::error_of;
using support::gallery_recipe;
using support::has;
using support::random_face;

/// The least that Argon2id takes: tests are not attacked.
constexpr PassphraseCost kCheap{1, crypto_pwhash_argon2id_MEMLIMIT_MIN};

GalleryOptions with_key(std::uint8_t first_byte = 7) {
    std::uint8_t bytes[GallerySecret::kSize] = {first_byte};
    GalleryOptions options;
    options.key = GalleryKey::from_bytes(bytes);
    return options;
}
GalleryOptions with_passphrase(const std::string& text) {
    GalleryOptions options;
    options.key = GalleryPassphrase::from_text(text, kCheap);
    return options;
}

bool holds(const std::vector<std::uint8_t>& all, const void* bytes, std::size_t size) {
    const auto* from = static_cast<const std::uint8_t*>(bytes);
    return std::search(all.begin(), all.end(), from, from + size) != all.end();
}

}  // namespace

TEST_CASE("gallery encryption: all is there with the key or passphrase, and nothing to be read without") {
    const Recipe recipe = gallery_recipe(16);
    const Embedding face = random_face(recipe, 1);
    for (const GalleryOptions& options : {with_key(), with_passphrase("correct horse"), with_passphrase("")}) {
        const support::GalleryFolder folder;
        std::string expected;
        {
            Gallery gallery = Gallery::open(folder.file(), recipe, options);
            gallery.enrol("Rosalind", face);
            gallery.enrol("bob", random_face(recipe, 2));
            expected = contents(gallery);
        }
        for (int compacted = 0; compacted < 2; ++compacted) {
            const std::vector<std::uint8_t> bytes = support::file_bytes(folder.file());
            CHECK_FALSE(holds(bytes, "Rosalind", 8));
            for (int i = 0; i < 16; ++i)
                CHECK_FALSE(holds(bytes, face.data() + i, 4));
            Gallery gallery = Gallery::open(folder.file(), recipe, options);
            CHECK(contents(gallery) == expected);
            gallery.compact();
            CHECK_FALSE(support::file_bytes(folder.file()) == bytes);
        }
        Gallery gallery = Gallery::open(folder.file(), options);
        gallery.remove("Rosalind");
        gallery.compact();
        CHECK(gallery.names() == std::vector<std::string>{"bob"});
    }
}

TEST_CASE("gallery encryption: a wrong key is told from damage") {
    const Recipe recipe = gallery_recipe(4);
    const support::GalleryFolder folder;
    const auto opening = [&](const GalleryOptions& options) {
        return error_of([&] { Gallery::open(folder.file(), recipe, options); });
    };
    Gallery::open(folder.file(), recipe, with_key()).enrol("a", random_face(recipe, 1));
    CHECK(has(opening(with_key(8)), "expected the gallery's key or passphrase, found another"));
    CHECK(has(opening({}), "expected the key or passphrase of an encrypted gallery, found none"));
    CHECK(has(opening(with_passphrase("x")), "expected one of method 1"));
    std::filesystem::remove(folder.file());
    Gallery::open(folder.file(), recipe, with_passphrase("right")).enrol("a", random_face(recipe, 1));
    CHECK(has(opening(with_passphrase("Right")), "expected the gallery's key or passphrase, found another"));
    CHECK(opening(with_passphrase("right")).empty());
    std::filesystem::remove(folder.file());
    Gallery::open(folder.file(), recipe);
    CHECK(has(opening(with_key()), "expected an encrypted gallery, found one that is not"));
}

TEST_CASE("gallery encryption: 10,000 random mutations and every cut: an error, or a moment of the gallery's life") {
    DamagedGallery(with_key(), Storage::floats).check();
    DamagedGallery(with_key(), Storage::floats).check_resealed(4);
}

TEST_CASE("gallery encryption: whoever makes the checksums right is found out by every changed byte") {
    const DamagedGallery gallery(with_key(), Storage::bytes);
    const std::vector<std::size_t> records = gallery.records();
    for (std::size_t at = 0; at < gallery.bytes().size(); ++at) {
        CAPTURE(at);
        std::vector<std::uint8_t> bytes = gallery.bytes();
        bytes[at] ^= 0x10;
        const Result<std::string> opened = gallery.open(support::with_checksums(bytes));
        // What can still be done is to make the tail look torn; and a changed checksum is right again.
        if (opened) CHECK((bytes == gallery.bytes() || at >= records[5] || *opened == gallery.last()));
        const bool in_body = at >= records[0] && [&] {
            for (std::size_t i = 0; i + 1 < records.size(); ++i)
                if (at >= records[i] + 40 && at < records[i + 1]) return true;
            return false;
        }();
        if (in_body) CHECK(has(opened.error().message(), "somebody without the key has changed the file"));
    }
}

TEST_CASE("gallery encryption: records in another place or of another file, numbered and checksummed to fit") {
    const DamagedGallery one(with_key(), Storage::floats), two(with_key(), Storage::floats);
    const std::vector<std::size_t> records = one.records();
    const auto record = [&](const DamagedGallery& from, std::size_t i, std::uint64_t number) {
        std::vector<std::uint8_t> bytes(from.bytes().begin() + static_cast<std::ptrdiff_t>(records[i]),
                                        from.bytes().begin() + static_cast<std::ptrdiff_t>(records[i + 1]));
        std::memcpy(bytes.data() + 8, &number, sizeof number);
        return bytes;
    };
    const auto with = [&](std::initializer_list<std::vector<std::uint8_t>> parts) {
        std::vector<std::uint8_t> bytes(one.bytes().begin(),
                                        one.bytes().begin() + static_cast<std::ptrdiff_t>(records[0]));
        for (const std::vector<std::uint8_t>& p : parts)
            bytes.insert(bytes.end(), p.begin(), p.end());
        return one.open(support::with_checksums(bytes));
    };
    CHECK(with({record(one, 0, 0), record(one, 1, 1)}));
    CHECK_FALSE(with({record(one, 1, 0)}));
    CHECK_FALSE(with({record(one, 0, 0), record(one, 0, 1)}));
    CHECK_FALSE(with({record(one, 0, 0), record(one, 2, 1)}));
    CHECK_FALSE(with({record(one, 0, 0), record(two, 1, 1)}));
}

TEST_CASE("gallery encryption: a record that once had this place in this file, before its tail was cut") {
    const Recipe recipe = gallery_recipe(4);
    const support::GalleryFolder folder;
    const auto enrol = [&](const char* name) {
        Gallery::open(folder.file(), recipe, with_key()).enrol(name, random_face(recipe, 1));
        return support::file_bytes(folder.file());
    };
    const std::vector<std::uint8_t> one = enrol("a"), old = enrol("b");
    support::write_bytes(folder.file(), one);
    const std::vector<std::uint8_t> two = enrol("c"), three = enrol("d");
    REQUIRE(two.size() == old.size());
    std::vector<std::uint8_t> spliced = old;
    spliced.insert(spliced.end(), three.begin() + static_cast<std::ptrdiff_t>(two.size()), three.end());
    support::write_bytes(folder.file(), spliced);
    CHECK(has(error_of([&] { Gallery::open(folder.file(), with_key()); }), "record 2: seal"));
}

TEST_CASE("gallery encryption: a file cannot make us compute for minutes or take all memory") {
    const Recipe recipe = gallery_recipe(4);
    const support::GalleryFolder folder;
    const GalleryOptions options = with_passphrase("x");
    Gallery::open(folder.file(), recipe, options);
    const std::vector<std::uint8_t> bytes = support::file_bytes(folder.file());
    // Behind the stamp: salt, memory, passes.
    const std::size_t memory_at = 64 + blob::detail::load<std::uint32_t>(bytes.data() + 36) + 16;
    const auto with = [&](std::size_t at, std::uint64_t value, std::size_t size) {
        std::vector<std::uint8_t> changed = bytes;
        std::memcpy(changed.data() + at, &value, size);
        support::write_bytes(folder.file(), support::with_checksums(changed));
        return error_of([&] { Gallery::open(folder.file(), recipe, options); });
    };
    for (const std::uint64_t memory :
         {std::uint64_t{0}, std::uint64_t{2} << 30, std::uint64_t{1} << 40, ~std::uint64_t{0}})
        CHECK(has(with(memory_at, memory, 8), "8 KiB to 1 GiB of memory"));
    for (const std::uint64_t passes : {0u, 5u, 1000u, 0xffffffffu})
        CHECK(has(with(memory_at + 8, passes, 4), "1 to 4 passes"));
    CHECK(has(with(memory_at + 8, 2, 4), "found another"));  // allowed, and another key
}

#else

TEST_CASE("gallery encryption: not built, since libsodium was not found") {
    MESSAGE("galleries' encryption is not tested: there is no libsodium (Debian: libsodium-dev)");
}

#endif

// SPDX-License-Identifier: MIT
// Damaged and hostile files of galleries (encrypted ones: gallery_encryption_test.cpp).
#include "support/gallery_damage.hpp"

namespace {

using namespace facenet;
using gallery::Storage;
using support::DamagedGallery;
using support::has;

}  // namespace

TEST_CASE("gallery damage: 10,000 random mutations and every cut: an error, or a moment of the gallery's life") {
    DamagedGallery({}, Storage::floats).check();
    DamagedGallery({}, Storage::bytes).check();
}

TEST_CASE("gallery damage: 10,000 mutations with right checksums reach the checks behind them") {
    DamagedGallery({}, Storage::floats).check_resealed(2);
    DamagedGallery({}, Storage::bytes).check_resealed(3);
}

TEST_CASE("gallery damage: a changed byte of any record but the last is refused; of the last, the record is lost") {
    const DamagedGallery gallery({}, Storage::floats);
    const std::vector<std::size_t> records = gallery.records();
    REQUIRE(records.size() == 7);
    for (std::size_t at = 0; at < gallery.bytes().size(); ++at) {
        CAPTURE(at);
        std::vector<std::uint8_t> bytes = gallery.bytes();
        bytes[at] ^= 0x10;
        const Result<std::string> opened = gallery.open(bytes);
        if (at < records[5]) CHECK_FALSE(opened);
        else CHECK((opened && *opened != gallery.last()));
    }
}

TEST_CASE("gallery damage: records that are missing, doubled or in another order are refused") {
    const DamagedGallery gallery({}, Storage::floats);
    const std::vector<std::size_t> records = gallery.records();
    const auto part = [&](std::size_t first, std::size_t last) {
        return std::vector<std::uint8_t>(gallery.bytes().begin() + static_cast<std::ptrdiff_t>(records[first]),
                                         gallery.bytes().begin() + static_cast<std::ptrdiff_t>(records[last]));
    };
    const auto with = [&](std::initializer_list<std::vector<std::uint8_t>> parts) {
        std::vector<std::uint8_t> bytes(gallery.bytes().begin(),
                                        gallery.bytes().begin() + static_cast<std::ptrdiff_t>(records[0]));
        for (const std::vector<std::uint8_t>& p : parts)
            bytes.insert(bytes.end(), p.begin(), p.end());
        return gallery.open(bytes);
    };
    CHECK(*with({part(0, 6)}) == gallery.last());
    CHECK(has(with({part(0, 2), part(3, 6)}).error().message(), "record 2: expected this number, found record 3"));
    CHECK_FALSE(with({part(1, 6)}));
    CHECK_FALSE(with({part(0, 2), part(1, 6)}));
    CHECK_FALSE(with({part(0, 6), part(5, 6)}));
    CHECK_FALSE(with({part(0, 1), part(2, 3), part(1, 2), part(3, 6)}));
}

TEST_CASE("gallery damage: a record of another gallery is refused") {
    const DamagedGallery one({}, Storage::floats), two({}, Storage::floats);
    const auto cut = static_cast<std::ptrdiff_t>(one.records()[3]);
    std::vector<std::uint8_t> bytes(one.bytes().begin(), one.bytes().begin() + cut);
    REQUIRE(one.records() == two.records());
    bytes.insert(bytes.end(), two.bytes().begin() + cut, two.bytes().end());
    const Result<std::string> opened = one.open(bytes);
    CHECK((opened && *opened != one.last()));  // to this file it is a torn tail
    bytes.insert(bytes.end(), one.bytes().begin() + cut, one.bytes().end());
    CHECK_FALSE(one.open(bytes));
}

TEST_CASE("gallery damage: no size that a file claims is believed") {
    const DamagedGallery gallery({}, Storage::floats);
    for (const std::uint64_t size :
         {std::uint64_t{1} << 20, std::uint64_t{1} << 28, std::uint64_t{1} << 40, ~std::uint64_t{0}}) {
        std::vector<std::uint8_t> bytes = support::with_checksums(gallery.bytes());
        const std::size_t first = gallery.records()[0];
        std::memcpy(bytes.data() + first + 16, &size, sizeof size);
        const std::uint64_t seed = blob::xxh64({bytes.data() + 16, 16});
        const std::uint64_t head = blob::xxh64({bytes.data() + first, 32}, seed);
        std::memcpy(bytes.data() + first + 32, &head, sizeof head);
        CHECK(has(gallery.open(bytes).error().message(), "damaged"));
    }
}

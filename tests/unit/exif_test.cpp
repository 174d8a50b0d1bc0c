// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <facenet/image_file.hpp>

#include "support/image_files.hpp"
#include "support/mutate.hpp"

using namespace facenet;
using image_files::Bytes;

namespace {

/// The standard's definition: where in the upright image row 0 and column 0 of the stored one lie.
struct Definition {
    char row0, column0;  // t(op), b(ottom), l(eft), r(ight)
};
constexpr Definition kDefinitions[9] = {{'t', 'l'}, {'t', 'l'}, {'t', 'r'}, {'b', 'r'}, {'b', 'l'},
                                        {'l', 't'}, {'r', 't'}, {'r', 'b'}, {'l', 'b'}};

/// What a camera stores so that `upright` is seen.
Image stored_as(const Image& upright, int orientation) {
    const Definition definition = kDefinitions[orientation];
    const bool turned = orientation >= 5;
    const int w = upright.width(), h = upright.height();
    Image stored(turned ? h : w, turned ? w : h);
    for (int row = 0; row < stored.height(); ++row)
        for (int column = 0; column < stored.width(); ++column) {
            int x = 0, y = 0;
            const auto place = [&](char side, int i) {
                if (side == 't') y = i;
                if (side == 'b') y = h - 1 - i;
                if (side == 'l') x = i;
                if (side == 'r') x = w - 1 - i;
            };
            place(definition.row0, row);
            place(definition.column0, column);
            for (int c = 0; c < 3; ++c)
                stored.pixel(column, row)[c] = upright.pixel(x, y)[c];
        }
    return stored;
}

bool same_pixels(const Image& a, const Image& b, int tolerance = 0) {
    if (a.width() != b.width() || a.height() != b.height()) return false;
    for (int i = 0; i < a.width() * a.height() * 3; ++i)
        if (std::abs(a.data()[i] - b.data()[i]) > tolerance) return false;
    return true;
}

int orientation_of(const Bytes& tiff) {
    return exif_orientation({tiff.data(), tiff.size()});
}

}  // namespace

TEST_CASE("all eight orientations are turned upright, from JPEG and PNG, in both byte orders") {
    const Image upright = image_files::smooth_image(40, 24);
    for (int orientation = 1; orientation <= 8; ++orientation)
        for (const bool big_endian : {false, true}) {
            CAPTURE(orientation);
            CAPTURE(big_endian);
            const Image stored = stored_as(upright, orientation);
            const Bytes tiff = image_files::tiff_with_orientation(orientation, big_endian);
            REQUIRE(orientation_of(tiff) == orientation);

            const Bytes jpeg = image_files::with_exif(image_files::encode_jpeg(stored, 100), tiff);
            const auto from_jpeg = try_decode_image(image_files::view_of(jpeg));
            REQUIRE(from_jpeg.ok());
            CHECK(same_pixels(*from_jpeg, upright, 8));

            Bytes png = image_files::encode_png(stored);
            const Bytes chunk = image_files::chunk("eXIf", tiff);
            png.insert(png.begin() + 33, chunk.begin(), chunk.end());  // after IHDR
            const auto from_png = try_decode_image(image_files::view_of(png));
            REQUIRE(from_png.ok());
            CHECK(same_pixels(*from_png, upright));

            DecodeOptions as_stored;
            as_stored.upright = false;
            CHECK(same_pixels(*try_decode_image(image_files::view_of(png), as_stored), stored));
        }
}

TEST_CASE("views of any format and direction are turned as well") {
    const Image upright = image_files::noise_image(7, 5, 1);
    for (int orientation = 1; orientation <= 8; ++orientation) {
        const Image stored = stored_as(upright, orientation);
        // As BGRA, bottom row first.
        Bytes bgra(static_cast<std::size_t>(stored.width() * stored.height() * 4));
        for (int y = 0; y < stored.height(); ++y)
            for (int x = 0; x < stored.width(); ++x)
                for (int c = 0; c < 3; ++c)
                    bgra[static_cast<std::size_t>(((stored.height() - 1 - y) * stored.width() + x) * 4 + 2 - c)] =
                        stored.pixel(x, y)[c];
        const std::ptrdiff_t stride = std::ptrdiff_t{4} * stored.width();
        const ImageView view{bgra.data() + (stored.height() - 1) * stride, stored.width(), stored.height(), -stride,
                             PixelFormat::bgra};
        const auto turned = try_upright(view, orientation);
        REQUIRE(turned.ok());
        CHECK(same_pixels(*turned, upright));
    }
}

TEST_CASE("an orientation that is absent or senseless means upright") {
    CHECK(exif_orientation({}) == 1);
    for (const int senseless : {0, 9, 255, 65535})
        CHECK(orientation_of(image_files::tiff_with_orientation(senseless, true)) == 1);
    Bytes tiff = image_files::tiff_with_orientation(6, false);
    tiff[2] = 43;  // not TIFF's number
    CHECK(orientation_of(tiff) == 1);
    tiff = image_files::tiff_with_orientation(6, false);
    tiff[10 + 12 + 2] = 2;  // text
    CHECK(orientation_of(tiff) == 1);
    tiff = image_files::tiff_with_orientation(6, false);
    tiff[10 + 12 + 2] = 4;  // LONG: the unused half of the field counts
    CHECK(orientation_of(tiff) == 1);
    tiff[10 + 12 + 10] = tiff[10 + 12 + 11] = 0;
    CHECK(orientation_of(tiff) == 6);
    for (const std::uint32_t directory : {0u, 4u, 7u, 0x7FFFFFFFu, 0xFFFFFFFFu, 0xFFFFFFF8u}) {
        tiff = image_files::tiff_with_orientation(6, true);
        for (int i = 0; i < 4; ++i)
            tiff[static_cast<std::size_t>(4 + i)] = static_cast<std::uint8_t>(directory >> (24 - 8 * i));
        CHECK(orientation_of(tiff) == 1);
    }
    // 65,535 entries, of which three are there: the one wanted is found, and no more is read.
    tiff = image_files::tiff_with_orientation(6, true);
    tiff[8] = tiff[9] = 0xFF;
    CHECK(orientation_of(tiff) == 6);
    tiff[10 + 12] = 0xFF;
    CHECK(orientation_of(tiff) == 1);
}

TEST_CASE("every truncation of an EXIF block is read within its bounds") {
    const Bytes tiff = image_files::tiff_with_orientation(8, false);
    const std::size_t end_of_entry = 10 + 2 * 12;
    for (std::size_t size = 0; size <= tiff.size(); ++size) {
        const Bytes exact(tiff.begin(), tiff.begin() + static_cast<std::ptrdiff_t>(size));  // for the sanitizer
        CHECK(orientation_of(exact) == (size >= end_of_entry ? 8 : 1));
    }
}

TEST_CASE("10,000 mutations of a JPEG file with EXIF") {
    const Image image = image_files::smooth_image(24, 16);
    Bytes head =
        image_files::with_exif(image_files::encode_jpeg(image, 60), image_files::tiff_with_orientation(6, true));
    support::Mutator mutator(5);
    int turned = 0, upright = 0, refused = 0;
    for (int i = 0; i < 10000; ++i) {
        // Only the EXIF segment and what is before it: the rest is image_file_test's.
        Bytes block(head.begin(), head.begin() + 80);
        block = mutator(block);
        block.insert(block.end(), head.begin() + 80, head.end());
        const auto survey = detail::survey_image(image_files::view_of(block), "test");
        const int orientation = survey ? exif_orientation(survey->exif) : 1;
        REQUIRE(orientation >= 1);
        REQUIRE(orientation <= 8);
        const auto decoded = try_decode_image(image_files::view_of(block));
        if (!decoded) ++refused;
        else ++(decoded->width() < decoded->height() ? turned : upright);
    }
    MESSAGE(turned << " turned, " << upright << " upright, " << refused << " refused");
    CHECK(turned > 100);
    CHECK(upright > 100);
    CHECK(refused > 100);
}

// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>

#include <facenet/image_file.hpp>

#include "support/image_files.hpp"
#include "support/mutate.hpp"
#include "support/paths.hpp"

using namespace facenet;
using image_files::append;
using image_files::Bytes;

namespace {

Result<Image> decode(const Bytes& bytes, const DecodeOptions& options = {}) {
    return try_decode_image(image_files::view_of(bytes), options);
}

/// The message of a failure; empty where the image was decoded.
std::string failure(const Bytes& bytes, const DecodeOptions& options = {}) {
    const auto image = decode(bytes, options);
    return image ? std::string() : image.error().message();
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// The colour of a pixel as one number, for comparisons that print.
int rgb(const Image& image, int x, int y) {
    const std::uint8_t* p = image.pixel(x, y);
    return p[0] << 16 | p[1] << 8 | p[2];
}

}  // namespace

TEST_CASE("PNG and BMP come back exactly, JPEG nearly") {
    const Image noise = image_files::noise_image(37, 23, 2);
    for (const Bytes& file : {image_files::encode_png(noise), image_files::encode_bmp(noise)}) {
        const auto image = decode(file);
        REQUIRE(image.ok());
        REQUIRE(image->width() == 37);
        REQUIRE(image->height() == 23);
        CHECK(std::memcmp(image->data(), noise.data(), 37 * 23 * 3) == 0);
    }
    const Image smooth = image_files::smooth_image(64, 48);
    const auto image = decode(image_files::encode_jpeg(smooth));
    REQUIRE(image.ok());
    int worst = 0;
    for (int i = 0; i < 64 * 48 * 3; ++i)
        worst = std::max(worst, std::abs(image->data()[i] - smooth.data()[i]));
    CHECK(worst <= 12);
    CHECK(worst > 0);  // it was a JPEG
}

TEST_CASE("every kind of pixel becomes RGB") {
    SUBCASE("grey PNG, 8 and 16 bits, with and without alpha") {
        const Bytes values = {0, 10, 200};  // filter "none", two pixels
        for (const auto& file :
             {image_files::make_png(2, 1, 8, 0, {}, image_files::stored(values)),
              image_files::make_png(2, 1, 16, 0, {}, image_files::stored({0, 10, 255, 200, 1})),
              image_files::make_png(2, 1, 8, 4, {}, image_files::stored({0, 10, 0, 200, 128})),
              image_files::make_png(2, 1, 16, 4, {}, image_files::stored({0, 10, 3, 0, 0, 200, 77, 255, 255}))}) {
            const auto image = decode(file);
            REQUIRE(image.ok());
            CHECK(rgb(*image, 0, 0) == 0x0A0A0A);
            CHECK(rgb(*image, 1, 0) == 0xC8C8C8);
        }
    }
    SUBCASE("RGB and RGBA PNG of 16 bits; alpha is dropped, not blended") {
        const auto image = decode(image_files::make_png(
            1, 1, 16, 6, {}, image_files::stored({0, 0x12, 0xFF, 0x34, 0xFF, 0x56, 0xFF, 0x00, 0x00})));
        REQUIRE(image.ok());
        CHECK(rgb(*image, 0, 0) == 0x123456);
        const auto opaque =
            decode(image_files::make_png(1, 1, 16, 2, {}, image_files::stored({0, 0xFE, 0, 0xDC, 0, 0xBA, 0})));
        REQUIRE(opaque.ok());
        CHECK(rgb(*opaque, 0, 0) == 0xFEDCBA);
    }
    SUBCASE("palettes, with transparent colours, of 8 bits and 1 bit") {
        Bytes extra = image_files::chunk("PLTE", {1, 2, 3, 250, 240, 230});
        append(extra, image_files::chunk("tRNS", {0, 255}));
        const auto image = decode(image_files::make_png(2, 1, 8, 3, extra, image_files::stored({0, 0, 1})));
        REQUIRE(image.ok());
        CHECK(rgb(*image, 0, 0) == 0x010203);
        CHECK(rgb(*image, 1, 0) == 0xFAF0E6);
        const auto bits = decode(image_files::make_png(3, 1, 1, 3, extra, image_files::stored({0, 0x40})));
        REQUIRE(bits.ok());
        CHECK(rgb(*bits, 0, 0) == 0x010203);
        CHECK(rgb(*bits, 1, 0) == 0xFAF0E6);
        CHECK(rgb(*bits, 2, 0) == 0x010203);
    }
    SUBCASE("JPEG: grey, colour, CMYK, progressive") {
        for (const bool progressive : {false, true}) {
            CAPTURE(progressive);
            const auto grey = decode(image_files::flat_jpeg(20, 9, {77}, progressive));
            REQUIRE(grey.ok());
            CHECK(rgb(*grey, 19, 8) == 77 * 0x010101);
            const auto colour = decode(image_files::flat_jpeg(20, 9, {100, 128, 128}, progressive));
            REQUIRE(colour.ok());
            CHECK(rgb(*colour, 5, 5) == 100 * 0x010101);
            // Adobe's files hold 255 - ink: cyan 0, magenta 55, yellow 155, and black 27 leave these.
            const auto cmyk = decode(image_files::flat_jpeg(20, 9, {255, 200, 100, 228}, progressive));
            REQUIRE(cmyk.ok());
            const std::uint8_t* p = cmyk->pixel(10, 4);
            CHECK(std::abs(p[0] - 255 * 228 / 255) <= 1);
            CHECK(std::abs(p[1] - 200 * 228 / 255) <= 1);
            CHECK(std::abs(p[2] - 100 * 228 / 255) <= 1);
        }
    }
    SUBCASE("BMP with both headers and palettes, full and shorter than its pixels: what lacks is black") {
        for (const bool old : {false, true})
            for (const int colours : {0, 1, 3, 256})
                for (const int cut : {0, 1}) {  // pixels that begin inside the header
                    CAPTURE(old);
                    CAPTURE(colours);
                    const int header = old ? 12 : 40, size = old ? 2 : 4;
                    Bytes bmp = {'B', 'M'};
                    append(bmp, image_files::number(0, 8, false));
                    const int pixels = 14 + header + colours * (old ? 3 : 4);
                    append(bmp, image_files::number(static_cast<std::uint64_t>(cut == 0 ? pixels : 20), 4, false));
                    append(bmp, image_files::number(static_cast<std::uint64_t>(header), 4, false));
                    append(bmp, image_files::number(3, size, false));
                    append(bmp, image_files::number(1, size, false));
                    append(bmp, {1, 0, 8, 0});  // planes, bits
                    if (!old) append(bmp, Bytes(24, 0));
                    for (int i = 0; i < colours; ++i) {
                        const auto n = static_cast<std::uint8_t>(i);
                        append(bmp, {static_cast<std::uint8_t>(30 + n), 20, static_cast<std::uint8_t>(10 ^ n)});
                        if (!old) bmp.push_back(0);
                    }
                    append(bmp, {0, 2, 255, 0});  // three pixels and padding
                    const auto image = decode(bmp);
                    if (cut != 0) {
                        CHECK(contains(image.error().message(), "pixels after the header, found them at byte 20"));
                        continue;
                    }
                    REQUIRE(image.ok());
                    CHECK(rgb(*image, 0, 0) == (colours > 0 ? 0x0A141E : 0));
                    CHECK(rgb(*image, 1, 0) == (colours > 2 ? 0x081420 : 0));
                    CHECK(rgb(*image, 2, 0) == (colours > 255 ? 0xF5141D : 0));
                }
    }
}

TEST_CASE("absurd sizes: an image or a clear error") {
    for (const auto& [width, height] : {std::pair{1, 1}, {30000, 1}, {1, 30000}, {30000, 2}, {kMaxImageSide, 1}}) {
        const Image noise = image_files::noise_image(width, height, 3);
        const auto png = decode(image_files::encode_png(noise));
        REQUIRE(png.ok());
        CHECK(png->width() == width);
        CHECK(png->height() == height);
        CHECK(std::memcmp(png->data(), noise.data(), static_cast<std::size_t>(width * height) * 3) == 0);
        const auto jpeg = decode(image_files::encode_jpeg(noise));
        REQUIRE(jpeg.ok());
        CHECK(jpeg->width() == width);
        CHECK(jpeg->height() == height);
    }
    CHECK(contains(failure(image_files::make_png(kMaxImageSide + 1, 1, 8, 0, {}, image_files::stored(Bytes(32770)))),
                   "32768 pixels a side, found 32769 x 1"));
    CHECK(contains(failure(image_files::make_png(30000, 30000, 8, 2, {}, {})), "expected at most 268435456 pixels"));
    CHECK(contains(failure(image_files::make_png(16000, 16000, 8, 2, {}, {})), "data for 16000 x 16000 pixels, found"));
    CHECK(contains(failure(image_files::make_png(0, 5, 8, 2, {}, {})), "32768 pixels a side, found 0 x 5"));
    CHECK(contains(failure(image_files::make_png(1 << 30, 1 << 30, 8, 2, {}, {})), "found 1073741824 x 1073741824"));
    CHECK(contains(failure(image_files::flat_jpeg(65535, 1, {0})), "32768 pixels a side"));

    DecodeOptions small;
    small.max_pixels = 100;
    CHECK(decode(image_files::encode_png(Image(10, 10)), small).ok());
    CHECK(contains(failure(image_files::encode_png(Image(10, 11)), small), "at most 100 pixels, found 10 x 11"));
}

TEST_CASE("what is no image is said to be what it is") {
    CHECK(failure({}) == "image: expected a JPEG, PNG or BMP image, found 0 bytes");
    CHECK(!try_decode_image({nullptr, 10}).ok());
    CHECK(contains(failure({'G', 'I', 'F', '8', '9', 'a', 1, 0, 1, 0}), "found a GIF file"));
    CHECK(contains(failure({0, 0, 0, 24, 'f', 't', 'y', 'p', 'h', 'e', 'i', 'c', 0, 0}), "found a HEIC file"));
    CHECK(contains(failure({'R', 'I', 'F', 'F', 0, 0, 0, 0, 'W', 'E', 'B', 'P'}), "found a WebP file"));
    CHECK(contains(failure({'h', 'e', 'l', 'l', 'o'}), "5 bytes that begin with 68 65 6c 6c"));
    for (std::uint8_t first = 0; first < 255; ++first) {
        CHECK(!failure({first}).empty());
        CHECK(!failure({0xFF, first}).empty());
        CHECK(!failure({0xFF, 0xD8, 0xFF, first}).empty());
        CHECK(!failure({'B', 'M', first}).empty());
    }
}

TEST_CASE("every truncation gives an error or an image, and PNG always an error") {
    const Image image = image_files::smooth_image(40, 30);
    const Bytes jpeg = image_files::encode_jpeg(image, 70), png = image_files::encode_png(image),
                bmp = image_files::encode_bmp(image);
    for (std::size_t size = 0; size < png.size(); ++size)
        REQUIRE(!failure(Bytes(png.begin(), png.begin() + static_cast<std::ptrdiff_t>(size))).empty());
    int decoded = 0;
    for (const Bytes* file : {&jpeg, &bmp})
        for (std::size_t size = 0; size < file->size(); ++size) {
            const auto part = decode(Bytes(file->begin(), file->begin() + static_cast<std::ptrdiff_t>(size)));
            if (!part) continue;
            REQUIRE(part->width() == 40);
            REQUIRE(part->height() == 30);
            ++decoded;
        }
    CHECK(decoded > 0);
}

TEST_CASE("what follows an image is not looked at") {
    const Image image = image_files::smooth_image(16, 16);
    for (Bytes file : {image_files::encode_jpeg(image), image_files::encode_png(image)}) {
        const auto alone = decode(file);
        append(file, Bytes(1000, 0xDA));
        const auto followed = decode(file);
        REQUIRE(alone.ok());
        REQUIRE(followed.ok());
        CHECK(std::memcmp(alone->data(), followed->data(), 16 * 16 * 3) == 0);
    }
}

TEST_CASE("files that ask for work or memory out of proportion are refused at once") {
    const auto start = std::chrono::steady_clock::now();
    // 10 x 10 pixels whose data unpack to 64 MB.
    CHECK(contains(failure(image_files::make_png(10, 10, 8, 2, {}, image_files::zlib_bomb(64u << 20))), "memory"));
    // A chunk that claims 1 GB.
    Bytes claims = image_files::make_png(10, 10, 8, 2, {}, image_files::stored(Bytes(310)));
    claims[33] = 0x40;
    CHECK(contains(failure(claims), "its end missing"));
    // 4,000 times over 15,000 x 15,000 pixels.
    Bytes scans = image_files::flat_jpeg(8, 8, {0}, true, 4000);
    for (std::size_t i = 0; i + 8 < scans.size(); ++i)
        if (scans[i] == 0xFF && scans[i + 1] == 0xC2) {
            scans[i + 5] = scans[i + 7] = 15000 >> 8;
            scans[i + 6] = scans[i + 8] = 15000 & 255;
        }
    CHECK(contains(failure(scans), "scans of 15000 x 15000 pixels, found 4000"));
    CHECK(decode(image_files::flat_jpeg(8, 8, {9}, true, 50)).ok());
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));
}

TEST_CASE("faults that harm stb_image are found before it sees them") {
    // A Huffman table of 16 x 255 symbols, for which it has room for 256.
    Bytes table = {0x00};
    table.resize(17, 255);
    const Bytes jpeg = image_files::encode_jpeg(image_files::smooth_image(16, 16));
    CHECK(contains(failure(image_files::with_segment(jpeg, 0xC4, table)), "at most 256 symbols"));
    // The same where the table goes on beyond its segment, and beyond the file.
    CHECK(contains(failure(image_files::with_segment(jpeg, 0xC4, {0x00, 255, 255})), "expected"));
    Bytes cut = {0xFF, 0xD8, 0xFF, 0xC4, 0xFF, 0xFF};
    append(cut, table);
    CHECK(contains(failure(cut), "at most 256 symbols"));
    // Arithmetic coding.
    Bytes arithmetic = image_files::flat_jpeg(8, 8, {1});
    for (std::size_t i = 0; i + 1 < arithmetic.size(); ++i)
        if (arithmetic[i] == 0xFF && arithmetic[i + 1] == 0xC0) arithmetic[i + 1] = 0xC9;
    CHECK(contains(failure(arithmetic), "Huffman coding, found a frame of type 9"));
    // A necessary chunk that nobody knows.
    Bytes png = image_files::encode_png(image_files::smooth_image(4, 4));
    const Bytes unknown = image_files::chunk("QQQQ", {1, 2, 3}), optional = image_files::chunk("qQQQ", {1, 2, 3});
    Bytes with_unknown = png, with_optional = png;
    with_unknown.insert(with_unknown.begin() + 33, unknown.begin(), unknown.end());
    with_optional.insert(with_optional.begin() + 33, optional.begin(), optional.end());
    CHECK(contains(failure(with_unknown), "another necessary one at byte 33"));
    CHECK(decode(with_optional).ok());
}

TEST_CASE("10,000 mutations each of a JPEG, a progressive JPEG, a PNG and a BMP") {
    const Image image = image_files::smooth_image(20, 13);
    support::Mutator mutator(7);
    for (const Bytes& file :
         {image_files::encode_jpeg(image, 50), image_files::flat_jpeg(20, 13, {255, 200, 100, 228}, true, 3),
          image_files::encode_png(image), image_files::encode_bmp(image)}) {
        int decoded = 0;
        for (int i = 0; i < 10000; ++i) {
            const auto result = decode(mutator(file));
            if (!result) {
                REQUIRE(!result.error().message().empty());
                continue;
            }
            REQUIRE(check_image_size(result->width(), result->height()).ok());
            ++decoded;
        }
        MESSAGE("decoded " << decoded << " of 10000");
        CHECK(decoded > 0);
        CHECK(decoded < 10000);
    }
}

TEST_CASE("damaged data decode alike each time: nothing uninitialised is shown") {
    const Bytes file = image_files::encode_jpeg(image_files::smooth_image(40, 40), 60);
    // Every block of memory that is freed holds other bytes the second time.
    const auto soil = [](std::uint8_t value) {
        std::vector<Bytes> dirt;
        for (std::size_t size = 64; size < 100000; size += size / 4)
            for (int i = 0; i < 4; ++i)
                dirt.emplace_back(size, value);
    };
    for (std::size_t size = 700; size < file.size(); ++size) {
        Bytes damaged(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size));
        append(damaged, {0xFF, 0xD9});
        soil(0x11);
        const auto first = decode(damaged);
        soil(0xEE);
        const auto second = decode(damaged);
        REQUIRE(first.ok() == second.ok());
        if (first)
            REQUIRE(std::memcmp(first->data(), second->data(),
                                static_cast<std::size_t>(first->width() * first->height()) * 3) == 0);
    }
    // A component of which no scan tells anything.
    Bytes silent = image_files::flat_jpeg(40, 40, {100, 128, 128}, true, 0);
    soil(0x11);
    const auto first = decode(silent);
    soil(0xEE);
    const auto second = decode(silent);
    REQUIRE(first.ok());
    REQUIRE(second.ok());
    CHECK(std::memcmp(first->data(), second->data(), 40 * 40 * 3) == 0);
}

TEST_CASE("files: errors name the path") {
    namespace fs = std::filesystem;
    const fs::path folder = fs::temp_directory_path() / ("facenet_image_" + std::to_string(std::random_device{}()));
    fs::create_directory(folder);
    const auto write = [&](const char* name, const Bytes& bytes) {
        const fs::path path = folder / name;
        std::ofstream(path, std::ios::binary)
            .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
        return path.string();
    };
    const Image image = image_files::noise_image(50, 40, 4);
    const std::string good = write("good.png", image_files::encode_png(image));
    const auto loaded = try_load_image(good);
    REQUIRE(loaded.ok());
    CHECK(std::memcmp(loaded->data(), image.data(), 50 * 40 * 3) == 0);

    const std::string empty = write("empty.jpg", {});
    CHECK(try_load_image(empty).error().message() == empty + ": expected a JPEG, PNG or BMP image, found 0 bytes");
    const std::string broken = write("broken.bmp", {'B', 'M', 1, 2, 3});
    CHECK(contains(try_load_image(broken).error().message(),
                   broken + ": expected 1 to 32768 pixels a side, found 0 x 0"));
    const std::string absent = (folder / "absent.png").string();
    CHECK(contains(try_load_image(absent).error().message(), absent + ": expected a readable file, found "));
    CHECK(contains(try_load_image(folder.string()).error().message(), folder.string() + ": expected"));
#if !defined(FACENET_NO_EXCEPTIONS)
    CHECK_THROWS_AS(load_image(absent), const Error&);
    CHECK(load_image(good).width() == 50);
#endif
    fs::remove_all(folder);
}

TEST_CASE("real photos decode") {
    const auto folder = support::faces_dir();
    if (!std::filesystem::exists(folder)) {
        MESSAGE("skipped: no photos at " << folder.string() << " (set FACENET_FACES)");
        return;
    }
    int count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        const std::string name = entry.path().extension().string();
        if (name != ".jpg" && name != ".jpeg" && name != ".png") continue;
        const auto image = try_load_image(entry.path().string());
        INFO(entry.path().string() << ": " << (image ? "" : image.error().what()));
        CHECK(image.ok());
        ++count;
    }
    CHECK(count > 20);
}

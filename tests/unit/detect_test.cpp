// SPDX-License-Identifier: MIT
// The detector as a whole, on made-up weights: what it refuses, what it survives, and that threads can share it.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>
#include <thread>
#include <vector>

#include "detect_support.hpp"

namespace {

using namespace facenet;
using detect_test::generous;
using detect_test::view;

std::string refusal(const std::vector<std::uint8_t>& blob, const OpenOptions& options = {}) {
    const auto detector = Detector::try_open(view(blob), options);
    return detector ? std::string() : detector.error().message();
}

bool has(const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
}

/// A photo of random bytes.
struct Photo {
    Photo(support::Dice& dice, int width, int height, PixelFormat format = PixelFormat::rgb)
        : bytes(detect_test::random_bytes(dice, static_cast<std::size_t>(width * height * bytes_per_pixel(format)))),
          view{bytes.data(), width, height, std::ptrdiff_t{width} * bytes_per_pixel(format), format} {}
    std::vector<std::uint8_t> bytes;
    ImageView view;
};

/// What must hold for any result.
void check_faces(const std::vector<Face>& faces, const DetectorOptions& options) {
    bool good = true;
    for (std::size_t i = 0; i < faces.size(); ++i) {
        const Face& f = faces[i];
        good = good && detect::plausible(f.box) && detect::plausible(f.landmarks) && f.score <= 1 &&
               f.score >= options.min_score && f.score > options.thresholds[2];
        if (i > 0) good = good && faces[i - 1].box.area() >= f.box.area();
    }
    CHECK(good);
}

}  // namespace

TEST_CASE("a detector finds something, by its thresholds") {
    const auto bytes = detect_test::made_up_blob(31);
    const Detector detector = Detector::open(view(bytes));
    CHECK(detector.recipe().network == "mtcnn");
    CHECK(detector.isa() == best_isa());
    support::Dice dice(31);
    const Photo photo(dice, 120, 90);
    DetectorOptions options = generous();
    const auto many = detector.detect(photo.view, options);
    REQUIRE(many.size() > 3);
    check_faces(many, options);

    const float middle = many[many.size() / 2].score;
    options.min_score = middle;
    std::size_t wanted = 0;
    for (const Face& f : many)
        wanted += f.score >= middle ? 1u : 0u;
    CHECK(detector.detect(photo.view, options).size() == wanted);
    CHECK(wanted < many.size());
    for (std::size_t i = 0; i < 3; ++i) {  // nothing is surer than sure
        DetectorOptions strict = generous();
        strict.thresholds[i] = 1;
        CHECK(detector.detect(photo.view, strict).empty());
    }
    DetectorOptions large = generous();
    large.min_face_size = 91;
    CHECK(detector.detect(photo.view, large).empty());
}

TEST_CASE("the same pixels in any format give the same faces") {
    const auto bytes = detect_test::made_up_blob(31);
    const Detector detector = Detector::open(view(bytes));
    support::Dice dice(32);
    const Photo rgb(dice, 83, 71);
    const auto wanted = detector.detect(rgb.view, generous());
    REQUIRE(!wanted.empty());
    for (const PixelFormat format : {PixelFormat::bgr, PixelFormat::rgba, PixelFormat::bgra}) {
        Photo other(dice, 83, 71, format);
        const ChannelOffsets at = channel_offsets(format);
        for (std::size_t i = 0; i < rgb.bytes.size() / 3; ++i) {
            std::uint8_t* pixel = other.bytes.data() + i * static_cast<std::size_t>(bytes_per_pixel(format));
            pixel[at.red] = rgb.bytes[3 * i];
            pixel[at.green] = rgb.bytes[3 * i + 1];
            pixel[at.blue] = rgb.bytes[3 * i + 2];
        }
        CHECK(detect_test::same(detector.detect(other.view, generous()), wanted));
    }
    // A blob whose network wants blue first: the same bytes, called by the other name.
    Recipe recipe = detect_test::recipe();
    recipe.colour = ColourOrder::bgr;
    const auto swapped =
        detect_test::made_up_writer(31, recipe, [](const std::string&, std::vector<float>&) {}).bytes();
    ImageView as_bgr = rgb.view;
    as_bgr.format = PixelFormat::bgr;
    CHECK(detect_test::same(Detector::open(view(swapped)).detect(as_bgr, generous()), wanted));
    CHECK_FALSE(detect_test::same(Detector::open(view(swapped)).detect(rgb.view, generous()), wanted));
}

TEST_CASE("all instruction sets find the same faces") {
    const auto bytes = detect_test::made_up_blob(33);
    support::Dice dice(33);
    const Photo photo(dice, 64, 48);
    OpenOptions open;
    open.isa = Isa::native;
    const auto wanted = Detector::open(view(bytes), open).detect(photo.view, generous());
    REQUIRE(!wanted.empty());
    for (const Isa isa : kAllIsas) {
        if (!isa_available(isa)) continue;
        CAPTURE(isa_name(isa));
        open.isa = isa;
        const Detector detector = Detector::open(view(bytes), open);
        CHECK(detector.isa() == isa);
        const auto found = detector.detect(photo.view, generous());
        REQUIRE(found.size() == wanted.size());
        for (std::size_t i = 0; i < found.size(); ++i) {
            CHECK(found[i].score == doctest::Approx(wanted[i].score).epsilon(1e-3));
            CHECK(found[i].box.left == doctest::Approx(wanted[i].box.left).epsilon(1e-3));
        }
    }
}

TEST_CASE("photos that are too small have no faces; empty ones are errors") {
    const auto bytes = detect_test::made_up_blob(31);
    const Detector detector = Detector::open(view(bytes));
    support::Dice dice(34);
    for (const int width : {1, 2, 5, 11, 12, 19, 200})
        for (const int height : {1, 3, 11, 12, 19}) {
            CHECK(detector.detect(Photo(dice, width, height).view).empty());
            CHECK(detector.detect(Photo(dice, height, width).view, generous()).empty());
        }
    DetectorOptions tiny = generous();
    tiny.min_face_size = 1;
    for (const int side : {1, 2, 3, 5, 12})
        check_faces(detector.detect(Photo(dice, side, side + 1).view, tiny), tiny);

    const std::uint8_t pixel[3] = {1, 2, 3};
    const auto message = [&](const ImageView& photo) {
        const auto result = detector.try_detect(photo);
        return result ? std::string() : result.error().message();
    };
    CHECK(has(message({}), "detect: expected a photo, found an empty view"));
    CHECK(has(message({pixel, 0, 5, 3, PixelFormat::rgb}), "empty view"));
    CHECK(has(message({pixel, 5, -1, 3, PixelFormat::rgb}), "empty view"));
    CHECK(has(message({nullptr, 50, 50, 150, PixelFormat::rgb}), "empty view"));
    CHECK(has(message({pixel, 40000, 50, 0, PixelFormat::rgb}), "40000 x 50"));
    CHECK(has(message({pixel, 32768, 32768, 0, PixelFormat::rgb}), "pixels"));
    CHECK_THROWS_AS(detector.detect(ImageView{}), Error);
}

TEST_CASE("options that make no sense are refused") {
    const auto bytes = detect_test::made_up_blob(31);
    const Detector detector = Detector::open(view(bytes));
    support::Dice dice(35);
    const Photo photo(dice, 30, 30);
    const auto message = [&](auto&& change) {
        DetectorOptions options;
        change(options);
        const auto result = detector.try_detect(photo.view, options);
        return result ? std::string() : result.error().message();
    };
    constexpr float nan = std::numeric_limits<float>::quiet_NaN(), infinity = std::numeric_limits<float>::infinity();
    for (const float bad : {nan, infinity, -infinity, 0.0f, 0.99f, -20.0f})
        CHECK(has(message([&](DetectorOptions& o) { o.min_face_size = bad; }),
                  "min_face_size: expected 1 pixel or more"));
    for (const float bad : {nan, infinity, -0.5f, 0.0f, 0.9999f, 1.0f, 1.5f})
        CHECK(has(message([&](DetectorOptions& o) { o.scale_factor = static_cast<double>(bad); }),
                  "scale_factor: expected more than 0"));
    for (const float bad : {nan, infinity, -0.1f, 1.1f}) {
        for (std::size_t i = 0; i < 3; ++i)
            CHECK(has(message([&](DetectorOptions& o) { o.thresholds[i] = bad; }), "thresholds: expected 0 to 1"));
        CHECK(has(message([&](DetectorOptions& o) { o.min_score = bad; }), "min_score: expected 0 to 1"));
    }
    CHECK(message([](DetectorOptions&) {}).empty());
    CHECK(message([](DetectorOptions& o) { o.min_face_size = 1e9f; }).empty());
    CHECK(message([](DetectorOptions& o) { o.scale_factor = 1e-300; }).empty());
}

TEST_CASE("random photos and options") {
    const auto bytes = detect_test::made_up_blob(36);
    const Detector detector = Detector::open(view(bytes));
    support::Dice dice(36);
    std::size_t faces = 0;
    for (int round = 0; round < 150; ++round) {
        const int width = 1 + static_cast<int>(dice.below(70)), height = 1 + static_cast<int>(dice.below(70));
        const Photo photo(dice, width, height, static_cast<PixelFormat>(dice.below(5)));
        DetectorOptions options;
        options.min_face_size = 6 + static_cast<float>(dice.below(30));
        options.scale_factor = 0.3 + static_cast<double>(dice.below(60)) / 100;
        for (float& threshold : options.thresholds)
            threshold = static_cast<float>(dice.below(95)) / 100;
        options.min_score = static_cast<float>(dice.below(50)) / 100;
        const auto found = detector.detect(photo.view, options);
        check_faces(found, options);
        faces += found.size();
    }
    CHECK(faces > 100);
}

TEST_CASE("damaged weights give no nonsense") {
    support::Dice dice(37);
    const Photo photo(dice, 60, 50);
    constexpr float infinity = std::numeric_limits<float>::infinity();
    for (const char* layer : {"pnet/conv1", "pnet/conv4_1", "pnet/conv4_2", "rnet/conv2", "rnet/fc2_2", "onet/fc1",
                              "onet/fc2_2", "onet/fc2_3"})
        for (const float bad : {std::numeric_limits<float>::quiet_NaN(), infinity, -infinity, 3e38f, 1e6f, 1e8f}) {
            CAPTURE(layer);
            CAPTURE(bad);
            for (const bool all : {false, true}) {
                const auto bytes =
                    detect_test::made_up_writer(37, detect_test::recipe(),
                                                [&](const std::string& path, std::vector<float>& w) {
                                                    if (path == layer)
                                                        std::fill(w.begin(), all ? w.end() : w.begin() + 1, bad);
                                                })
                        .bytes();
                check_faces(Detector::open(view(bytes)).detect(photo.view, generous()), generous());
            }
        }
}

TEST_CASE("blobs that are no detector are refused") {
    const auto nothing = [](const std::string&, std::vector<float>&) {};
    CHECK(refusal(detect_test::made_up_blob(38)).empty());
    CHECK(has(refusal({}), "blob: expected a header"));
    Recipe other = detect_test::recipe();
    other.network = "nn2";
    CHECK(has(refusal(detect_test::made_up_writer(38, other, nothing).bytes()), "expected mtcnn, found 'nn2'"));
    Recipe prewhitened = detect_test::recipe();
    prewhitened.standardisation.kind = StandardisationKind::prewhiten;
    CHECK(has(refusal(detect_test::made_up_writer(38, prewhitened, nothing).bytes()), "a fixed standardisation"));
    OpenOptions self_test;
    self_test.self_test = true;
    CHECK(has(refusal(detect_test::made_up_blob(38), self_test), "self-test"));

    // Each tensor missing, misshaped or of another type in turn, and one too many.
    std::vector<std::pair<std::string, std::vector<std::uint32_t>>> tensors;
    for (const auto& layer : detect_test::inventory()) {
        const std::vector<std::uint32_t> outputs{static_cast<std::uint32_t>(layer.out.channels)};
        tensors.push_back({layer.path + "/weights", layer.weight_sides()});
        tensors.push_back({layer.path + "/bias", outputs});
        if (layer.has_slope()) tensors.push_back({layer.path + "/slope", outputs});
    }
    CHECK(tensors.size() == 50);  // 5, 6 and 8 layers with weights and bias; 3, 4 and 5 of them with slopes
    const auto count = [](const std::vector<std::uint32_t>& sides) {
        std::size_t n = 1;
        for (const std::uint32_t side : sides)
            n *= side;
        return n;
    };
    for (std::size_t bad = 0; bad < tensors.size(); ++bad) {
        blob::Writer missing(detect_test::recipe()), misshaped(detect_test::recipe()), bytes(detect_test::recipe());
        for (std::size_t i = 0; i < tensors.size(); ++i) {
            std::vector<std::uint32_t> sides = tensors[i].second;
            const std::vector<float> values(count(sides) + 1);
            const auto add = [&](blob::Writer& w) {
                w.add(tensors[i].first, sides, {values.begin(), values.end() - 1});
            };
            if (i != bad) {
                add(missing);
                add(misshaped);
                add(bytes);
                continue;
            }
            misshaped.add(tensors[i].first, {static_cast<std::uint32_t>(values.size())}, values);
            bytes.add_bytes(tensors[i].first, sides, std::vector<std::uint8_t>(values.size() - 1));
        }
        for (const blob::Writer* w : {&missing, &misshaped, &bytes})
            CHECK(has(refusal(w->bytes()), ("tensor '" + tensors[bad].first + "'").c_str()));
    }
    blob::Writer more = detect_test::made_up_writer(38);
    more.add("onet/fc2_4/bias", {10}, std::vector<float>(10));
    CHECK(has(refusal(more.bytes()), "50 tensors of the network 'mtcnn', found 51"));
}

TEST_CASE("damaged blobs are refused, or harmless") {
    const auto good = detect_test::made_up_blob(39);
    support::Dice dice(39);
    const Photo photo(dice, 30, 30);
    support::Mutator mutate(39);
    int opened = 0;
    for (int round = 0; round < 400; ++round) {
        const auto bytes = mutate(good, round % 2 == 0 ? 4096 : SIZE_MAX);
        CHECK((bytes == good || !Detector::try_open(view(bytes))));  // the checksum tells
        OpenOptions trusting;
        trusting.verify_checksum = false;
        const auto detector = Detector::try_open(view(bytes), trusting);
        if (!detector) continue;
        ++opened;
        const auto faces = detector->try_detect(photo.view, generous());
        if (faces) check_faces(*faces, generous());
    }
    CHECK(opened > 20);
}

TEST_CASE("threads share a detector") {
    const auto bytes = detect_test::made_up_blob(40);
    const Detector detector = Detector::open(view(bytes));
    support::Dice dice(40);
    const Photo photos[2] = {Photo(dice, 97, 64), Photo(dice, 50, 80)};
    const std::vector<Face> wanted[2] = {detector.detect(photos[0].view, generous()),
                                         detector.detect(photos[1].view, generous())};
    REQUIRE(wanted[0].size() > 3);
    int same[4] = {};
    std::vector<std::thread> threads;
    for (int& count : same)
        threads.emplace_back([&] {
            for (int round = 0; round < 6; ++round)
                count +=
                    detect_test::same(detector.detect(photos[round % 2].view, generous()), wanted[round % 2]) ? 1 : 0;
        });
    for (std::thread& thread : threads)
        thread.join();
    for (const int count : same)
        CHECK(count == 6);
}

TEST_CASE("a detector can be moved, and outlives its blob") {
    auto bytes = detect_test::made_up_blob(41);
    support::Dice dice(41);
    const Photo photo(dice, 60, 60);
    Detector first = Detector::open(view(bytes));
    const auto wanted = first.detect(photo.view, generous());
    REQUIRE(!wanted.empty());
    std::fill(bytes.begin(), bytes.end(), std::uint8_t{0});
    bytes.clear();
    bytes.shrink_to_fit();
    const Detector second = std::move(first);
    CHECK(detect_test::same(second.detect(photo.view, generous()), wanted));
}

// SPDX-License-Identifier: MIT
// The blob format: what is written is read, and nothing else is.
#include <doctest/doctest.h>

#include <filesystem>

#include "facenet/blob_file.hpp"
#include "support/allocation_counter.hpp"
#include "support/mutate.hpp"
#include "support/tiny_network.hpp"

using namespace facenet;

namespace {

std::string open_error(const std::vector<std::uint8_t>& bytes, bool checksum = true) {
    const auto blob = blob::Blob::open(tiny::view(bytes), {checksum});
    return blob ? "" : blob.error().message();
}

/// Opens damaged bytes as a model: an error or a model that runs, within the memory that the file's size allows.
void open_damaged(const std::vector<std::uint8_t>& bytes, bool checksum, int& refused) {
    OpenOptions options;
    options.verify_checksum = checksum;
    const AllocationWatch watch;
    const auto embedder = tiny::Embedder::try_open(tiny::view(bytes), options);
    CHECK(watch.peak_bytes() <= 4 * bytes.size() + (1 << 16));
    if (!embedder) {
        ++refused;
        CHECK(!embedder.error().message().empty());
        return;
    }
    auto workspace = embedder->try_workspace();
    REQUIRE(workspace);
    CHECK(embedder->try_embed(synthetic::image(0, 24, 24), *workspace));
}

}  // namespace

TEST_CASE("XXH64 of the specification's examples") {
    const auto hash = [](const char* text, std::uint64_t seed) {
        return blob::xxh64({reinterpret_cast<const std::uint8_t*>(text), std::strlen(text)}, seed);
    };
    CHECK(hash("", 0) == 0xEF46DB3751D8E999u);
    CHECK(hash("a", 0) == 0xD24EC4F1A98C6E5Bu);
    CHECK(hash("abc", 0) == 0x44BC2CF5AD770999u);
    CHECK(hash("Nobody inspects the spammish repetition", 0) == 0xFBCEA83C8A378BF1u);
}

TEST_CASE("half precision: every value survives, and rounding is to nearest even") {
    for (unsigned bits = 0; bits < 65536; ++bits) {
        const float value = blob::half_to_float(static_cast<std::uint16_t>(bits));
        if (value != value) CHECK(((bits & 0x7c00u) == 0x7c00u && (bits & 0x3ffu) != 0u));
        else CHECK(blob::float_to_half(value) == bits);
    }
    CHECK(blob::float_to_half(1.0f + 1.0f / 2048) == 0x3c00);  // a tie: to even
    CHECK(blob::float_to_half(1.0f + 3.0f / 2048) == 0x3c02);
    CHECK(blob::float_to_half(65519.0f) == 0x7bff);
    CHECK(blob::float_to_half(65520.0f) == 0x7c00);
    CHECK(blob::float_to_half(2.9802322e-8f) == 0x0000);  // half of the smallest: a tie, to even
    CHECK(blob::float_to_half(2.9802326e-8f) == 0x0001);
}

TEST_CASE("what is written is read") {
    const auto bytes = tiny::blob();
    const auto opened = blob::Blob::open(tiny::view(bytes));
    REQUIRE(opened);
    const Recipe r = opened->recipe(), w = tiny::recipe();
    CHECK(r.network == w.network);
    CHECK(r.model == w.model);
    CHECK(r.width == w.width);
    CHECK(r.height == w.height);
    CHECK(r.embedding_size == w.embedding_size);
    CHECK(r.normalised == w.normalised);
    CHECK(r.metric == w.metric);
    CHECK(r.verify_threshold == w.verify_threshold);
    CHECK(r.group_threshold == w.group_threshold);
    CHECK(r.standardisation.mean == w.standardisation.mean);
    CHECK(r.standardisation.scale == w.standardisation.scale);
    for (const blob::TensorView& t : opened->tensors())
        CHECK((t.bytes.data - bytes.data()) % static_cast<std::ptrdiff_t>(kAlignment) == 0);
    const auto t = opened->find("stem/weights");
    REQUIRE(t.has_value());
    CHECK(t->shape() == "[3][3][3][8]");
    std::vector<float> values(t->size());
    t->read(0, values.size(), values.data());
    CHECK(values == synthetic::tensor("stem", {8, 27}));
    CHECK(!opened->find("stem"));
}

TEST_CASE("the alignment template travels with the recipe") {
    Recipe recipe = tiny::recipe();
    recipe.alignment = kDlibTemplate;
    recipe.metric = Metric::l2;
    const auto bytes = blob::Writer(recipe).bytes();
    const auto opened = blob::Blob::open(tiny::view(bytes));
    REQUIRE(opened);
    CHECK(opened->recipe().alignment.kind == AlignTemplate::Kind::similarity);
    CHECK(opened->recipe().metric == Metric::l2);
    for (std::size_t i = 0; i < 5; ++i) {
        CHECK(opened->recipe().alignment.points[i].x == kDlibTemplate.points[i].x);
        CHECK(opened->recipe().alignment.points[i].y == kDlibTemplate.points[i].y);
    }
}

TEST_CASE("truncated blobs are refused at every length") {
    const auto whole = tiny::blob();
    const std::size_t tables = 64 + 1024 + 64 * 64;  // header, recipe, table and names
    int refused = 0, tried = 0;
    for (std::size_t size = 0; size < whole.size(); size += size < tables ? 1 : 97) {
        const std::vector<std::uint8_t> cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
        for (bool checksum : {true, false}) {
            ++tried;
            open_damaged(cut, checksum, refused);
        }
    }
    CHECK(refused == tried);
}

TEST_CASE("10,000 random mutations of a blob: an error or a valid model") {
    const auto whole = tiny::blob();
    int refused = 0;
    for (unsigned seed = 0; seed < 10000; ++seed) {
        CAPTURE(seed);
        std::vector<std::uint8_t> damaged = support::Mutator(seed)(whole);
        // Without the checksum the mutation reaches the checks behind it; sealed anew it gets past the checksum as well.
        const bool sealed = seed % 2 == 0 && damaged.size() > 64;
        if (sealed) blob::Writer::seal(damaged);
        open_damaged(damaged, sealed, refused);
        const bool same = damaged == whole;
        if (!sealed && !same) CHECK(open_error(damaged) != "");
    }
    CHECK(refused > 1000);
    CHECK(refused < 10000);
}

TEST_CASE("header fields out of their range are named") {
    const auto whole = tiny::blob();
    const auto with = [&](std::size_t at, std::uint32_t value) {
        auto bytes = whole;
        std::memcpy(bytes.data() + at, &value, 4);
        blob::Writer::seal(bytes);
        return open_error(bytes);
    };
    CHECK(with(0, 0).find("magic") != std::string::npos);
    CHECK(with(8, 2).find("version: expected 1, found 2") != std::string::npos);
    CHECK(with(12, 100000).find("number of tensors") != std::string::npos);
    CHECK(with(16, 5).find("size of the file") != std::string::npos);
    CHECK(with(28, 1u << 30).find("size of the recipe") != std::string::npos);
    CHECK(with(40, 1u << 30).find("names") != std::string::npos);
    auto flipped = whole;
    flipped[whole.size() - 1] ^= 1;
    CHECK(open_error(flipped).find("checksum") != std::string::npos);
}

TEST_CASE("files: mapped, read, and their errors") {
    const auto bytes = tiny::blob();
    const std::string path = (std::filesystem::temp_directory_path() / "facenet_blob_test.blob").string();
    std::FILE* file = std::fopen(path.c_str(), "wb");
    REQUIRE(file != nullptr);
    std::fwrite(bytes.data(), 1, bytes.size(), file);
    std::fclose(file);
    CHECK(read_file(path) == bytes);
    const auto a = tiny::Embedder::open(BlobFile::open(path)).embed(synthetic::image(0, 24, 24));
    const auto b = tiny::Embedder::open(tiny::view(bytes)).embed(synthetic::image(0, 24, 24));
    CHECK(std::memcmp(a.data(), b.data(), sizeof(float) * 16) == 0);
    std::filesystem::remove(path);
    CHECK_THROWS_WITH_AS(BlobFile::open(path), doctest::Contains("cannot be opened"), Error);
    CHECK_THROWS_WITH_AS(read_file(path), doctest::Contains("cannot be opened"), Error);
}

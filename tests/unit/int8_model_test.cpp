// SPDX-License-Identifier: MIT
// A whole network of bytes: how near it is to fp32, that threads, batches and instruction sets do not change it, and what
// becomes of damaged blobs.
#include <doctest/doctest.h>

#include <cstring>
#include <thread>

#include "facenet/blob/writer.hpp"
#include "facenet/int8.hpp"
#include "facenet/verify.hpp"
#include "support/allocation_counter.hpp"
#include "support/mutate.hpp"
#include "support/quantised.hpp"

namespace {

using namespace facenet;
using Small2 = nets::OpenfaceNn4Small2;
using Int8Embedder = Embedder<Int8<Small2>>;

#if defined(__SANITIZE_ADDRESS__)
constexpr unsigned kMutations = 100;
#else
constexpr unsigned kMutations = 2000;
#endif

std::vector<Image> images(const Recipe& recipe, int count) {
    std::vector<Image> all;
    for (int k = 0; k < count; ++k) all.push_back(synthetic::image(100 + k, recipe.width, recipe.height));
    return all;
}

bool equal(const Embedding& a, const Embedding& b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), sizeof(float) * static_cast<std::size_t>(a.size())) == 0;
}

}  // namespace

TEST_CASE("int8: embeddings of images not calibrated with are near those of fp32, in the same space") {
    const auto& network = support::quantised_network();
    const auto fp32 = Embedder<Small2>::open(network.fp32_view());
    const auto int8 = Int8Embedder::open(network.int8_view());
    Workspace w = fp32.workspace(), v = int8.workspace();
    std::vector<Embedding> a, b;
    for (const Image& image : images(fp32.recipe(), 8)) {
        a.push_back(fp32.embed(image, w));
        b.push_back(int8.embed(image, v));
        CHECK(cosine(a.back(), b.back()) > 0.995f);
    }
    // A gallery may mix them: a distance moves little if one side, or both, are of bytes.
    for (std::size_t i = 0; i < a.size(); ++i)
        for (std::size_t j = 0; j < i; ++j) {
            const float exact = distance(fp32.recipe(), a[i], a[j]);
            CHECK(std::abs(distance(fp32.recipe(), a[i], b[j]) - exact) < 0.03f);
            CHECK(std::abs(distance(fp32.recipe(), b[i], b[j]) - exact) < 0.03f);
        }
}

TEST_CASE("int8: every instruction set gives nearly the same embedding, those without minimal filtering the same maps") {
    const auto& network = support::quantised_network();
    const Image image = synthetic::image(7, 96, 96);
    std::vector<Embedding> all;
    for (Isa isa : kAllIsas) {
        if (!isa_available(isa)) continue;
        CAPTURE(isa_name(isa));
        OpenOptions options;
        options.isa = isa;
        options.self_test = true;
        const auto embedder = Int8Embedder::open(network.int8_view(), options);
        all.push_back(embedder.embed(image));
        CHECK(cosine(all.front(), all.back()) > 0.999f);
    }
}

TEST_CASE("int8: results depend on neither threads nor batch, bit for bit, and embedding allocates nothing") {
    const auto& network = support::quantised_network();
    const auto embedder = Int8Embedder::open(network.int8_view());
    const std::vector<Image> faces = images(embedder.recipe(), 5);
    std::vector<ImageView> views(faces.begin(), faces.end());
    Workspace alone = embedder.workspace();
    std::vector<Embedding> wanted;
    for (const ImageView& view : views) wanted.push_back(embedder.embed(view, alone));
    for (int threads : {1, 2, 3})
        for (int batch : {1, 2, 4}) {
            CAPTURE(threads);
            CAPTURE(batch);
            Workspace w = embedder.workspace(threads, batch);
            std::vector<Embedding> got(views.size());
            const AllocationWatch watch;
            const auto done = embedder.try_embed(views.data(), views.size(), w, got.data());
            CHECK(watch.count() == 0);
            REQUIRE(done);
            for (std::size_t i = 0; i < got.size(); ++i) CHECK(equal(got[i], wanted[i]));
        }
}

TEST_CASE("int8: a model is shared by threads, and may be used where the blob lies") {
    const auto& network = support::quantised_network();
    AlignedBuffer memory = std::move(*AlignedBuffer::make(network.int8.blob.size() / sizeof(float) + 1));
    std::memcpy(memory.data(), network.int8.blob.data(), network.int8.blob.size());
    OpenOptions options;
    options.keep_bytes = true;
    const auto in_place = Int8Embedder::open({reinterpret_cast<const std::uint8_t*>(memory.data()), network.int8.blob.size()}, options);
    const auto copied = Int8Embedder::open(network.int8_view());
    const Image image = synthetic::image(3, 96, 96);
    const Embedding wanted = copied.embed(image);
    std::vector<std::thread> threads;
    std::vector<Embedding> got(4);
    for (Embedding& e : got)
        threads.emplace_back([&] {
            Workspace w = in_place.workspace();
            for (int i = 0; i < 3; ++i) e = in_place.embed(image, w);
        });
    for (std::thread& t : threads) t.join();
    for (const Embedding& e : got) CHECK(equal(e, wanted));
}

TEST_CASE("int8: an embedder says which precision it wants and which it found") {
    const auto& network = support::quantised_network();
    const auto message = [](const auto& result) { return std::string(result.error().message()); };
    const auto bytes_for_floats = Embedder<Small2>::try_open(network.int8_view());
    REQUIRE(!bytes_for_floats);
    CHECK(message(bytes_for_floats).find("'openface_nn4_small2' (int8)") != std::string::npos);
    const auto floats_for_bytes = Int8Embedder::try_open(network.fp32_view());
    REQUIRE(!floats_for_bytes);
    CHECK(message(floats_for_bytes).find("expected openface_nn4_small2 (int8)") != std::string::npos);
    CHECK(AnyPrecisionEmbedder::try_open(network.int8_view()));
    CHECK(AnyPrecisionEmbedder::try_open(network.fp32_view()));
}

TEST_CASE("int8: a blob is about a quarter of fp32's") {
    const auto& network = support::quantised_network();
    CHECK(static_cast<double>(network.int8.blob.size()) <= 0.26 * static_cast<double>(network.fp32.size()));
}

TEST_CASE("int8: damaged blobs are refused or give some embedding, whatever their scales say") {
    const auto& network = support::quantised_network();
    const Image image = synthetic::image(1, 96, 96);
    OpenOptions options;
    options.verify_checksum = false;  // as an attacker would have it right
    const unsigned refused = support::refused_mutations(network.int8.blob, kMutations, 20261124, [&](const auto& damaged, unsigned i) {
        const auto embedder = Int8Embedder::try_open({damaged.data(), damaged.size()}, options);
        if (!embedder) CHECK(!embedder.error().message().empty());
        else if (i % 50 == 0) embedder->embed(image);
        return embedder.ok();
    });
    CHECK(refused > kMutations / 10);
}

TEST_CASE("int8: numbers that kernels cannot take are named") {
    const auto& network = support::quantised_network();
    const auto blob = blob::Blob::open(network.int8_view());
    REQUIRE(blob);
    const auto refused = [&](const std::string& name, std::size_t at, const void* value, std::size_t size) {
        std::vector<std::uint8_t> bytes = network.int8.blob;
        const auto offset = static_cast<std::size_t>(blob->find(name)->bytes.data - network.int8.blob.data());
        std::memcpy(bytes.data() + offset + at, value, size);
        blob::Writer::seal(bytes);
        const auto embedder = Int8Embedder::try_open({bytes.data(), bytes.size()});
        REQUIRE(!embedder);
        return std::string(embedder.error().message());
    };
    const std::uint8_t most_negative = 0x80;
    CHECK(refused("conv2/weights", 5, &most_negative, 1).find("'conv2/weights'") != std::string::npos);
    for (float scale : {0.0f, -1.0f, NAN, INFINITY, 1e30f}) {
        CHECK(refused("conv2/scale", 0, &scale, sizeof scale).find("'conv2/scale'") != std::string::npos);
        CHECK(refused("maps", 8, &scale, sizeof scale).find("'maps'") != std::string::npos);
    }
    for (float zero : {-1.0f, 0.5f, 256.0f, NAN}) CHECK(refused("maps", 12, &zero, sizeof zero).find("zero point") != std::string::npos);
    for (float bias : {NAN, INFINITY, 1e30f}) CHECK(refused("conv2/bias", 4, &bias, sizeof bias).find("conv2") != std::string::npos);
}

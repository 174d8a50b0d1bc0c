// SPDX-License-Identifier: MIT
// The embedder's promises: no allocation, threads, sizes known at compile time, self-test, clear errors.
#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <thread>
#include <vector>

#include "facenet/any_embedder.hpp"
#include "facenet/verify.hpp"
#include "support/allocation_counter.hpp"
#include "support/floating_point_mode.hpp"
#include "support/tiny_network.hpp"
#include "weights_tool/convert/convert.hpp"

namespace {

template <class Fn>
std::string error_of(Fn fn) {
    try {
        fn();
    } catch (const facenet::Error& error) {
        return error.message();
    }
    return "";
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("embedding allocates nothing") {
    for (facenet::Isa isa : facenet::kAllIsas) {
        if (!facenet::isa_available(isa)) continue;
        facenet::OpenOptions options;
        options.isa = isa;
        const auto blob = tiny::blob();
        const auto embedder = tiny::Embedder::open(tiny::view(blob), options);
        facenet::Workspace workspace = embedder.workspace();
        const facenet::Image exact = synthetic::image(0, 24, 24), other = synthetic::image(1, 70, 50);
        const facenet::Face face{{5, 5, 40, 40}, 1, {{{15, 20}, {30, 20}, {22, 28}, {16, 35}, {29, 35}}}};
        embedder.embed(other, face, workspace);  // the first alignment of a larger face may grow its scratch memory
        const AllocationWatch watch;
        embedder.embed(exact, workspace);
        embedder.embed(other, workspace);
        embedder.embed(other, face, workspace);
        CHECK(watch.count() == 0);
        const AllocationWatch control;
        embedder.embed(exact);  // makes a workspace of its own: the counter does count
        CHECK(control.count() > 0);
    }
}

TEST_CASE("one model in eight threads: the same bits as in one") {
    const auto blob = tiny::blob();
    const auto embedder = tiny::Embedder::open(tiny::view(blob));
    facenet::Workspace workspace = embedder.workspace();
    std::vector<facenet::Image> images;
    std::vector<facenet::Embedding> alone;
    for (int k = 0; k < 40; ++k) {
        images.push_back(synthetic::image(k, 24, 24));
        alone.push_back(embedder.embed(images.back(), workspace));
    }
    std::vector<int> wrong(8, 0);
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < wrong.size(); ++t)
        threads.emplace_back([&, t] {
            facenet::Workspace own = embedder.workspace();
            for (int round = 0; round < 20; ++round)
                for (std::size_t k = 0; k < images.size(); ++k) {
                    const std::size_t at = (k + 5 * t) % images.size();
                    const facenet::Embedding e = embedder.embed(images[at], own);
                    wrong[t] += std::memcmp(e.data(), alone[at].data(), sizeof(float) * 16) != 0 ? 1 : 0;
                }
        });
    for (std::thread& thread : threads) thread.join();
    for (int count : wrong) CHECK(count == 0);
    CHECK(std::memcmp(alone[0].data(), alone[1].data(), sizeof(float) * 16) != 0);
}

TEST_CASE("several threads on one face: the same bits as one, and no allocation") {
    // The real network has layers that are shared by rows, by panels and by tiles.
    facenet_tool::ConvertOptions convert;
    convert.self_test = false;
    const auto large = facenet_tool::convert(synthetic::state_dict("openface_nn4_small2", "canonical names", true), convert);
    for (facenet::Isa isa : facenet::kAllIsas) {
        if (!facenet::isa_available(isa)) continue;
        facenet::OpenOptions options;
        options.isa = isa;
        const auto embedder = facenet::AnyEmbedder::open({large.data(), large.size()}, options);
        facenet::Workspace one = embedder.workspace();
        const facenet::Image image = synthetic::image(7, 96, 96);
        const facenet::Embedding alone = embedder.embed(image, one);
        for (int threads : {2, 3, 5}) {
            CAPTURE(threads);
            facenet::Workspace several = embedder.workspace(threads);
            const AllocationWatch watch;
            for (int round = 0; round < (isa == facenet::Isa::reference ? 1 : 8); ++round) {
                const facenet::Embedding together = embedder.embed(image, several);
                CHECK(std::memcmp(alone.data(), together.data(), sizeof(float) * 128) == 0);
            }
            CHECK(watch.count() == 0);
        }
    }
    const auto blob = tiny::blob();
    CHECK(contains(error_of([&] { tiny::Embedder::open(tiny::view(blob)).workspace(0); }), "threads: expected 1 to 64, found 0"));
}

TEST_CASE("faces in batches: the same bits as one by one, whatever the batch and the threads, and no allocation") {
    facenet_tool::ConvertOptions convert;
    convert.self_test = false;
    const auto large = facenet_tool::convert(synthetic::state_dict("openface_nn4_small2", "canonical names", true), convert);
    std::vector<facenet::Image> images;
    std::vector<facenet::ImageView> crops;
    for (unsigned i = 0; i < 5; ++i) images.push_back(synthetic::image(i, 96, 96));
    for (const facenet::Image& image : images) crops.push_back(image);
    for (facenet::Isa isa : facenet::kAllIsas) {
        if (!facenet::isa_available(isa)) continue;
        facenet::OpenOptions options;
        options.isa = isa;
        const auto embedder = facenet::AnyEmbedder::open({large.data(), large.size()}, options);
        std::vector<facenet::Embedding> alone;
        for (const facenet::ImageView& crop : crops) alone.push_back(embedder.embed(crop));
        CHECK(std::memcmp(alone[0].data(), alone[1].data(), sizeof(float) * 128) != 0);
        for (int threads : {1, 2})
            for (int batch : {1, 3, 8}) {  // 3: a last batch that is not full
                if (isa == facenet::Isa::reference && batch != 3) continue;
                CAPTURE(threads);
                CAPTURE(batch);
                facenet::Workspace workspace = embedder.workspace(threads, batch);
                std::vector<facenet::Embedding> together(crops.size());
                const AllocationWatch watch;
                REQUIRE(embedder.try_embed(crops.data(), crops.size(), workspace, together.data()));
                CHECK(watch.count() == 0);
                for (std::size_t i = 0; i < crops.size(); ++i)
                    CHECK(std::memcmp(alone[i].data(), together[i].data(), sizeof(float) * 128) == 0);
            }
    }
    const auto blob = tiny::blob();
    const auto embedder = tiny::Embedder::open(tiny::view(blob));
    facenet::Workspace workspace = embedder.workspace(1, 4);
    CHECK(embedder.embed(std::vector<facenet::ImageView>{}, workspace).empty());
    CHECK(contains(error_of([&] { embedder.embed({crops[0], facenet::ImageView{}}, workspace); }), "crop of at least one pixel"));
    CHECK(contains(error_of([&] { embedder.workspace(1, 65); }), "batch: expected 1 to 64, found 65"));
    const std::vector<facenet::Face> faces(2, facenet::Face{{2, 2, 20, 20}, 1, {}});
    const auto both = embedder.embed(images[0], faces, workspace);
    const facenet::Embedding one = embedder.embed(images[0], faces[0], workspace);
    REQUIRE(both.size() == 2);
    CHECK(std::memcmp(both[1].data(), one.data(), sizeof(float) * 16) == 0);
}

TEST_CASE("a workspace is as large as the type says") {
    const auto blob = tiny::blob();
    const auto embedder = tiny::Embedder::open(tiny::view(blob));
    CHECK(embedder.model().workspace_size(1, 1) == tiny::Network::costs.workspace);
}

TEST_CASE("the tiny network: all instruction sets, fp32 and fp16, agree") {
    const auto blob = tiny::blob(), half = tiny::blob(facenet::blob::DType::f16);
    facenet::OpenOptions options;
    options.isa = facenet::Isa::reference;
    const auto wanted = tiny::Embedder::open(tiny::view(blob), options).embed(synthetic::image(3, 24, 24));
    float norm = 0;
    for (float v : wanted) norm += v * v;
    CHECK(norm == doctest::Approx(1.0).epsilon(1e-5));
    for (facenet::Isa isa : facenet::kAllIsas) {
        if (!facenet::isa_available(isa)) continue;
        options.isa = isa;
        const auto embedder = tiny::Embedder::open(tiny::view(blob), options);
        CHECK(embedder.isa() == isa);
        CHECK(facenet::distance(embedder.recipe(), wanted, embedder.embed(synthetic::image(3, 24, 24))) < 1e-10f);
        const auto from_half = tiny::Embedder::open(tiny::view(half), options).embed(synthetic::image(3, 24, 24));
        CHECK(facenet::distance(embedder.recipe(), wanted, from_half) < 1e-5f);
        CHECK(facenet::distance(embedder.recipe(), wanted, from_half) > 0.0f);
    }
}

TEST_CASE("the caller's way of rounding and of treating denormals stays, and hardly moves an embedding") {
    const auto blob = tiny::blob();
    const facenet::Image image = synthetic::image(3, 24, 24);
    for (facenet::Isa isa : facenet::kAllIsas) {
        if (!facenet::isa_available(isa)) continue;
        facenet::OpenOptions options;
        options.isa = isa;
        const auto wanted = tiny::Embedder::open(tiny::view(blob), options).embed(image);
        for (const bool flush : {false, true})
            for (const int rounding : {FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO}) {
                facenet::Embedding got;
                bool kept = false;
                {
                    const support::FloatingPointMode mode(rounding, flush);
                    got = tiny::Embedder::open(tiny::view(blob), options).embed(image);
                    kept = mode.is_set();
                }
                CHECK(kept);
                CHECK(facenet::distance(tiny::recipe(), wanted, got) < 1e-8f);
            }
    }
}

TEST_CASE("weights that are denormal, infinite or not numbers: the same from every instruction set, or no embedding") {
    const auto spoiled = [](float factor) {
        facenet::blob::Writer writer = tiny::writer();
        for (const auto& layer : facenet::layers::record<tiny::Network>().convolutions) {
            if (layer.path != "stem") continue;
            auto values = synthetic::tensor(layer.path, {layer.out.channels, layer.depth()});
            for (float& x : values) x *= factor;
            writer.add(layer.path + "/weights", layer.weight_sides(), values);
        }
        return writer.bytes();
    };
    for (const float factor : {1e-38f, 1e-41f, 1e-45f, 3e38f, INFINITY, NAN}) {
        CAPTURE(factor);
        const auto blob = spoiled(factor);
        std::vector<facenet::Embedding> all;
        for (facenet::Isa isa : facenet::kAllIsas) {
            if (!facenet::isa_available(isa)) continue;
            facenet::OpenOptions options;
            options.isa = isa;
            all.push_back(tiny::Embedder::open(tiny::view(blob), options).embed(synthetic::image(3, 24, 24)));
            const float d = facenet::distance(tiny::recipe(), all.front(), all.back());
            if (factor < 1) CHECK(d < 1e-8f);
            else CHECK(!(d > 1e-6f));  // not a number, where there is no embedding: no threshold accepts it
        }
    }
}

TEST_CASE("crops of any layout give one embedding") {
    const auto blob = tiny::blob();
    const auto embedder = tiny::Embedder::open(tiny::view(blob));
    const facenet::Image rgb = synthetic::image(0, 24, 24);
    std::vector<std::uint8_t> bgra;
    for (int i = 0; i < 24 * 24; ++i)
        bgra.insert(bgra.end(), {rgb.data()[3 * i + 2], rgb.data()[3 * i + 1], rgb.data()[3 * i], 7});
    const auto a = embedder.embed(rgb), b = embedder.embed({bgra.data(), 24, 24, 96, facenet::PixelFormat::bgra});
    CHECK(std::memcmp(a.data(), b.data(), sizeof(float) * 16) == 0);
}

TEST_CASE("a model that wants BGR gets BGR") {
    facenet::Recipe recipe = tiny::recipe();
    recipe.standardisation.mean = {10, 20, 30};
    recipe.colour = facenet::ColourOrder::bgr;
    const facenet::Image image = synthetic::image(0, 24, 24);
    std::vector<float> out(image.view().width * 24u * 3u);
    facenet::model::standardise(recipe, image.data(), out.data());
    CHECK(out[0] == doctest::Approx((image.data()[2] - 10) / 128.0));
    CHECK(out[1] == doctest::Approx((image.data()[1] - 20) / 128.0));
    CHECK(out[2] == doctest::Approx((image.data()[0] - 30) / 128.0));
}

TEST_CASE("prewhitening: mean 0, deviation 1, and no division by zero") {
    facenet::Recipe recipe = tiny::recipe();
    recipe.standardisation = {facenet::StandardisationKind::prewhiten, {}, 0};
    const facenet::Image image = synthetic::image(0, 24, 24);
    std::vector<float> out(24 * 24 * 3);
    facenet::model::standardise(recipe, image.data(), out.data());
    double sum = 0, squares = 0;
    for (float v : out) {
        sum += static_cast<double>(v);
        squares += static_cast<double>(v) * static_cast<double>(v);
    }
    CHECK(std::abs(sum / 1728) < 1e-6);
    CHECK(squares / 1728 == doctest::Approx(1.0));
    const std::vector<std::uint8_t> flat(1728, 99);
    facenet::model::standardise(recipe, flat.data(), out.data());
    for (float v : out) CHECK(v == 0.0f);
}

TEST_CASE("the self-test of a blob") {
    facenet::blob::Writer writer = tiny::writer();
    const facenet::Image input = synthetic::image(0, 24, 24);
    const auto plain = writer.bytes();
    facenet::OpenOptions options;
    options.self_test = true;
    CHECK(contains(error_of([&] { tiny::Embedder::open(tiny::view(plain), options); }), "self-test"));

    const auto embedding = tiny::Embedder::open(tiny::view(plain)).embed(input);
    std::vector<float> values(embedding.begin(), embedding.end());
    writer.add_bytes(facenet::blob::kSelfTestInput, {24, 24, 3}, {input.data(), input.data() + 1728});
    writer.add(facenet::blob::kSelfTestEmbedding, {16}, values);
    const auto right = writer.bytes();
    CHECK_NOTHROW(tiny::Embedder::open(tiny::view(right), options));
    values[3] += 0.01f;
    writer.add(facenet::blob::kSelfTestEmbedding, {16}, values);
    const auto wrong = writer.bytes();
    CHECK_NOTHROW(tiny::Embedder::open(tiny::view(wrong)));
    CHECK(contains(error_of([&] { tiny::Embedder::open(tiny::view(wrong), options); }), "differs by"));
}

TEST_CASE("errors say what was expected, what was found and where") {
    const auto blob = tiny::blob();
    const auto embedder = tiny::Embedder::open(tiny::view(blob));
    CHECK(contains(error_of([&] { embedder.embed(facenet::ImageView{}); }), "expected a crop of at least one pixel"));
    facenet::Workspace foreign;
    CHECK(contains(error_of([&] { embedder.embed(synthetic::image(0, 24, 24), foreign); }), "from workspace() of this model"));
    CHECK(contains(error_of([&] { facenet::AnyEmbedder::open(tiny::view(blob)); }), "found 'tiny'"));
    facenet::blob::Writer more = tiny::writer();
    more.add("unknown/weights", {1}, {1.0f});
    const auto superfluous = more.bytes();
    CHECK(contains(error_of([&] { tiny::Embedder::open(tiny::view(superfluous)); }), "tensors of the network 'tiny'"));
    facenet::blob::Writer other = tiny::writer();
    other.add("fc/bias", {17}, std::vector<float>(17));
    const auto shape = other.bytes();
    CHECK(contains(error_of([&] { tiny::Embedder::open(tiny::view(shape)); }), "tensor 'fc/bias': expected [16], found [17]"));
}

// SPDX-License-Identifier: MIT
// Embeddings of one byte a dimension: every kernel against the plain loops, and distances against those of floats.
#include "facenet/byte_embedding.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace facenet;
namespace bytes = kernels::bytes;

template <class Check>
void for_each_dot_isa(Check check) {
    for (DotIsa isa : kAllDotIsas) {
        if (isa == DotIsa::reference) continue;
        if (!dot_isa_available(isa)) {
            MESSAGE("not in this program or on this processor: " << std::string(dot_isa_name(isa)));
            continue;
        }
        CAPTURE(std::string(dot_isa_name(isa)));
        REQUIRE(bytes::table(isa).isa == isa);
        check(bytes::table(isa));
    }
}

/// Bytes without a spare one behind them, so that the sanitizer sees a read beyond the end.
using Bytes = std::vector<std::int8_t>;

/// All values, or only the extreme ones: those of quantise(), or the least that a byte has.
Bytes random_bytes(std::mt19937& engine, std::size_t n) {
    Bytes values(n);
    const auto kind = engine() % 5;
    for (std::int8_t& x : values)
        x = kind == 0   ? std::int8_t{-128}
            : kind == 1 ? std::int8_t{127}
            : kind == 2 ? static_cast<std::int8_t>(engine() % 2 == 0 ? -127 : 127)
            : kind == 3 ? static_cast<std::int8_t>(engine() % 2 == 0 ? -128 : 127)
                        : static_cast<std::int8_t>(static_cast<int>(engine() % 256) - 128);
    return values;
}

void check_kernels(const bytes::ByteKernels& kernels, std::mt19937& engine, int size, std::size_t count) {
    CAPTURE(size);
    CAPTURE(count);
    const Bytes probe = random_bytes(engine, static_cast<std::size_t>(size));
    Bytes rows;
    std::vector<float> scales;
    for (std::size_t i = 0; i < count; ++i) {
        const Bytes row = random_bytes(engine, static_cast<std::size_t>(size));
        rows.insert(rows.end(), row.begin(), row.end());
        scales.push_back(std::uniform_real_distribution<float>(0.001f, 0.01f)(engine));
    }
    rows.shrink_to_fit();
    CHECK(kernels.dot(probe.data(), rows.data(), size) == bytes::reference::dot(probe.data(), rows.data(), size));
    CHECK(kernels.dot(probe.data(), probe.data(), size) == bytes::reference::dot(probe.data(), probe.data(), size));

    const bytes::RowArgs in{probe.data(), rows.data(), count, size};
    std::vector<std::int32_t> dots(count), squares(count), wanted_dots(count), wanted_squares(count);
    bytes::reference::kTable.products(in, wanted_dots.data(), wanted_squares.data());
    kernels.products(in, dots.data(), squares.data());
    CHECK(dots == wanted_dots);
    CHECK(squares == wanted_squares);

    for (const bool scaled : {false, true})
        for (const bool root : {false, true}) {
            std::vector<float> wanted(count), got(count);
            bytes::DistanceArgs args{in, scaled ? scales.data() : nullptr, 0.005f, root, wanted.data()};
            bytes::reference::kTable.distances(args);
            args.out = got.data();
            kernels.distances(args);
            // Only the few operations after the sums are rounded, in an order that the compiler may change.
            double largest = 0;
            for (std::size_t i = 0; i < count; ++i) {
                const double w = static_cast<double>(wanted[i]), g = static_cast<double>(got[i]);
                const double error = root ? std::abs(w * w - g * g) : std::abs(w - g);
                const double scale = std::max(0.005, static_cast<double>(scales[i])) * 128;
                const double unit = scaled ? scale * scale * size : 1.0;
                if (!(error / unit <= largest)) largest = error / unit;
            }
            CHECK(largest <= 2e-6);
        }
}

Embedding unit(std::vector<float> values) {
    double squares = 0;
    for (float x : values) squares += static_cast<double>(x) * static_cast<double>(x);
    for (float& x : values) x = static_cast<float>(static_cast<double>(x) / std::sqrt(squares));
    return {values.data(), static_cast<int>(values.size())};
}

std::vector<float> normal(std::mt19937& engine, int size, float deviation) {
    std::vector<float> values(static_cast<std::size_t>(size));
    std::normal_distribution<float> distribution(0.0f, deviation);
    for (float& x : values) x = distribution(engine);
    return values;
}

/// A vector near another: as far as `share` of the way to an unrelated one.
std::vector<float> near(std::mt19937& engine, const std::vector<float>& from, float deviation, float share) {
    std::vector<float> values = normal(engine, static_cast<int>(from.size()), deviation);
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = (1 - share) * from[i] + share * values[i];
    return values;
}

double float_distance(const Recipe& recipe, const Embedding& a, const Embedding& b) {
    double squared = 0;
    for (int i = 0; i < a.size(); ++i) {
        const double d = static_cast<double>(a[i]) - static_cast<double>(b[i]);
        squared += d * d;
    }
    return recipe.metric == Metric::l2 ? std::sqrt(squared) : squared;
}

Recipe recipe_of(bool normalised, Metric metric, float threshold) {
    Recipe recipe;
    recipe.normalised = normalised;
    recipe.metric = metric;
    recipe.verify_threshold = threshold;
    return recipe;
}

/// The largest error of a distance over many pairs, from nearly equal to unrelated, and verdicts that changed although the
/// distance was not within 0.02 of the threshold.
struct Errors {
    double largest = 0;
    int pairs = 0, changed = 0, near_threshold = 0;
};

template <class Make>
Errors errors_of(const Recipe& recipe, int size, float deviation, Make make) {
    Errors errors;
    for (unsigned seed = 0; seed < 4000; ++seed) {
        std::mt19937 engine(seed);
        const auto a = normal(engine, size, deviation);
        const float share = std::pow(10.0f, -4.0f * static_cast<float>(engine() % 1000) / 1000.0f);
        const Embedding x = make(a), y = make(near(engine, a, deviation, share));
        const Verdict verdict = verify(recipe, quantise(x), quantise(y));
        const double exact = float_distance(recipe, x, y);
        const double error = std::abs(static_cast<double>(verdict.distance) - exact);
        const double threshold = static_cast<double>(recipe.verify_threshold);
        if (!(error <= errors.largest)) errors.largest = error;
        if (std::abs(exact - threshold) <= 0.02) ++errors.near_threshold;
        else if (verdict.same != (exact < threshold)) ++errors.changed;
        ++errors.pairs;
    }
    return errors;
}

}  // namespace

TEST_CASE("bytes: all ways to multiply them give the sums of the plain loops exactly") {
    for_each_dot_isa([](const bytes::ByteKernels& kernels) {
        std::mt19937 engine(1);
        for (int size = 1; size <= 512; ++size) check_kernels(kernels, engine, size, 1 + engine() % 10);
        for (int repeat = 0; repeat < 50; ++repeat) check_kernels(kernels, engine, repeat % 2 == 0 ? 128 : 512, 1 + engine() % 40);
        // The longest, of the largest products: the sum just fits.
        const Bytes least(bytes::kMaxSize, -128);
        CHECK(kernels.dot(least.data(), least.data(), bytes::kMaxSize) == 128 * 128 * bytes::kMaxSize);
        CHECK(kernels.dot(least.data(), least.data(), 0) == 0);
        kernels.products({least.data(), least.data(), 0, 128}, nullptr, nullptr);  // no rows: nothing is written
    });
}

TEST_CASE("the plain loops of bytes, on numbers worked out by hand") {
    const std::int8_t a[] = {1, -2, 3}, b[] = {4, 5, -6};
    CHECK(bytes::reference::dot(a, b, 3) == 4 - 10 - 18);
    CHECK(bytes::squared_distance_of_directions(0, 4, 9) == 2.0f);
    CHECK(bytes::squared_distance_of_directions(-6, 4, 9) == 4.0f);
    // 2 * (1, 0) and 3 * (0, 1).
    CHECK(bytes::squared_distance_of_scaled(0, 1, 2.0f, 1, 3.0f) == doctest::Approx(13.0));
}

TEST_CASE("quantising rounds to nearest, symmetrically, with the largest value at 127") {
    const float values[] = {1.27f, -1.27f, 0.0f, 0.014f, 0.0149f, 0.0151f, -0.0151f, 0.635f, -0.635f};
    const ByteEmbedding q = quantise(Embedding(values, 9));
    const int wanted[] = {127, -127, 0, 1, 1, 2, -2, 64, -64};  // 63.5: away from zero
    REQUIRE(q.size() == 9);
    for (int i = 0; i < 9; ++i) CHECK(int{q[i]} == wanted[i]);
    CHECK(q.scale() == doctest::Approx(0.01));

    std::mt19937 engine(2);
    for (int repeat = 0; repeat < 100; ++repeat) {
        const auto v = normal(engine, 128, 0.1f);
        auto negative = v;
        for (float& x : negative) x = -x;
        const ByteEmbedding p = quantise(Embedding(v.data(), 128)), n = quantise(Embedding(negative.data(), 128));
        int largest = 0;
        for (int i = 0; i < 128; ++i) {
            CHECK(p[i] == -n[i]);
            CHECK(std::abs(static_cast<float>(p[i]) * p.scale() - v[static_cast<std::size_t>(i)]) <= 0.5001f * p.scale());
            largest = std::max(largest, std::abs(int{p[i]}));
        }
        CHECK(largest == 127);
    }

    for (const float scale : {std::numeric_limits<float>::denorm_min(), std::numeric_limits<float>::max() / 2}) {
        const float extreme[] = {2 * scale, -scale};
        const ByteEmbedding e = quantise(Embedding(extreme, 2));
        CHECK(int{e[0]} == 127);
        CHECK(int{e[1]} == -64);
    }
}

TEST_CASE("zero and not finite embeddings in bytes are nobody") {
    const Recipe unit_recipe = recipe_of(true, Metric::squared_l2, 1.1f), raw = recipe_of(false, Metric::l2, 0.6f);
    std::vector<float> values(128, 0.05f);
    const ByteEmbedding good = quantise(Embedding(values.data(), 128));
    for (const float bad : {NAN, INFINITY, -INFINITY}) {
        values[7] = bad;
        const ByteEmbedding q = quantise(Embedding(values.data(), 128));
        for (const std::int8_t x : q) CHECK(int{x} == 0);
        for (const Recipe& recipe : {unit_recipe, raw}) {
            CHECK(std::isnan(distance(recipe, q, good)));
            CHECK(std::isnan(distance(recipe, good, q)));
            CHECK(std::isnan(distance(recipe, q, q)));
            CHECK(!verify(recipe, q, q).same);
        }
        CHECK(std::isnan(cosine(q, good)));
    }
    values.assign(128, 0.0f);
    const ByteEmbedding zero = quantise(Embedding(values.data(), 128));
    CHECK(std::isnan(distance(unit_recipe, zero, good)));
    CHECK(std::isnan(cosine(zero, good)));
    // Without normalisation the zero vector is a point like any other.
    CHECK(distance(raw, zero, zero) == 0.0f);
    CHECK(distance(raw, zero, good) == doctest::Approx(0.05 * std::sqrt(128.0)));
    CHECK(distance(raw, good, zero) == doctest::Approx(0.05 * std::sqrt(128.0)));

    // Nothing, and different sizes.
    CHECK(std::isnan(distance(unit_recipe, ByteEmbedding(), ByteEmbedding())));
    CHECK(std::isnan(distance(raw, good, quantise(Embedding(values.data(), 64)))));
    CHECK(std::isnan(cosine(good, quantise(Embedding(values.data(), 64)))));
    // Bytes without their scale.
    const ByteEmbedding bare(good.data(), good.size());
    CHECK(distance(unit_recipe, bare, good) == 0.0f);
    CHECK(std::isnan(distance(raw, bare, good)));
    float out[1] = {0};
    distances(raw, good, {good.data(), nullptr, 1, 128}, out);
    CHECK(std::isnan(out[0]));
}

TEST_CASE("distances of bytes are within 0.02 of those of floats") {
    const auto report = [](const char* what, const Errors& e) {
        MESSAGE(std::string(what) << ": largest error " << e.largest << " over " << e.pairs << " pairs, " << e.near_threshold
                                  << " of them within 0.02 of the threshold");
        CHECK(e.largest <= 0.02);
        CHECK(e.largest > 0);
        CHECK(e.changed == 0);
        CHECK(e.near_threshold < e.pairs / 4);
    };
    const auto raw_of = [](const std::vector<float>& v) { return Embedding(v.data(), static_cast<int>(v.size())); };
    report("unit, 128", errors_of(recipe_of(true, Metric::squared_l2, 1.1f), 128, 1.0f, unit));
    report("unit, 512", errors_of(recipe_of(true, Metric::squared_l2, 1.1f), 512, 1.0f, unit));
    report("unit, 128, plain distance", errors_of(recipe_of(true, Metric::l2, 1.1f), 128, 1.0f, unit));
    // As dlib's: length about 1.4, values up to 0.6. The largest value sets the scale of all others.
    const Recipe dlib = recipe_of(false, Metric::l2, 0.6f);
    report("not normalised, 128", errors_of(dlib, 128, 1.4f / std::sqrt(128.0f), raw_of));
    report("not normalised, one large", errors_of(dlib, 128, 1.4f / std::sqrt(128.0f), [&](std::vector<float> v) {
               v[3] = v[3] < 0 ? v[3] - 0.2f : v[3] + 0.2f;
               for (float& x : v) x = std::clamp(x, -0.6f, 0.6f);
               v[4] = 0.6f - 0.02f * std::abs(v[4]);
               return raw_of(v);
           }));
}

TEST_CASE("many distances of bytes are those of the pairs, bit by bit") {
    std::mt19937 engine(3);
    for (const int size : {128, 512, 77})
        for (const bool normalised : {true, false})
            for (const Metric metric : {Metric::squared_l2, Metric::l2}) {
                const Recipe recipe = recipe_of(normalised, metric, 1.0f);
                constexpr int kCount = 23;
                Bytes rows;
                std::vector<float> scales;
                std::vector<ByteEmbedding> singly;
                for (int i = 0; i < kCount; ++i) {
                    const auto v = normal(engine, size, 0.1f);
                    singly.push_back(quantise(Embedding(v.data(), size)));
                    rows.insert(rows.end(), singly.back().begin(), singly.back().end());
                    scales.push_back(singly.back().scale());
                }
                const ByteEmbedding& probe = singly[5];
                float out[kCount] = {};
                distances(recipe, probe, {rows.data(), normalised ? nullptr : scales.data(), kCount, size}, out);
                for (int i = 0; i < kCount; ++i) CHECK(out[i] == distance(recipe, probe, singly[static_cast<std::size_t>(i)]));
                CHECK(out[5] == 0.0f);
                CHECK(cosine(probe, singly[6]) == doctest::Approx(cosine(singly[6], probe)));
            }
}

#if !defined(_WIN32) && !defined(CROSS_EMULATED)
TEST_CASE("FACENET_ISA names the way to multiply bytes") {
    const char* before = std::getenv("FACENET_ISA");
    const std::string kept = before == nullptr ? "" : before;
    unsetenv("FACENET_ISA");
    const DotIsa best = best_dot_isa();
    MESSAGE("the best here: " << std::string(dot_isa_name(best)));
    CHECK(dot_isa_available(best));
    CHECK(best != DotIsa::reference);
    for (const DotIsa isa : kAllDotIsas) {
        CAPTURE(std::string(dot_isa_name(isa)));
        setenv("FACENET_ISA", dot_isa_name(isa), 1);
        CHECK(best_dot_isa() == (dot_isa_available(isa) ? isa : best));
    }
    setenv("FACENET_ISA", "native", 1);
    CHECK(best_dot_isa() == kBuildDotIsa);
    if (before == nullptr) unsetenv("FACENET_ISA");
    else setenv("FACENET_ISA", kept.c_str(), 1);
}
#endif

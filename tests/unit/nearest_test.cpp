// SPDX-License-Identifier: MIT
// Exact search: what sorting all distances gives, for every shape, number of threads and kind of numbers.
#include "facenet/nearest.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "support/neighbours.hpp"
#include "support/random.hpp"

namespace {

using namespace facenet;

/// Probes and rows of one size, and what a search among them must find.
struct Search {
    Search(support::Random& random, std::size_t probe_count, std::size_t row_count, int numbers)
        : size(numbers), probes(random.values(probe_count * width())), rows(random.values(row_count * width())) {}

    std::size_t width() const { return static_cast<std::size_t>(size); }
    FloatRows probe_rows() const { return {probes.data(), probes.size() / width(), size}; }
    FloatRows all_rows() const { return {rows.data(), rows.size() / width(), size}; }
    float* row(std::size_t r) { return rows.data() + r * width(); }
    float* probe(std::size_t p) { return probes.data() + p * width(); }

    /// Compares with sorting all distances; `distances` itself is checked beside double precision.
    void check(std::size_t k, std::size_t threads, Metric metric = Metric::squared_l2) const {
        CAPTURE(size);
        CAPTURE(k);
        CAPTURE(threads);
        const FloatRows of = all_rows(), from = probe_rows();
        const auto found = nearest(metric, from, of, k, groups.empty() ? nullptr : groups.data(), threads);
        REQUIRE(found.size() == from.count);
        std::size_t wrong = 0;
        for (std::size_t p = 0; p < from.count; ++p) {
            std::vector<float> all(of.count);
            distances(Metric::squared_l2, from[p], of, all.data());
            auto expected = support::nearest_by_definition(all, groups, k);
            if (metric == Metric::l2)
                for (Neighbour& n : expected)
                    n.distance = std::sqrt(n.distance);
            wrong += !support::equal(found[p], expected);
        }
        CHECK(wrong == 0);
    }

    int size;
    std::vector<float> probes, rows;
    std::vector<std::uint32_t> groups;
};

}  // namespace

TEST_CASE("nearest: small numbers that are exact") {
    const std::vector<float> rows{0, 0, 3, 4, 0, 1, 3, 4, 1, 0}, probes{0, 0, 3, 4};
    const FloatRows gallery{rows.data(), 5, 2};
    float out[5];
    distances(Metric::l2, probes.data() + 2, gallery, out);
    CHECK(out[0] == 5.0f);
    CHECK(out[3] == 0.0f);
    const auto found = nearest(Metric::squared_l2, {probes.data(), 2, 2}, gallery, 4);
    REQUIRE(found.size() == 2);
    CHECK(support::equal(found[0], {{0, 0.0f}, {2, 1.0f}, {4, 1.0f}, {1, 25.0f}}));
    CHECK(support::equal(found[1], {{1, 0.0f}, {3, 0.0f}, {2, 18.0f}, {4, 20.0f}}));
    CHECK(nearest(Metric::l2, {probes.data(), 1, 2}, gallery, 9)[0].back().distance == 5.0f);
}

TEST_CASE("nearest: nothing to find") {
    const std::vector<float> values(8, 1.0f);
    CHECK(nearest(Metric::l2, {values.data(), 2, 4}, {values.data(), 4, 2}, 4)[0].empty());
    CHECK(nearest(Metric::l2, {values.data(), 0, 4}, {values.data(), 2, 4}, 4).empty());
    CHECK(nearest(Metric::l2, {values.data(), 1, 4}, {nullptr, 0, 4}, 4, nullptr, 8)[0].empty());
    CHECK(nearest(Metric::l2, {values.data(), 1, 4}, {values.data(), 2, 4}, 0)[0].empty());
    CHECK(nearest(Metric::l2, {nullptr, 1, 0}, {nullptr, 2, 0}, 4)[0].empty());
}

TEST_CASE("nearest: all shapes") {
    for (unsigned seed = 0; seed < 40 / support::kFewer; ++seed) {
        CAPTURE(seed);
        support::Random random(seed);
        const int size = random.coin() ? 128 : random.whole(1, random.coin() ? 1024 : 100);
        const auto probes = static_cast<std::size_t>(random.coin() ? random.whole(1, 8) : random.whole(9, 140));
        const auto rows = static_cast<std::size_t>(random.whole(0, 3000));
        Search search(random, probes, rows, size);
        // Twins of rows, and of probes.
        for (int twin = 0; twin < 200 && rows > 0; ++twin) {
            const float* from =
                random.coin() ? search.row(random.engine() % rows) : search.probe(random.engine() % probes);
            std::copy_n(from, size, search.row(random.engine() % rows));
        }
        if (random.coin()) {
            const int most = random.whole(1, 400);
            for (std::size_t r = 0; r < rows; ++r)
                search.groups.push_back(random.whole(0, 9) == 0 ? kNoGroup
                                                                : static_cast<std::uint32_t>(random.whole(0, most)));
        }
        const auto k = static_cast<std::size_t>(random.coin() ? random.whole(1, 12) : random.whole(1, 5000));
        search.check(k, static_cast<std::size_t>(random.whole(0, 4)), random.coin() ? Metric::l2 : Metric::squared_l2);
    }
}

TEST_CASE("nearest: the number of threads changes nothing, whether they share rows or probes") {
    support::Random random(2);
    for (const std::size_t probes : {std::size_t{1}, std::size_t{64}, std::size_t{600}}) {
        const Search search(random, probes, probes == 1 ? 200000 : 3000, probes == 1 ? 64 : 32);
        const auto one = nearest(Metric::l2, search.probe_rows(), search.all_rows(), 7);
        for (const std::size_t threads : {std::size_t{2}, std::size_t{3}}) {
            const auto several = nearest(Metric::l2, search.probe_rows(), search.all_rows(), 7, nullptr, threads);
            for (std::size_t p = 0; p < probes; ++p)
                CHECK(support::equal(several[p], one[p]));
        }
    }
}

TEST_CASE("nearest: rounding of large products loses no neighbour") {
    // Far from the origin and close together: the products' last digits are larger than all distances.
    support::Random random(3);
    for (const float length : {1.0f, 30.0f, 1e3f, 1e6f, 1e15f}) {
        CAPTURE(length);
        Search search(random, 40, 2500, 128);
        const auto centre = random.values(128);
        for (std::vector<float>* values : {&search.rows, &search.probes})
            for (std::size_t i = 0; i < values->size(); ++i)
                (*values)[i] = length * (centre[i % 128] + (*values)[i] * random.real(0.0f, 2e-3f));
        search.check(10, 1);
    }
}

TEST_CASE("nearest: numbers near the ends of what a float holds") {
    support::Random random(4);
    for (const float scale : {1e-42f, 1e-30f, 1e-22f, 1e-19f, 1e17f, 3e18f, 1e19f, 1e25f, 3e38f}) {
        CAPTURE(scale);
        Search search(random, 30, 2500, 16);
        for (std::vector<float>* values : {&search.rows, &search.probes})
            for (float& x : *values)
                x *= scale;
        // Some rows of another scale, some zero, and some close to a probe: finite, though squares are not.
        for (std::size_t r = 0; r < 2500; r += 7)
            for (int i = 0; i < 16; ++i) {
                if (r % 3 == 0) search.row(r)[i] = 0;
                else if (r % 3 == 1) search.row(r)[i] = search.probe(r % 30)[i] * 0.9999f;
                else search.row(r)[i] = random.real(-1.0f, 1.0f);
            }
        search.check(10, 1);
        search.check(100, 3);
    }
}

TEST_CASE("nearest: a distance may be finite where the square of the row is not") {
    support::Random random(6);
    Search search(random, 12, 1500, 4);
    for (std::size_t p = 0; p < 12; ++p)
        for (std::size_t i = 0; i < 4; ++i)
            search.probe(p)[i] = i == 0 ? 3e18f : 0.0f;
    for (std::size_t r = 0; r < 1500; ++r)
        for (std::size_t i = 0; i < 4; ++i)
            search.row(r)[i] = i == 0 ? random.real(1.8e19f, 2.0e19f) : 0.0f;
    search.check(10, 1);
    search.check(600, 1);
}

TEST_CASE("nearest: what is no number is nobody's neighbour and has none") {
    support::Random random(5);
    Search search(random, 30, 4000, 24);
    const float odd[] = {NAN, std::numeric_limits<float>::infinity(), -std::numeric_limits<float>::infinity()};
    for (std::size_t r = 0; r < 4000; r += 5)
        search.row(r)[random.engine() % 24] = odd[random.engine() % 3];
    for (std::size_t p = 0; p < 3; ++p)
        search.probe(7 * p)[p] = odd[p];
    search.check(10, 1);
    const auto found = nearest(Metric::squared_l2, search.probe_rows(), search.all_rows(), 5000);
    for (std::size_t p = 0; p < 30; ++p) {
        CHECK(found[p].size() == (p % 7 == 0 && p < 21 ? 0 : 3200));
        for (const Neighbour& n : found[p])
            CHECK(n.row % 5 != 0);
    }
}

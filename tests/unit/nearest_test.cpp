// SPDX-License-Identifier: MIT
// Exact search beside plain loops in double precision.
#include "facenet/nearest.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "support/random.hpp"

using namespace facenet;

TEST_CASE("nearest: the definition, on small numbers that are exact") {
    const std::vector<float> rows{0, 0, 3, 4, 0, 1, 3, 4, 1, 0}, probes{0, 0, 3, 4};
    const FloatRows gallery{rows.data(), 5, 2};
    float out[5];
    distances(Metric::l2, probes.data() + 2, gallery, out);
    CHECK(out[0] == 5.0f);
    CHECK(out[3] == 0.0f);
    const auto found = nearest(Metric::squared_l2, {probes.data(), 2, 2}, gallery, 4);
    REQUIRE(found.size() == 2);
    REQUIRE(found[0].size() == 4);
    const std::size_t order[2][4] = {{0, 2, 4, 1}, {1, 3, 2, 4}};
    for (std::size_t p = 0; p < 2; ++p)
        for (std::size_t i = 0; i < 4; ++i)
            CHECK(found[p][i].row == order[p][i]);
    CHECK(found[0][3].distance == 25.0f);
    CHECK(nearest(Metric::squared_l2, {probes.data(), 4, 1}, gallery, 4)[0].empty());
}

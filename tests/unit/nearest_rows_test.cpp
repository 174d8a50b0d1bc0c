// SPDX-License-Identifier: MIT
// The nearest of all rows offered, beside the definition: sort everything.
#include "facenet/nearest/nearest_rows.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "support/neighbours.hpp"
#include "support/random.hpp"

using namespace facenet;
using support::nearest_by_definition;

TEST_CASE("NearestRows: agrees with sorting everything, in any order of pieces, merged or not") {
    support::Random random(1);
    for (int round = 0; round < 400; ++round) {
        const std::size_t count = static_cast<std::size_t>(random.whole(0, 300));
        const std::size_t k =
            round % 20 == 0 ? std::numeric_limits<std::size_t>::max() : static_cast<std::size_t>(random.whole(0, 40));
        const bool grouped = random.coin();
        const int values = random.whole(1, 200), most_groups = random.whole(1, 60);  // many ties
        std::vector<float> distances;
        std::vector<std::uint32_t> groups;
        for (std::size_t i = 0; i < count; ++i) {
            const int kind = random.whole(0, 30);
            distances.push_back(kind == 0   ? std::nanf("")
                                : kind == 1 ? std::numeric_limits<float>::infinity()
                                            : static_cast<float>(random.whole(0, values)));
            const int group = random.whole(-1, most_groups);  // kNoGroup and the number before it too
            if (grouped)
                groups.push_back(group < 1 ? kNoGroup - static_cast<std::uint32_t>(-group)
                                           : static_cast<std::uint32_t>(group));
        }
        std::vector<std::size_t> starts{0, count};
        for (int piece = 0; piece < 4; ++piece)
            starts.push_back(static_cast<std::size_t>(random.whole(0, static_cast<int>(count))));
        std::sort(starts.begin(), starts.end());
        std::vector<std::size_t> order{0, 1, 2, 3, 4};
        std::shuffle(order.begin(), order.end(), random.engine);
        NearestRows one(k), other(k);
        const bool merged = random.coin();
        for (const std::size_t piece : order) {
            const std::size_t first = starts[piece], n = starts[piece + 1] - first;
            NearestRows& into = merged && random.coin() ? other : one;
            into.offer(distances.data() + first, n, first, grouped ? groups.data() + first : nullptr);
        }
        one.merge(other);
        CAPTURE(round);
        CHECK(support::equal(one.sorted(), nearest_by_definition(distances, groups, k)));
    }
}

TEST_CASE("NearestRows: rows beyond the limit cannot be among the nearest") {
    NearestRows none(0);
    const float distances[] = {3, 1, 2, 1};
    none.offer(distances, 4, 0);
    CHECK(none.sorted().empty());

    NearestRows two(2);
    CHECK(two.limit() == std::numeric_limits<float>::max());
    two.offer(distances, 4, 10);
    CHECK(two.limit() >= 1.0f);
    CHECK(two.limit() <= 3.0f);
    CHECK(support::equal(two.sorted(), {{11, 1.0f}, {13, 1.0f}}));
}

// SPDX-License-Identifier: MIT
// The least-squares similarity against Eigen's, which nobody here wrote. (The library itself goes without Eigen: see
// image/similarity.hpp.)
#include <doctest/doctest.h>

#include <Eigen/Dense>
#include <array>

#include "facenet/image/similarity.hpp"
#include "support/mutate.hpp"

TEST_CASE("the similarity of five points is Eigen's least-squares solution") {
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        support::Dice dice(seed);
        std::array<facenet::Point, 5> from, to;
        // Two equations a point: a x - b y + shift_x = u, b x + a y + shift_y = v.
        Eigen::MatrixXd equations(10, 4);
        Eigen::VectorXd results(10);
        for (Eigen::Index i = 0; i < 5; ++i) {
            const auto random = [&] { return static_cast<float>(dice.below(100000)) / 100.0f; };
            facenet::Point &a = from[static_cast<std::size_t>(i)], &b = to[static_cast<std::size_t>(i)];
            a = {random(), random()};
            b = {0.5f * a.x - 0.3f * a.y + 0.05f * random() + 40, 0.3f * a.x + 0.5f * a.y + 0.05f * random() - 7};
            const double x = static_cast<double>(a.x), y = static_cast<double>(a.y);
            equations.row(2 * i) << x, -y, 1, 0;
            equations.row(2 * i + 1) << y, x, 0, 1;
            results(2 * i) = static_cast<double>(b.x);
            results(2 * i + 1) = static_cast<double>(b.y);
        }
        const Eigen::VectorXd wanted = equations.colPivHouseholderQr().solve(results);
        const auto got = facenet::fit_similarity(from, to);
        REQUIRE(got);
        CAPTURE(seed);
        CHECK(got->a == doctest::Approx(wanted(0)).epsilon(1e-9));
        CHECK(got->b == doctest::Approx(wanted(1)).epsilon(1e-9));
        CHECK(got->shift_x == doctest::Approx(wanted(2)).epsilon(1e-7));
        CHECK(got->shift_y == doctest::Approx(wanted(3)).epsilon(1e-7));
    }
}

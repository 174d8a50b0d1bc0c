// SPDX-License-Identifier: MIT
// The kernels of float embeddings of every instruction set, beside plain loops.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "facenet/kernels/floats/select.hpp"
#include "facenet/kernels/pack.hpp"
#include "support/random.hpp"

namespace {

using namespace facenet;
namespace floats = kernels::floats;

template <class Check>
void for_each_isa(Check check) {
    for (const Isa isa : kAllIsas) {
        const std::string name = isa_name(isa);
        if (!isa_available(isa) || floats::table(isa).isa != isa) {
            MESSAGE("not in this program or on this processor: " << name);
            continue;
        }
        CAPTURE(name);
        for (unsigned seed = 0; seed < 60 / support::kFewer; ++seed) {
            CAPTURE(seed);
            support::Random random(seed);
            check(floats::table(isa), random);
        }
    }
}

double dot(const float* a, const float* b, int n) {
    double sum = 0;
    for (int i = 0; i < n; ++i)
        sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
    return sum;
}

/// Some rows that end where their memory ends, so that the sanitizer sees a read beyond it.
struct Rows {
    Rows(support::Random& random, int most, int most_size)
        : size(random.whole(1, most_size)), count(random.whole(0, most)) {
        offset = static_cast<std::size_t>(random.whole(0, 3));
        values = random.values(offset + static_cast<std::size_t>(count * size));
    }
    const float* row(int r) const { return values.data() + offset + static_cast<std::size_t>(r * size); }
    floats::RowArgs args() const { return {row(0), static_cast<std::size_t>(count), size}; }
    int size, count;
    std::size_t offset;
    std::vector<float> values;
};

}  // namespace

TEST_CASE("floats: distances and squares are sums over each row, alike wherever it lies") {
    for_each_isa([](const floats::FloatKernels& kernels, support::Random& random) {
        const Rows rows(random, 40, random.coin() ? 20 : 1100);
        CAPTURE(rows.size);
        CAPTURE(rows.count);
        const auto probe = random.values(static_cast<std::size_t>(rows.size));
        std::vector<float> out(static_cast<std::size_t>(rows.count), -1.0f), roots = out, squares = out;
        kernels.distances(rows.args(), probe.data(), false, out.data());
        kernels.distances(rows.args(), probe.data(), true, roots.data());
        kernels.squares(rows.args(), squares.data());
        for (int r = 0; r < rows.count; ++r) {
            const auto i = static_cast<std::size_t>(r);
            std::vector<float> difference(rows.row(r), rows.row(r) + rows.size);
            for (std::size_t k = 0; k < probe.size(); ++k)
                difference[k] -= probe[k];
            const double expected = dot(difference.data(), difference.data(), rows.size);
            CHECK(static_cast<double>(out[i]) == doctest::Approx(expected).epsilon(1e-5));
            CHECK(roots[i] == std::sqrt(out[i]));
            CHECK(static_cast<double>(squares[i]) ==
                  doctest::Approx(dot(rows.row(r), rows.row(r), rows.size)).epsilon(1e-5));
            float alone = -1;
            kernels.distances({rows.row(r), 1, rows.size}, probe.data(), false, &alone);
            CHECK(alone == out[i]);
        }
    });
}

TEST_CASE("floats: products of all rows with all probes") {
    for_each_isa([](const floats::FloatKernels& kernels, support::Random& random) {
        const Rows rows(random, 50, 150);
        if (rows.count == 0) return;
        const int probes = random.whole(1, 70), size = rows.size;
        const int columns = kernels::panel_columns(probes, kernels.panel);
        const auto weights = random.values(static_cast<std::size_t>(probes * size));  // [size][probes]
        std::vector<float> panels(static_cast<std::size_t>(columns * size));
        for (int i = 0; i < size; ++i)
            kernels::pack_row(weights.data() + i * probes, probes, kernels.panel, size, i, panels.data());
        std::vector<float> out(static_cast<std::size_t>(rows.count * columns), NAN);
        const int ahead = random.whole(0, rows.count);  // rows that follow are asked for, not read
        kernels.products({{rows.row(0), static_cast<std::size_t>(rows.count - ahead), size},
                          panels.data(),
                          columns,
                          static_cast<std::size_t>(ahead),
                          out.data()});
        double worst = 0;
        for (int r = 0; r < rows.count - ahead; ++r)
            for (int c = 0; c < columns; ++c) {
                double expected = 0;
                for (int i = 0; i < size && c < probes; ++i)
                    expected += static_cast<double>(rows.row(r)[i]) *
                                static_cast<double>(weights[static_cast<std::size_t>(i * probes + c)]);
                const double error =
                    std::abs(static_cast<double>(out[static_cast<std::size_t>(r * columns + c)]) - expected);
                worst = error <= worst ? worst : error;  // NaN stays
            }
        CHECK(worst < 1e-5);
    });
}

TEST_CASE("floats: the first value within a limit, numbers or not") {
    for_each_isa([](const floats::FloatKernels& kernels, support::Random& random) {
        const auto n = static_cast<std::size_t>(random.whole(0, 100));
        auto values = random.values(n);
        const float limit = random.coin() ? -0.95f : 0.0f;
        for (float& x : values)
            if (random.whole(0, 50) == 0) x = random.coin() ? NAN : limit;
        for (std::size_t from = 0; from <= n; ++from) {
            std::size_t expected = from;
            while (expected < n && values[expected] > limit)
                ++expected;
            CHECK(from + kernels.first_within(values.data() + from, n - from, limit) == expected);
        }

        const int columns = kernels.panel * random.whole(1, 3);
        const auto width = static_cast<std::size_t>(columns), count = static_cast<std::size_t>(random.whole(1, 6));
        const auto products = random.values(count * width), terms = random.values(count);
        auto limits = random.values(width);
        for (float& x : limits)
            x = random.whole(0, 30) == 0 ? NAN : x - 1.5f;
        const floats::LimitArgs args{products.data(), terms.data(), limits.data(), count, columns};
        for (std::size_t from = 0; from <= count * width; ++from) {
            std::size_t expected = from;
            while (expected < count * width && products[expected] + terms[expected / width] > limits[expected % width])
                ++expected;
            CHECK(kernels.first_within_limits(args, from) == expected);
        }
    });
}

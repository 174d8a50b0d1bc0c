// SPDX-License-Identifier: MIT
/// Minimal filtering along a line, F(M, R): M outputs of a filter of R taps with M + R - 1 multiplications instead of
/// M R, as y = A^T [(G g) * (B^T d)] (Winograd 1980; the construction by Cook and Toom).
#pragma once

#include <array>
#include <cstddef>

#include "../core/config.hpp"

FACENET_NAMESPACE_BEGIN
namespace kernels {

/// The three transforms of F(M, R). Its points are 0, then pairs +p, -p, then infinity, so that the rows of B^T of a pair
/// have the same even coefficients and opposite odd ones, and those of A^T likewise.
template <int M, int R>
struct CookToom {
    static constexpr int kPoints = M + R - 1;
    static constexpr int kPairs = (kPoints - 2) / 2;
    static_assert(kPoints % 2 == 0 && kPairs <= 4, "only as many points as are listed below");

    std::array<std::array<double, M>, kPoints> a{};        // A^T by columns: [point][output]
    std::array<std::array<double, kPoints>, kPoints> b{};  // B^T: [point][input]
    std::array<std::array<double, R>, kPoints> g{};        // G: [point][tap]

    constexpr CookToom() {
        // Small numbers and few bits: of the sets tried these lose the fewest bits (F(4, 7): 6e-6 of the largest output).
        constexpr double kMagnitudes[4] = {1, 2, 0.5, 1.5};
        double points[kPoints] = {};
        for (int k = 0; k < kPairs; ++k) {
            points[1 + 2 * k] = kMagnitudes[k];
            points[2 + 2 * k] = -kMagnitudes[k];
        }
        constexpr int kInfinity = kPoints - 1;
        for (int i = 0; i < kPoints; ++i) {
            // Coefficients of the product of (x - p) over the other finite points: Lagrange's numerator.
            double product[kPoints + 1] = {1};
            double denominator = 1;
            for (int j = 0, degree = 0; j < kInfinity; ++j) {
                if (j == i) continue;
                ++degree;
                for (int k = degree; k >= 0; --k) product[k] = (k > 0 ? product[k - 1] : 0) - points[j] * product[k];
                denominator *= points[i] - points[j];
            }
            for (int k = 0; k < kPoints; ++k) b[at(i)][at(k)] = product[k];
            double power = 1;
            for (int k = 0; k < (M > R ? M : R); ++k, power *= points[i]) {
                if (k < M) a[at(i)][at(k)] = i == kInfinity ? (k == M - 1 ? 1.0 : 0.0) : power;
                if (k < R) g[at(i)][at(k)] = i == kInfinity ? (k == R - 1 ? 1.0 : 0.0) : power / denominator;
            }
        }
    }

private:
    static constexpr std::size_t at(int i) { return static_cast<std::size_t>(i); }
};

}  // namespace kernels
FACENET_NAMESPACE_END

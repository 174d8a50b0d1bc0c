// SPDX-License-Identifier: MIT
/// Random shapes and values for the tests of kernels.
#pragma once

#include <cstddef>
#include <random>
#include <vector>

namespace support {

/// Under the sanitizer a shape takes twenty times as long, and reads beside a buffer show in any of them.
#if defined(__SANITIZE_ADDRESS__)
inline constexpr unsigned kFewer = 5;
#else
inline constexpr unsigned kFewer = 1;
#endif

/// Random sizes and values; the seed is printed where a check fails.
struct Random {
    explicit Random(unsigned seed) : engine(seed) {}
    int whole(int low, int high) { return std::uniform_int_distribution<int>(low, high)(engine); }
    float real(float low, float high) { return std::uniform_real_distribution<float>(low, high)(engine); }
    bool coin() { return whole(0, 1) == 1; }
    std::vector<float> values(std::size_t n) {
        std::vector<float> v(n);
        for (float& x : v) x = real(-1.0f, 1.0f);
        return v;
    }
    std::mt19937 engine;
};

}  // namespace support

// SPDX-License-Identifier: MIT
/// The rows of activations that a register tile multiplies, all at one depth.
#pragma once

#include <cstddef>

#include "../core/config.hpp"

FACENET_NAMESPACE_BEGIN
namespace kernels {

/// By two pointers where the rows are many: an address is a pointer and a small multiple of the step, and with one pointer
/// compilers need more registers than there are (they move some to and from vectors: 6 % of the products on AVX-512).
template <int Rows, class T>
class TileRows {
public:
    /// `step`: elements between rows.
    TileRows(const T* first, std::ptrdiff_t step) : low_(first), high_(first), step_(step) {
        if (Rows > kLow) high_ = of_its_own(first + kLow * step);
    }
    const T* operator[](int row) const { return row < kLow ? low_ + row * step_ : high_ + (row - kLow) * step_; }
    /// Goes on in the depth.
    void advance(int elements) {
        low_ += elements;
        high_ += elements;
    }

private:
    static constexpr int kLow = 6;

    /// The same pointer, of which a compiler does not know where it came from.
    static const T* of_its_own(const T* p) {
#if defined(__GNUC__)
        __asm__("" : "+r"(p));
#endif
        return p;
    }

    const T *low_, *high_;
    std::ptrdiff_t step_;
};

}  // namespace kernels
FACENET_NAMESPACE_END

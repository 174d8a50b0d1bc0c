// SPDX-License-Identifier: MIT
/// Pooling: H x W x C -> H' x W' x C.
#pragma once

#include "plan.hpp"
#include "shape.hpp"

FACENET_NAMESPACE_BEGIN
namespace layers {

/// Floor drops a last window that would reach over the map; Ceil keeps it, clipped.
enum class Rounding : bool { floor, ceil };

template <kernels::Pooling Kind, class K, class S, class P, Rounding R>
struct Pool {
    static_assert(2 * P::y <= K::height && 2 * P::x <= K::width,
                  "facenet: a pooling window must not be able to lie outside the map");

    template <class In>
    static constexpr bool fits() {
        constexpr Dims d = out(In::dims);
        static_assert(d.height > 0 && d.width > 0, "facenet: the pooling window is larger than its padded input");
        return d.height > 0 && d.width > 0;
    }
    static constexpr Dims out(Dims in) {
        constexpr bool ceil = R == Rounding::ceil;
        return {window_count(in.height, K::height, S::y, P::y, ceil), window_count(in.width, K::width, S::x, P::x, ceil),
                in.channels};
    }
    template <class Planner>
    static constexpr void plan(Planner& p, const Slot& in, const Slot& to) {
        p.pool(Kind, window_of<K, S, P>(), in, to);
    }
};

template <class K, class S, class P = Pad<0>, Rounding R = Rounding::floor>
using MaxPool = Pool<kernels::Pooling::max, K, S, P, R>;

/// The mean of the pixels inside the map.
template <class K, class S, class P = Pad<0>, Rounding R = Rounding::floor>
using AvgPool = Pool<kernels::Pooling::average, K, S, P, R>;

/// The root of the sum of squares (Torch's SpatialLPPooling with p = 2).
template <class K, class S, class P = Pad<0>, Rounding R = Rounding::floor>
using L2Pool = Pool<kernels::Pooling::l2, K, S, P, R>;

/// The mean of the whole map: H x W x C -> 1 x 1 x C.
struct GlobalAvgPool : FitsAny {
    static constexpr Dims out(Dims in) { return {1, 1, in.channels}; }
    template <class Planner>
    static constexpr void plan(Planner& p, const Slot& in, const Slot& to) {
        kernels::Window all;
        all.height = in.dims.height;
        all.width = in.dims.width;
        p.pool(kernels::Pooling::average, all, in, to);
    }
};

}  // namespace layers
FACENET_NAMESPACE_END

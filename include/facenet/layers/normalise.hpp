// SPDX-License-Identifier: MIT
/// Layers that rescale every pixel on its own and keep the shape.
#pragma once

#include "plan.hpp"
#include "shape.hpp"

FACENET_NAMESPACE_BEGIN
namespace layers {

/// What the shape-keeping layers share.
struct KeepsShape : FitsAny {
    static constexpr Dims out(Dims in) { return in; }
};

/// Local response normalisation across channels (Krizhevsky et al. 2012), alpha divided by the window as Torch does:
/// out = in / (K + Alpha / Size * sum of squares of Size neighbouring channels)^Beta.
template <int Size = 5, class Alpha = Ratio<1, 10000>, class Beta = Ratio<3, 4>, class K = Ratio<1>>
struct Lrn : KeepsShape {
    static_assert(Size > 0 && Size <= kernels::kMaxLrnSize, "facenet: the normalisation spans 1 to 9 channels");

    template <class Planner>
    static constexpr void plan(Planner& p, const Slot& in, const Slot& to) {
        p.lrn(Size, Alpha::value, Beta::value, K::value, in, to);
    }
};

/// exp(in) / sum of exp(in) over the channels.
struct Softmax : KeepsShape {
    template <class Planner>
    static constexpr void plan(Planner& p, const Slot& in, const Slot& to) {
        p.softmax(in, to);
    }
};

/// in / |in|: the embedding on the unit sphere.
struct L2Normalise : KeepsShape {
    template <class Planner>
    static constexpr void plan(Planner& p, const Slot& in, const Slot& to) {
        p.l2_normalise(in, to);
    }
};

}  // namespace layers
FACENET_NAMESPACE_END

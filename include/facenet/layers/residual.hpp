// SPDX-License-Identifier: MIT
/// Residual blocks: the addition and the activation happen in the last convolution's registers.
#pragma once

#include "conv.hpp"
#include "pool.hpp"
#include "sequential.hpp"

FACENET_NAMESPACE_BEGIN
namespace layers {

/// out = Act(in + Scale * Last(Body(in))); Last is a Linear convolution that restores the shape of `in`.
template <class Body, class Last, class Scale = Ratio<1>, class Act = Relu>
struct Residual {
    template <class In>
    static constexpr bool fits() {
        constexpr Dims branch = Applied<Last, Apply<Body, In>>::dims;
        static_assert(branch == In::dims, "facenet: a residual branch must end in the shape it began with");
        return branch == In::dims;
    }
    static constexpr Dims out(Dims in) { return in; }
    template <class Planner>
    static constexpr void plan(Planner& p, const Slot& in, const Slot& to) {
        const Dims d = Body::out(in.dims);
        const Slot body = p.push(Stack::End::low, d);
        Body::plan(p, in, body);
        Last::template plan_onto<Act, Scale>(p, body, to, in);
        p.pop(Stack::End::low, d);
    }
};

/// dlib's residual block that halves the map: out = relu(pad(average of 2x2) + pad(Last(Body(in)))).
/// The average has fewer channels, the convolutions may have one row and column less: what is missing is zero.
/// `in` must not be negative, or the pixels that only the average reaches would need the activation as well.
template <class Body, class Last>
struct ResidualDown {
    using Shortcut = AvgPool<Kernel<2>, Stride<2>>;

    template <class In>
    static constexpr bool fits() {
        constexpr Dims branch = Applied<Last, Apply<Body, In>>::dims, shortcut = Applied<Shortcut, In>::dims;
        constexpr bool covered = branch.height <= shortcut.height && branch.width <= shortcut.width &&
                                 branch.channels >= shortcut.channels;
        static_assert(covered, "facenet: the shortcut's map must cover the branch's, the branch's channels the shortcut's");
        return covered;
    }
    static constexpr Dims out(Dims in) {
        const Dims shortcut = Shortcut::out(in);
        return {shortcut.height, shortcut.width, Last::out(Body::out(in)).channels};
    }
    template <class Planner>
    static constexpr void plan(Planner& p, const Slot& in, const Slot& to) {
        const Dims d = Body::out(in.dims), branch = Last::out(d);
        Shortcut::plan(p, in, to.channels(0, in.dims.channels));
        if (to.dims.channels > in.dims.channels)
            p.fill_zero(to.channels(in.dims.channels, to.dims.channels - in.dims.channels));
        const Slot body = p.push(Stack::End::low, d);
        Body::plan(p, in, body);
        const Slot sum = to.window(0, 0, branch.height, branch.width);
        Last::template plan_onto<Relu, Ratio<1>>(p, body, sum, sum);
        p.pop(Stack::End::low, d);
    }
};

}  // namespace layers
FACENET_NAMESPACE_END

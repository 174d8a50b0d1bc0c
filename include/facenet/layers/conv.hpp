// SPDX-License-Identifier: MIT
/// Convolution and fully connected layers; BatchNorm is folded into their weights and bias by the converter.
#pragma once

#include "plan.hpp"
#include "shape.hpp"

FACENET_NAMESPACE_BEGIN
namespace layers {

enum class Bias : bool { no, yes };

/// Convolution to `Out` channels: H x W x C -> H' x W' x Out. Tensors: weights [kh][kw][C][Out], bias [Out],
/// slope [Out] with Prelu.
template <int Out, class K, class S = Stride<1>, class P = Pad<0>, class Act = Relu>
struct Conv {
    static_assert(Out > 0 && K::height > 0 && K::width > 0 && S::y > 0 && S::x > 0 && P::y >= 0 && P::x >= 0,
                  "facenet: a convolution needs channels, a kernel, a stride of at least 1 and no negative padding");

    template <class In>
    static constexpr bool fits() {
        constexpr Dims d = out(In::dims);
        static_assert(d.height > 0 && d.width > 0, "facenet: the convolution's kernel is larger than its padded input");
        return d.height > 0 && d.width > 0;
    }
    static constexpr Dims out(Dims in) {
        return {window_count(in.height, K::height, S::y, P::y), window_count(in.width, K::width, S::x, P::x), Out};
    }
    template <class Planner>
    static constexpr void plan(Planner& p, const Slot& in, const Slot& to) {
        p.conv(spec(Act::value), in, to);
    }
    /// The convolution as the end of a residual block: to = NewAct(Scale * conv(in) + residual).
    template <class NewAct, class Scale, class Planner>
    static constexpr void plan_onto(Planner& p, const Slot& in, const Slot& to, const Slot& residual) {
        static_assert(Act::value == kernels::Activation::linear,
                      "facenet: the last convolution of a residual block is Linear; the block has the activation");
        ConvSpec scaled = spec(NewAct::value);
        scaled.scale = Scale::value;
        p.conv(scaled, in, to, &residual);
    }

private:
    static constexpr ConvSpec spec(kernels::Activation activation) {
        ConvSpec s;
        s.window = window_of<K, S, P>();
        s.activation = activation;
        return s;
    }
};

/// Fully connected: the whole map, channels last, to Out values. Tensors: weights [H*W*C][Out], bias [Out].
template <int Out, class Act = Linear, Bias HasBias = Bias::yes>
struct Dense : FitsAny {
    static constexpr Dims out(Dims) { return {1, 1, Out}; }
    template <class Planner>
    static constexpr void plan(Planner& p, const Slot& in, const Slot& to) {
        ConvSpec spec;
        spec.window.height = in.dims.height;
        spec.window.width = in.dims.width;
        spec.activation = Act::value;
        spec.has_bias = HasBias == Bias::yes;
        spec.dense = true;
        p.conv(spec, in, to);
    }
};

/// Fully connected maxout (Goodfellow et al. 2013): unit j is the largest of `Pieces` linear units,
/// Pieces*j .. Pieces*j + Pieces-1. Tensors: weights [H*W*C][Out*Pieces], bias [Out*Pieces].
template <int Out, int Pieces>
struct Maxout : FitsAny {
    static constexpr Dims out(Dims) { return {1, 1, Out}; }
    template <class Planner>
    static constexpr void plan(Planner& p, const Slot& in, const Slot& to) {
        const Dims linear{1, 1, Out * Pieces};
        const Slot pieces = p.push(Stack::End::low, linear);
        Dense<Out * Pieces>::plan(p, in, pieces);
        p.maxout(pieces, to);
        p.pop(Stack::End::low, linear);
    }
};

}  // namespace layers
FACENET_NAMESPACE_END

// SPDX-License-Identifier: MIT
/// Layers one after the other, named and repeated.
#pragma once

#include <utility>

#include "plan.hpp"
#include "shape.hpp"

/// A name as a type, for Named<>: FACENET_NAME(conv1);
#define FACENET_NAME(name)                         \
    struct name {                                  \
        static constexpr const char* value = #name; \
    }

FACENET_NAMESPACE_BEGIN
namespace layers {

/// `Layer` under a name; the tensors inside are called <name>/...
template <class Name, class Layer>
struct Named {
    template <class In>
    static constexpr bool fits() {
        return Layer::template fits<In>();
    }
    static constexpr Dims out(Dims in) { return Layer::out(in); }
    template <class Planner>
    static constexpr void plan(Planner& p, const Slot& in, const Slot& to) {
        p.enter(Name::value);
        Layer::plan(p, in, to);
        p.leave();
    }
    /// See Conv::plan_onto.
    template <class Act, class Scale, class Planner>
    static constexpr void plan_onto(Planner& p, const Slot& in, const Slot& to, const Slot& residual) {
        p.enter(Name::value);
        Layer::template plan_onto<Act, Scale>(p, in, to, residual);
        p.leave();
    }
};

/// One layer after the other. Maps in between live at alternating ends of the workspace, each until the next is there.
template <class... Layers>
struct Sequential;

template <class Last>
struct Sequential<Last> {
    template <class In>
    static constexpr bool fits() {
        return Applied<Last, In>::dims.size() > 0;
    }
    static constexpr Dims out(Dims in) { return Last::out(in); }
    template <class Planner>
    static constexpr void plan(Planner& p, const Slot& in, const Slot& to, Stack::End end = Stack::End::low,
                               bool owns_input = false) {
        Last::plan(p, in, to);
        if (owns_input) p.pop(Stack::other(end), in.dims);
    }
};

template <class First, class... Rest>
struct Sequential<First, Rest...> {
    template <class In>
    static constexpr bool fits() {
        return Sequential<Rest...>::template fits<Apply<First, In>>();
    }
    static constexpr Dims out(Dims in) { return Sequential<Rest...>::out(First::out(in)); }
    /// The first map goes to `end`; `owns_input`: the input lies on top of the other end and is released here.
    template <class Planner>
    static constexpr void plan(Planner& p, const Slot& in, const Slot& to, Stack::End end = Stack::End::low,
                               bool owns_input = false) {
        const Slot next = p.push(end, First::out(in.dims));
        First::plan(p, in, next);
        if (owns_input) p.pop(Stack::other(end), in.dims);
        Sequential<Rest...>::plan(p, next, to, Stack::other(end), true);
    }
};

/// `Layer` under an index; the tensors inside are called <index>/...
template <int I>
struct Index {
    static constexpr int value = I;
};
template <int I, class Layer>
using Indexed = Named<Index<I>, Layer>;

namespace detail {
template <class Layer, int... Indices>
Sequential<Indexed<Indices, Layer>...> repeat(std::integer_sequence<int, Indices...>);
}

/// `Count` copies of a layer, named 0, 1, ...
template <int Count, class Layer>
using Repeat = decltype(detail::repeat<Layer>(std::make_integer_sequence<int, Count>()));

}  // namespace layers
FACENET_NAMESPACE_END

// SPDX-License-Identifier: MIT
/// Layers one after the other, named and repeated.
#pragma once

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
};

/// One layer after the other. Maps in between live at alternating ends of the workspace.
template <class... Layers>
struct Sequential;

template <class Last>
struct Sequential<Last> {
    template <class In>
    static constexpr bool fits() {
        return Last::template fits<In>();
    }
    static constexpr Dims out(Dims in) { return Last::out(in); }
    template <class Planner>
    static constexpr void plan(Planner& p, const Slot& in, const Slot& to, Stack::End = Stack::End::low) {
        Last::plan(p, in, to);
    }
};

template <class First, class... Rest>
struct Sequential<First, Rest...> {
    template <class In>
    static constexpr bool fits() {
        return Sequential<Rest...>::template fits<Apply<First, In>>();
    }
    static constexpr Dims out(Dims in) { return Sequential<Rest...>::out(First::out(in)); }

    template <class Planner>
    static constexpr void plan(Planner& p, const Slot& in, const Slot& to, Stack::End end = Stack::End::low) {
        const Slot next = p.push(end, First::out(in.dims));
        First::plan(p, in, next);
        plan_rest(p, next, to, end);
    }

private:
    template <class, class...>
    friend struct ReleasingSequential;
    template <class Planner>
    static constexpr void plan_rest(Planner& p, const Slot& in, const Slot& to, Stack::End end);
};

}  // namespace layers
FACENET_NAMESPACE_END

// SPDX-License-Identifier: MIT
/// Branches that read one map and write side by side into the channels of another: concatenation without a copy.
#pragma once

#include "plan.hpp"
#include "shape.hpp"

FACENET_NAMESPACE_BEGIN
namespace layers {

/// Exact: all branches give maps of one size. Centred: smaller maps lie in the middle of the largest, surrounded by
/// zeros (Torch's DepthConcat).
enum class Sizes : bool { exact, centred };

template <Sizes Rule, class... Branches>
struct BasicConcat {
    template <class In>
    static constexpr bool fits() {
        constexpr Dims whole = out(In::dims);
        constexpr bool same = ((Applied<Branches, In>::dims.height == whole.height &&
                                Applied<Branches, In>::dims.width == whole.width) && ...);
        static_assert(same || Rule == Sizes::centred, "facenet: the branches of a concatenation differ in height or width");
        return same || Rule == Sizes::centred;
    }
    static constexpr Dims out(Dims in) {
        Dims all;
        for (const Dims& d : {Branches::out(in)...}) {
            all.height = all.height < d.height ? d.height : all.height;
            all.width = all.width < d.width ? d.width : all.width;
            all.channels += d.channels;
        }
        return all;
    }
    template <class Planner>
    static constexpr void plan(Planner& p, const Slot& in, const Slot& to) {
        int channel = 0;
        (plan_branch<Branches>(p, in, to, channel), ...);
    }

private:
    template <class Branch, class Planner>
    static constexpr void plan_branch(Planner& p, const Slot& in, const Slot& to, int& channel) {
        const Dims d = Branch::out(in.dims);
        Slot slice = to.channels(channel, d.channels);
        if (d.height != to.dims.height || d.width != to.dims.width) {
            p.fill_zero(slice);
            slice = slice.window((to.dims.height - d.height) / 2, (to.dims.width - d.width) / 2, d.height, d.width);
        }
        Branch::plan(p, in, slice);
        channel += d.channels;
    }
};

template <class... Branches>
using Concat = BasicConcat<Sizes::exact, Branches...>;
template <class... Branches>
using DepthConcat = BasicConcat<Sizes::centred, Branches...>;

}  // namespace layers
FACENET_NAMESPACE_END

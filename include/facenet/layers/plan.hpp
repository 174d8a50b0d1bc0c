// SPDX-License-Identifier: MIT
/// Planning: the one description of a network from which everything else comes.
///
/// Every layer has a constexpr function plan(p, in, out) that tells a planner `p` what it computes and
/// where its maps lie. Different planners make different things of the same telling:
///   Measure (here)            parameters, multiply-adds, workspace; at compile time
///   Recorder (record.hpp)     the list of operations that a model runs, names and shapes of the tensors
///
/// The workspace is a stack with two ends. A sequence puts its maps at alternating ends, so that a map can be
/// released as soon as the next one is there, and memory never fragments.
#pragma once

#include <cstddef>

#include "../core/view.hpp"
#include "../kernels/algorithm.hpp"
#include "path.hpp"

FACENET_NAMESPACE_BEGIN
namespace layers {

/// A map's place in the workspace; offsets and strides count floats.
struct Slot {
    std::ptrdiff_t offset = 0;
    Dims dims;
    std::ptrdiff_t pixel_stride = 0, row_stride = 0;
    int map = 0;  // the whole map of which this is a part; a Recorder counts them

    /// `count` channels from `first` on: where a branch of a concatenation writes.
    constexpr Slot channels(int first, int count) const {
        Slot s = *this;
        s.offset += first;
        s.dims.channels = count;
        return s;
    }
    /// The rectangle of height x width pixels at (y, x).
    constexpr Slot window(int y, int x, int height, int width) const {
        Slot s = *this;
        s.offset += y * row_stride + x * pixel_stride;
        s.dims.height = height;
        s.dims.width = width;
        return s;
    }
};

constexpr Slot dense_slot(std::ptrdiff_t offset, Dims dims) {
    return {offset, dims, dims.channels, std::ptrdiff_t{dims.width} * dims.channels, 0};
}

/// What a convolution or dense layer needs to know beside its maps.
struct ConvSpec {
    kernels::Window window;
    kernels::Activation activation = kernels::Activation::linear;
    /// Weights and bias are multiplied by it when they are packed (the scaled residual of Inception-ResNet).
    double scale = 1.0;
    bool has_bias = true;
    /// A dense layer: its weights are stored as [in][out] instead of [kh][kw][in][out].
    bool dense = false;
};

/// Sizes of the workspace, the same for every planner.
class Stack {
public:
    enum class End : unsigned char { low, high };

    static constexpr End other(End end) { return end == End::low ? End::high : End::low; }

    /// Places a map without gaps at an end. Low offsets count from the front; high ones are negative, from the back.
    constexpr Slot push(End end, Dims dims) {
        const auto size = static_cast<std::ptrdiff_t>(round_up(dims.size(), kAlignment / sizeof(float)));
        std::ptrdiff_t& top = end == End::low ? low_ : high_;
        const std::ptrdiff_t offset = end == End::low ? top : -(top + size);
        top += size;
        if (low_ + high_ > peak_) peak_ = low_ + high_;
        return dense_slot(offset, dims);
    }
    /// Takes back the last map pushed at that end.
    constexpr void pop(End end, Dims dims) {
        const auto size = static_cast<std::ptrdiff_t>(round_up(dims.size(), kAlignment / sizeof(float)));
        (end == End::low ? low_ : high_) -= size;
    }
    constexpr void need_scratch(std::size_t floats) {
        if (floats > scratch_) scratch_ = floats;
    }

    /// Floats of all maps that live at one time, at most.
    constexpr std::size_t maps() const { return static_cast<std::size_t>(peak_); }
    /// Floats of the operations' own scratch memory; it lies behind the maps.
    constexpr std::size_t scratch() const { return round_up(scratch_, kAlignment / sizeof(float)); }

private:
    std::ptrdiff_t low_ = 0, high_ = 0, peak_ = 0;
    std::size_t scratch_ = 0;
};

/// The planner's part that layers see, with nothing in it: planners derive and hide what they need.
class Planner : public Stack {
public:
    /// Descends into a named part of the network; the names make the path of its tensors.
    constexpr void enter(const char*) {}
    /// Descends into the index-th repetition.
    constexpr void enter(int) {}
    constexpr void leave() {}

    /// out = activation(conv(in) + bias + residual); residual is null or may be `out`.
    constexpr void conv(const ConvSpec& spec, const Slot& in, const Slot& out, const Slot* = nullptr) {
        need_scratch(kernels::conv_scratch(spec.window, in.dims, out.dims));
    }
    constexpr void pool(kernels::Pooling, const kernels::Window&, const Slot&, const Slot&) {}
    constexpr void lrn(int, double, double, double, const Slot& in, const Slot&) {
        need_scratch(kernels::lrn_scratch(in.dims.channels));
    }
    constexpr void maxout(const Slot&, const Slot&) {}
    constexpr void softmax(const Slot&, const Slot&) {}
    constexpr void l2_normalise(const Slot&, const Slot&) {}
    constexpr void fill_zero(const Slot&) {}
};

/// What a network costs.
struct Costs {
    std::size_t parameters = 0;      // weights, biases and slopes, BatchNorm folded
    std::size_t multiply_adds = 0;   // of convolutions and dense layers
    std::size_t convolutions = 0;    // convolutions and dense layers
    std::size_t conv_channels = 0;   // outputs of the convolutions: BatchNorm has two parameters for each of them
    std::size_t workspace = 0;       // floats
    std::size_t operations = 0, whole_maps = 0;  // as a Record has them
    bool paths_fit = true;           // no layer's names are too long for a Path
};

/// Counts; usable at compile time.
class Measure : public Planner {
public:
    template <class Name>
    constexpr void enter(Name name) {
        path_.enter(name);
    }
    constexpr void leave() { path_.leave(); }
    constexpr Slot push(End end, Dims dims) {
        ++costs_.whole_maps;
        return Planner::push(end, dims);
    }
    constexpr void conv(const ConvSpec& spec, const Slot& in, const Slot& out, const Slot* residual = nullptr) {
        Planner::conv(spec, in, out, residual);
        ++costs_.operations;
        const auto outputs = static_cast<std::size_t>(out.dims.channels);
        const auto weights = static_cast<std::size_t>(kernels::conv_depth(spec.window, in.dims.channels)) * outputs;
        const bool slopes = spec.activation == kernels::Activation::prelu;
        costs_.parameters += weights + (spec.has_bias ? outputs : 0) + (slopes ? outputs : 0);
        costs_.multiply_adds +=
            weights * static_cast<std::size_t>(out.dims.height) * static_cast<std::size_t>(out.dims.width);
        ++costs_.convolutions;
        if (!spec.dense) costs_.conv_channels += outputs;
    }
    constexpr void pool(kernels::Pooling, const kernels::Window&, const Slot&, const Slot&) { ++costs_.operations; }
    constexpr void lrn(int size, double alpha, double beta, double k, const Slot& in, const Slot& out) {
        Planner::lrn(size, alpha, beta, k, in, out);
        ++costs_.operations;
    }
    constexpr void maxout(const Slot&, const Slot&) { ++costs_.operations; }
    constexpr void softmax(const Slot&, const Slot&) { ++costs_.operations; }
    constexpr void l2_normalise(const Slot&, const Slot&) { ++costs_.operations; }
    constexpr void fill_zero(const Slot&) { ++costs_.operations; }
    constexpr Costs costs() const {
        Costs c = costs_;
        c.workspace = maps() + scratch();
        c.paths_fit = path_.fits();
        return c;
    }

private:
    Path path_;
    Costs costs_;
};

/// Plans a whole network for an input of `dims`: the input's slot, then the result's slot.
/// Both live as long as the workspace.
template <class Layers, class P>
constexpr void plan_network(P& p, Dims dims, Slot& input, Slot& output) {
    output = p.push(Stack::End::low, Layers::out(dims));
    input = p.push(Stack::End::high, dims);
    Layers::plan(p, input, output);
}

template <class Layers>
constexpr Costs measure(Dims dims) {
    Measure m;
    Slot input, output;
    plan_network<Layers>(m, dims, input, output);
    return m.costs();
}

}  // namespace layers
FACENET_NAMESPACE_END

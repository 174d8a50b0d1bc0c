// SPDX-License-Identifier: MIT
/// Shapes as types: a layer applied to a shape gives the next shape, or does not compile.
#pragma once

#include "../core/view.hpp"
#include "../kernels/args.hpp"

FACENET_NAMESPACE_BEGIN
namespace layers {

/// A map of H x W pixels with C channels.
template <int H, int W, int C>
struct Shape {
    static_assert(H > 0 && W > 0 && C > 0, "facenet: a shape needs at least one row, one column and one channel");
    static constexpr Dims dims{H, W, C};
};

template <int H, int W = H>
struct Kernel {
    static constexpr int height = H, width = W;
};
template <int Y, int X = Y>
struct Stride {
    static constexpr int y = Y, x = X;
};
/// Zeros (convolution) or nothing (pooling) around the map, the same on opposite sides.
template <int Y, int X = Y>
struct Pad {
    static constexpr int y = Y, x = X;
};

// Activations of convolutions and dense layers.
struct Linear {
    static constexpr auto value = kernels::Activation::linear;
};
struct Relu {
    static constexpr auto value = kernels::Activation::relu;
};
struct Prelu {
    static constexpr auto value = kernels::Activation::prelu;
};

/// A rational number as a type: Ratio<17, 100> is 0.17.
template <int Num, int Den = 1>
struct Ratio {
    static constexpr double value = static_cast<double>(Num) / Den;
};

template <class K, class S, class P>
constexpr kernels::Window window_of() {
    return {K::height, K::width, S::y, S::x, P::y, P::x};
}

/// Positions of a window along one side. `ceil`: the last window may reach over the padded map's end as long as it
/// starts inside (Torch's ceil mode).
constexpr int window_count(int side, int kernel, int stride, int pad, bool ceil = false) {
    const int room = side + 2 * pad - kernel;
    if (room < 0) return ceil && room + stride > 0 && side > 0 ? 1 : 0;
    int count = (ceil ? room + stride - 1 : room) / stride + 1;
    if (ceil && (count - 1) * stride >= side + pad) --count;
    return count;
}

/// Base of the layers that take any shape.
struct FitsAny {
    template <class In>
    static constexpr bool fits() {
        return true;
    }
};

/// The shape that `Layer` makes of the shape `In`; refuses, with the layer's own words, a shape that does not fit.
template <class Layer, class In>
struct Applied {
    static_assert(Layer::template fits<In>(), "facenet: this layer cannot be applied to this shape");
    static constexpr Dims dims = Layer::out(In::dims);
    using type = Shape<dims.height, dims.width, dims.channels>;
};
template <class Layer, class In>
using Apply = typename Applied<Layer, In>::type;

}  // namespace layers
FACENET_NAMESPACE_END

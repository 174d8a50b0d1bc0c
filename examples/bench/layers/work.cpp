// SPDX-License-Identifier: MIT
#include "work.hpp"

#include <cmath>

#include "facenet/kernels/algorithm.hpp"

namespace bench {
namespace {

namespace kernels = facenet::kernels;
using facenet::model::Operation;

std::string window_text(const kernels::Window& w) {
    std::string text = std::to_string(w.height) + "x" + std::to_string(w.width);
    if (w.stride_y != 1 || w.stride_x != 1) text += "/" + std::to_string(w.stride_y);
    return text;
}

std::string percent(double share) {
    return std::to_string(static_cast<int>(share * 100 + 0.5)) + "%";
}

/// The share of whole units that `count` items fill.
double fill(int count, int unit) {
    return static_cast<double>(count) / ((count + unit - 1) / unit * unit);
}

const char* algorithm_name(kernels::Algorithm algorithm) {
    switch (algorithm) {
    case kernels::Algorithm::winograd_2x2: return "winograd 2x2";
    case kernels::Algorithm::winograd_4x4: return "winograd 4x4";
    case kernels::Algorithm::winograd_5x5: return "winograd 5x5";
    case kernels::Algorithm::winograd_line: return "winograd line";
    case kernels::Algorithm::direct: break;
    }
    return "direct";
}

/// How a convolution cuts its output; the direct way has tiles of one pixel.
struct Tiling {
    int height = 1, width = 1;  // output pixels of a tile
    int points = 1;             // products of a tile for a pair of channels
    int count = 0;              // of all the batch
};

/// Told by the size of the packed weights, so that it holds for every minimal filtering F(m, r): m + r - 1 points along
/// each side where the filter is longer than 1.
Tiling tiling(const Operation& op, int batch) {
    const kernels::Window& w = op.window;
    Tiling t;
    t.points = static_cast<int>(kernels::packed_floats(op.weights.algorithm, w, 1, 1, 1));
    if (op.weights.algorithm != kernels::Algorithm::direct) {
        const bool plane = w.height > 1 && w.width > 1;
        const int side = plane ? static_cast<int>(std::lround(std::sqrt(t.points))) : t.points;
        if (w.height > 1) t.height = side - w.height + 1;
        if (w.width > 1) t.width = side - w.width + 1;
    }
    const facenet::Dims out = op.out.dims;
    t.count = batch * ((out.height + t.height - 1) / t.height) * ((out.width + t.width - 1) / t.width);
    return t;
}

/// What the register tile of tile_rows x panel loses on this shape, and what the algorithm does beside its products.
std::vector<std::string> burdens(const Operation& op, const Model& model, const Tiling& t, int batch) {
    std::vector<std::string> found;
    const facenet::Dims in = op.in.dims, out = op.out.dims;
    const bool winograd = op.weights.algorithm != kernels::Algorithm::direct;
    if (const double used = fill(t.count, model.tile_rows); used < 0.92 && t.count > 1)
        found.push_back(std::to_string(t.count) + (winograd ? " tiles" : " pixels") + " fill " + percent(used) +
                        " of " + std::to_string(model.tile_rows) + "-row register tiles");
    if (const double used = fill(out.channels, model.panel); used < 0.92)
        found.push_back(std::to_string(out.channels) + " channels fill " + percent(used) + " of panels of " +
                        std::to_string(model.panel));
    if (winograd) {
        const double inside = static_cast<double>(batch * out.height * out.width) / (t.count * t.height * t.width);
        if (inside < 0.92) found.push_back("only " + percent(inside) + " of its tiles' pixels lie inside the map");
        // In products per point, as choose_algorithm() reckons.
        const double transforms = 6.0 / out.channels + 4.0 / in.channels;
        if (transforms > 0.05)
            found.push_back("transforms, by estimate " + percent(transforms / (1 + transforms)) + " of the time");
        return found;
    }
    const int depth = kernels::conv_depth(op.window, in.channels);
    if (depth < 64)
        found.push_back("sums of only " + std::to_string(depth) + " products: loading and storing them weighs");
    if (!kernels::is_pointwise(op.window) && out.height * out.width > 1 && out.channels <= 64)
        found.push_back("every packed input serves only " + std::to_string(out.channels) + " outputs");
    return found;
}

Work work_of(const Operation& op, const Model& model, int batch) {
    Work w;
    w.in = op.in.dims;
    w.out = op.out.dims;
    const auto map_floats = op.in.dims.size() + op.out.dims.size() + (op.has_residual ? op.residual.dims.size() : 0);
    w.map_bytes = 4.0 * batch * static_cast<double>(map_floats);
    switch (op.kind) {
    case Operation::Kind::conv: break;
    case Operation::Kind::pool:
        w.kind = (op.pooling == kernels::Pooling::max       ? "max "
                  : op.pooling == kernels::Pooling::average ? "mean "
                                                            : "l2 ") +
                 window_text(op.window);
        return w;
    case Operation::Kind::fill_zero: w.map_bytes = 4.0 * batch * static_cast<double>(w.out.size()); return w;
    default: return w;
    }
    const bool dense =
        op.window.height == w.in.height && op.window.width == w.in.width && w.out.height == 1 && w.out.width == 1;
    w.kind = dense ? "dense" : "conv " + window_text(op.window);
    w.way = algorithm_name(op.weights.algorithm);
    const Tiling t = tiling(op, batch);
    const double channels = static_cast<double>(w.in.channels) * w.out.channels;
    w.multiply_adds = channels * batch * op.window.height * op.window.width * w.out.height * w.out.width;
    w.products = channels * t.points * t.count;
    w.weight_bytes = 4.0 * static_cast<double>(kernels::packed_floats(op.weights.algorithm, op.window, w.in.channels,
                                                                      w.out.channels, model.panel));
    w.burdens = burdens(op, model, t, batch);
    return w;
}

}  // namespace

std::vector<Work> work_of(const Model& model, int batch) {
    std::vector<Work> all;
    for (const Operation& op : model.program.operations()) {
        all.push_back(work_of(op, model, batch));
        all.back().name = model.names[all.size() - 1];
    }
    return all;
}

double working_set(const Model& model, int threads, int batch) {
    return 4.0 * static_cast<double>(model.weights.memory.size() + model.program.workspace_size(threads, batch));
}

std::optional<Bound> bound(const Work& work, const Limits& limits, double working_set) {
    const auto weights_rate = limits.bytes_per_second(working_set), maps_rate = limits.bytes_per_second(work.map_bytes);
    if (!limits.products_per_second || !weights_rate || !maps_rate) return std::nullopt;
    if (work.products == 0) return Bound{Bound::By::maps, work.map_bytes / *maps_rate};
    const double products = work.products / *limits.products_per_second, weights = work.weight_bytes / *weights_rate;
    if (weights > products) return Bound{Bound::By::weights, weights};
    return Bound{Bound::By::products, products};
}

}  // namespace bench

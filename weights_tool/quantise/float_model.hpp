// SPDX-License-Identifier: MIT
/// The network in single precision, its weights at hand to be changed, run operation by operation.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "crops.hpp"
#include "facenet/blob/reader.hpp"
#include "facenet/core/memory.hpp"
#include "facenet/kernels/table.hpp"
#include "facenet/layers/record.hpp"

namespace facenet_tool {

/// One convolution's weights as floats: [depth][out], bias and slope [out] or empty.
struct FloatLayer {
    std::vector<float> weights, bias, slope;
};

struct FloatModel {
    facenet::Recipe recipe;
    facenet::layers::Record record;
    std::vector<FloatLayer> layers;  ///< of record.convolutions
};

/// Reads a plain fp32 or fp16 blob of an embedder. Throws facenet::Error for another.
FloatModel read_model(const facenet::blob::Blob& blob);

/// One layer packed for single-precision kernels.
class PackedLayer {
public:
    PackedLayer(const facenet::layers::ConvRecord& layer, const FloatLayer& weights, const facenet::kernels::Kernels& kernels);
    facenet::kernels::PackedWeights view() const;

private:
    facenet::kernels::Algorithm algorithm_;
    std::vector<float> panels_, bias_, slope_;
};

/// Runs a model over crops and shows every operation's maps after it.
class FloatRunner {
public:
    explicit FloatRunner(const FloatModel& model);
    /// `visit(index of the operation, its input, its output)`; maps are overwritten by later operations, and a residual
    /// may have been its output's memory.
    using Visit = std::function<void(std::size_t, const facenet::ConstMapView&, const facenet::ConstMapView&)>;
    void run(const Crop& crop, const Visit& visit);
    /// The embedding of a crop.
    std::vector<float> embed(const Crop& crop);

    const facenet::kernels::Kernels& kernels() const { return kernels_; }

private:
    facenet::ConstMapView view(const facenet::layers::Slot& slot) const;

    const FloatModel& model_;
    const facenet::kernels::Kernels& kernels_;
    std::vector<PackedLayer> packed_;
    facenet::AlignedBuffer workspace_;
};

}  // namespace facenet_tool

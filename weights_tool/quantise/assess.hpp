// SPDX-License-Identifier: MIT
/// What quantisation costs: per layer, per embedding, per distance.
#pragma once

#include <string>
#include <vector>

#include "bytes.hpp"
#include "facenet/data/embedding.hpp"
#include "facenet/model/int8_plan.hpp"

namespace facenet_tool {

/// Root mean square error of every convolution's sums, relative to the sums: its input as bytes and its weights as bytes,
/// everything before it exact.
std::vector<double> layer_errors(const FloatModel& model, const std::vector<ByteLayer>& bytes, const std::vector<facenet::model::MapScale>& maps,
                                 const std::vector<Crop>& crops);

/// How far an int8 network's maps are from the fp32 network's where they leave its convolutions, relative, all before them
/// in bytes as well.
std::vector<double> gathered_errors(const FloatModel& model, facenet::ByteView int8_blob, const std::vector<Crop>& crops);

/// The distance of two faces in fp32 and in int8.
struct Drift {
    float fp32 = 0, int8 = 0;  ///< squared Euclidean
    bool same = false;         ///< by fp32's verdict
};

struct Fidelity {
    std::vector<double> cosines;  ///< of each crop's two embeddings
    std::vector<Drift> drifts;    ///< of each pair of crops

    double mean_cosine() const;
    double least_cosine() const;
    double mean_drift() const;
    double root_mean_square_drift() const;
    double most_drift() const;
    /// Verdicts that differ.
    std::size_t flips(const facenet::Recipe& recipe) const;
};

using Embeddings = std::vector<facenet::Embedding>;
Embeddings embed_all(facenet::ByteView blob, const facenet::Recipe& recipe, const std::vector<Crop>& crops);
Fidelity compare(const facenet::Recipe& recipe, const Embeddings& fp32, const Embeddings& int8);

}  // namespace facenet_tool

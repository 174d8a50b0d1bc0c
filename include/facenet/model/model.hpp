// SPDX-License-Identifier: MIT
/// A network with its weights, whatever it computes with: what an embedder runs.
#pragma once

#include <cstddef>
#include <memory>

#include "../core/thread_team.hpp"
#include "../core/view.hpp"

FACENET_NAMESPACE_BEGIN
namespace model {

/// Immutable: threads share one, each with a workspace of its own. Running it allocates, locks and throws nothing.
class Model {
public:
    Model() = default;
    Model(const Model&) = delete;
    Model& operator=(const Model&) = delete;
    virtual ~Model() = default;

    virtual Dims input_dims() const = 0;
    virtual Dims output_dims() const = 0;
    /// Floats of a workspace, 64-byte aligned, for a number of threads and images.
    virtual std::size_t workspace_size(int threads, int images) const = 0;
    /// Where the standardised input of an image of a batch goes, channels last without gaps.
    virtual float* input(float* workspace, int image) const = 0;
    /// Where its embedding is after run().
    virtual const float* output(const float* workspace, int image) const = 0;
    /// `team`: the threads that work together, or null. Results depend on neither team nor batch, bit for bit.
    virtual void run(float* workspace, ThreadTeam* team, int images) const = 0;
};

/// A model whose program P of the same functions was built from weights W that it keeps.
template <class W, class P>
class ModelOf final : public Model {
public:
    ModelOf(W weights, P program) : weights_(std::move(weights)), program_(std::move(program)) {}

    Dims input_dims() const override { return program_.input_dims(); }
    Dims output_dims() const override { return program_.output_dims(); }
    std::size_t workspace_size(int threads, int images) const override { return program_.workspace_size(threads, images); }
    float* input(float* workspace, int image) const override { return program_.input(workspace, image); }
    const float* output(const float* workspace, int image) const override { return program_.output(workspace, image); }
    void run(float* workspace, ThreadTeam* team, int images) const override {
        if (team == nullptr) program_.run(workspace, images);
        else program_.run(workspace, *team, images);
    }

private:
    W weights_;
    P program_;
};

}  // namespace model
FACENET_NAMESPACE_END

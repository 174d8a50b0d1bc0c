// SPDX-License-Identifier: MIT
/// A network ready to run: a list of operations on one workspace. Running it allocates, locks and throws nothing.
#pragma once

#include <vector>

#include "../core/thread_team.hpp"
#include "../kernels/table.hpp"
#include "../layers/plan.hpp"

FACENET_NAMESPACE_BEGIN
namespace model {

/// One call of a kernel, with places in the workspace instead of pointers.
struct Operation {
    enum class Kind : unsigned char { conv, pool, lrn, maxout, softmax, l2_normalise, fill_zero };

    Kind kind = Kind::conv;
    kernels::Pooling pooling = kernels::Pooling::max;
    kernels::Activation activation = kernels::Activation::linear;
    bool has_residual = false;
    layers::Slot in, out, residual;
    kernels::Window window;
    kernels::PackedWeights weights;
    int lrn_size = 0;
    float lrn_alpha = 0, lrn_beta = 0, lrn_k = 0;
};

class Program {
public:
    Program() = default;
    Program(std::vector<Operation> operations, layers::Slot input, layers::Slot output, std::size_t maps,
            std::size_t scratch, const kernels::Kernels& kernels)
        : operations_(std::move(operations)), input_(input), output_(output), maps_(maps), scratch_(scratch),
          kernels_(&kernels) {}

    /// Floats that run() needs with a number of threads and images, 64-byte aligned. A workspace for n images serves
    /// fewer as well.
    std::size_t workspace_size(int threads = 1, int images = 1) const {
        return static_cast<std::size_t>(images) * maps_ + static_cast<std::size_t>(threads) * scratch_;
    }
    /// Where the standardised input of an image of a batch of `images` goes, channels last without gaps.
    float* input(float* workspace, int images = 1, int image = 0) const {
        return workspace + images * input_.offset + image * input_.image_stride;
    }
    Dims input_dims() const { return input_.dims; }
    /// Where its result is after run(), channels last without gaps.
    const float* output(const float* workspace, int images = 1, int image = 0) const {
        return workspace + images * output_.offset + image * output_.image_stride;
    }
    Dims output_dims() const { return output_.dims; }

    /// Runs a batch of images, layer by layer: the weights of a layer are used for all of them while they are in the
    /// caches. Results do not depend on the batch, bit for bit.
    void run(float* workspace, int images = 1) const {
        for (const Operation& op : operations_) run(op, workspace, images);
    }
    /// The same with a team of threads, bit for bit.
    void run(float* workspace, ThreadTeam& team, int images = 1) const {
        team.run([&](int part) {
            for (const Operation& op : operations_) {
                run(op, workspace, images, {part, team.size()});
                team.barrier().wait();
            }
        });
    }
    const std::vector<Operation>& operations() const { return operations_; }
    /// One operation alone; run() is all of them in order. For benchmarks of single layers.
    void run(const Operation& op, float* workspace, int images = 1, kernels::Share share = {}) const {
        const ConstMapView in = view<const float>(op.in, workspace, images);
        const MapView out = view<float>(op.out, workspace, images);
        float* scratch = workspace + static_cast<std::size_t>(images) * maps_ + static_cast<std::size_t>(share.part) * scratch_;
        if (op.kind == Operation::Kind::conv) {
            ConstMapView residual;
            if (op.has_residual) residual = view<const float>(op.residual, workspace, images);
            return kernels_->conv({in, out, residual, op.window, op.weights, op.activation, scratch, share, images});
        }
        for (int i = 0; i < images; ++i) run_image(op, in.image(i), out.image(i), scratch, share);
    }

private:
    template <class T>
    static BasicMap<T> view(const layers::Slot& slot, float* workspace, int images) {
        return {workspace + images * slot.offset + slot.within, slot.dims, slot.pixel_stride, slot.row_stride, slot.image_stride};
    }
    /// What has no weights works image by image.
    void run_image(const Operation& op, const ConstMapView& in, const MapView& out, float* scratch, kernels::Share share) const {
        switch (op.kind) {
        case Operation::Kind::conv: return;  // works on whole batches, above
        case Operation::Kind::pool: kernels_->pool({in, out, op.window, op.pooling, share}); return;
        case Operation::Kind::lrn:
            kernels_->lrn({in, out, op.lrn_size, op.lrn_alpha, op.lrn_beta, op.lrn_k, scratch, share});
            return;
        case Operation::Kind::maxout: kernels_->maxout({in, out, share}); return;
        case Operation::Kind::softmax: kernels_->softmax({in, out, share}); return;
        case Operation::Kind::l2_normalise: kernels_->l2_normalise({in, out, share}); return;
        case Operation::Kind::fill_zero:
            for (int y = share.of(out.dims.height).begin; y < share.of(out.dims.height).end; ++y)
                for (int x = 0; x < out.dims.width; ++x)
                    for (int c = 0; c < out.dims.channels; ++c) out.at(y, x)[c] = 0.0f;
            return;
        }
    }

    std::vector<Operation> operations_;
    layers::Slot input_, output_;
    std::size_t maps_ = 0, scratch_ = 0;
    const kernels::Kernels* kernels_ = nullptr;
};

/// The planner that writes a program for packed weights, given in the order of the network's inventory.
class Builder : public layers::Planner {
public:
    explicit Builder(const std::vector<kernels::PackedWeights>& weights) : weights_(weights) {}

    void conv(const layers::ConvSpec& spec, const layers::Slot& in, const layers::Slot& out,
              const layers::Slot* residual = nullptr) {
        Planner::conv(spec, in, out, residual);
        Operation& op = add(Operation::Kind::conv, in, out);
        op.window = spec.window;
        op.activation = spec.activation;
        op.weights = weights_[next_++];
        op.has_residual = residual != nullptr;
        if (residual != nullptr) op.residual = *residual;
    }
    void pool(kernels::Pooling kind, const kernels::Window& window, const layers::Slot& in, const layers::Slot& out) {
        Operation& op = add(Operation::Kind::pool, in, out);
        op.pooling = kind;
        op.window = window;
    }
    void lrn(int size, double alpha, double beta, double k, const layers::Slot& in, const layers::Slot& out) {
        Planner::lrn(size, alpha, beta, k, in, out);
        Operation& op = add(Operation::Kind::lrn, in, out);
        op.lrn_size = size;
        op.lrn_alpha = static_cast<float>(alpha);
        op.lrn_beta = static_cast<float>(beta);
        op.lrn_k = static_cast<float>(k);
    }
    void maxout(const layers::Slot& in, const layers::Slot& out) { add(Operation::Kind::maxout, in, out); }
    void softmax(const layers::Slot& in, const layers::Slot& out) { add(Operation::Kind::softmax, in, out); }
    void l2_normalise(const layers::Slot& in, const layers::Slot& out) { add(Operation::Kind::l2_normalise, in, out); }
    void fill_zero(const layers::Slot& out) { add(Operation::Kind::fill_zero, out, out); }

    Program finish(layers::Slot input, layers::Slot output, const kernels::Kernels& kernels) {
        const auto size = static_cast<std::ptrdiff_t>(maps());
        // Only now is it known where the workspace's high end lies.
        const auto place = [size](layers::Slot& slot) { slot.offset += slot.offset < 0 ? size : 0; };
        for (Operation& op : operations_) {
            place(op.in);
            place(op.out);
            place(op.residual);
        }
        place(input);
        place(output);
        return Program(std::move(operations_), input, output, maps(), scratch(), kernels);
    }

private:
    Operation& add(Operation::Kind kind, const layers::Slot& in, const layers::Slot& out) {
        Operation op;
        op.kind = kind;
        op.in = in;
        op.out = out;
        operations_.push_back(op);
        return operations_.back();
    }
    const std::vector<kernels::PackedWeights>& weights_;
    std::size_t next_ = 0;
    std::vector<Operation> operations_;
};

/// The program of a network for an input of `dims` (its own input, unless it is fully convolutional).
template <class Net>
Program build_program(Dims dims, const std::vector<kernels::PackedWeights>& weights, const kernels::Kernels& kernels) {
    Builder builder(weights);
    layers::Slot input, output;
    layers::plan_network<typename Net::Layers>(builder, dims, input, output);
    return builder.finish(input, output, kernels);
}

}  // namespace model
FACENET_NAMESPACE_END

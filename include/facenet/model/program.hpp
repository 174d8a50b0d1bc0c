// SPDX-License-Identifier: MIT
/// A network ready to run: a list of operations on one workspace. Running it allocates, locks and throws nothing.
#pragma once

#include <vector>

#include "../core/thread_team.hpp"
#include "../kernels/table.hpp"
#include "../layers/record.hpp"

FACENET_NAMESPACE_BEGIN
namespace model {

using layers::Operation;

class Program {
public:
    Program() = default;
    /// A recorded network with its packed weights, one for each of the record's convolutions.
    FACENET_COLD Program(layers::Record record, const std::vector<kernels::PackedWeights>& weights, const kernels::Kernels& kernels)
        : operations_(std::move(record.operations)), input_(record.input), output_(record.output), maps_(record.maps),
          scratch_(record.scratch), kernels_(&kernels) {
        std::size_t next = 0;
        for (Operation& op : operations_)
            if (op.kind == Operation::Kind::conv) op.weights = weights[next++];
        // Large maps of one image fill the caches, and their weights are few: layer by layer they would only be slower.
        for (std::size_t i = 0; i < operations_.size(); ++i)
            if (operations_[i].out.dims.height * operations_[i].out.dims.width > kernels::kBlockRows) batch_from_ = i + 1;
    }

    /// Floats that run() needs with a number of threads and images, 64-byte aligned: maps of each image, then scratch
    /// memory of each thread. A workspace for n images serves fewer as well.
    std::size_t workspace_size(int threads = 1, int images = 1) const {
        return static_cast<std::size_t>(images) * maps_ + static_cast<std::size_t>(threads) * scratch_;
    }
    /// Where the standardised input of an image of a batch goes, channels last without gaps.
    float* input(float* workspace, int image = 0) const { return workspace + image * image_stride() + input_.offset; }
    Dims input_dims() const { return input_.dims; }
    /// Where its result is after run(), channels last without gaps.
    const float* output(const float* workspace, int image = 0) const {
        return workspace + image * image_stride() + output_.offset;
    }
    Dims output_dims() const { return output_.dims; }

    /// Runs a batch of images: from where maps are small on, layer by layer, so that the weights of a layer are used for
    /// all images while they are in the caches. Results do not depend on the batch, bit for bit.
    void run(float* workspace, int images = 1) const {
        run_all(workspace, images, {}, [] {});
    }
    /// The same with a team of threads, bit for bit.
    void run(float* workspace, ThreadTeam& team, int images = 1) const {
        team.run([&](int part) { run_all(workspace, images, {part, team.size()}, [&] { team.barrier().wait(); }); });
    }
    const std::vector<Operation>& operations() const { return operations_; }
    /// One operation alone, for all images; run() is all of them. For benchmarks of single layers.
    void run(const Operation& op, float* workspace, int images = 1, kernels::Share share = {}) const {
        run(op, workspace, {0, images, images}, share);
    }

private:
    /// Some of the images of a batch.
    struct Part {
        int first, count, all;
    };

    template <class AfterEach>
    void run_all(float* workspace, int images, kernels::Share share, AfterEach after_each) const {
        const auto run_some = [&](std::size_t begin, std::size_t end, const Part& part) {
            for (std::size_t i = begin; i < end; ++i) {
                run(operations_[i], workspace, part, share);
                after_each();
            }
        };
        for (int image = 0; image < images; ++image) run_some(0, batch_from_, {image, 1, images});
        run_some(batch_from_, operations_.size(), {0, images, images});
    }
    void run(const Operation& op, float* workspace, const Part& part, kernels::Share share) const {
        float* maps = workspace + part.first * image_stride();
        const ConstMapView in = view<const float>(op.in, maps);
        const MapView out = view<float>(op.out, maps);
        float* scratch = workspace + static_cast<std::size_t>(part.all) * maps_ + static_cast<std::size_t>(share.part) * scratch_;
        if (op.kind == Operation::Kind::conv) {
            ConstMapView residual;
            if (op.has_residual) residual = view<const float>(op.residual, maps);
            return kernels_->conv({in, out, residual, op.window, op.weights, op.activation, scratch, share, part.count});
        }
        for (int i = 0; i < part.count; ++i) run_image(op, in.image(i), out.image(i), scratch, share);
    }
    template <class T>
    BasicMap<T> view(const layers::Slot& slot, float* maps) const {
        return {maps + slot.offset, slot.dims, slot.pixel_stride, slot.row_stride, image_stride()};
    }
    std::ptrdiff_t image_stride() const { return static_cast<std::ptrdiff_t>(maps_); }
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
    std::size_t batch_from_ = 0;  // first of the operations from which on all maps are small
};

/// The program of a network for an input of `dims` (its own input, unless it is fully convolutional).
template <class Net>
Program build_program(Dims dims, const std::vector<kernels::PackedWeights>& weights, const kernels::Kernels& kernels) {
    return Program(layers::record<Net>(dims), weights, kernels);
}

}  // namespace model
FACENET_NAMESPACE_END

// SPDX-License-Identifier: MIT
/// A network ready to run: a list of operations on one workspace. Running it allocates, locks and throws nothing.
#pragma once

#include <utility>
#include <vector>

#include "../core/thread_team.hpp"
#include "operations.hpp"

FACENET_NAMESPACE_BEGIN
namespace model {

/// `Operations`: the list that holds its operations (core/span.hpp, or a vector).
template <class Operations>
class BasicProgram {
public:
    BasicProgram() = default;
    /// A recorded network with its packed weights, one for each of the record's convolutions.
    FACENET_COLD BasicProgram(const layers::RecordView& record, Span<const kernels::PackedWeights> weights, const kernels::Kernels& kernels,
                              Operations operations = {})
        : operations_(std::move(operations)), input_(record.input), output_(record.output), maps_(record.maps),
          scratch_(record.scratch), kernels_(&kernels) {
        std::size_t next = 0;
        for (Operation op : record.operations) {
            if (op.kind == Operation::Kind::conv) op.weights = weights[next++];
            operations_.push_back(op);
            if (is_large(op.out.dims)) batch_from_ = operations_.size();
        }
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
    const Operations& operations() const { return operations_; }
    /// One operation alone, for all images; run() is all of them. For benchmarks of single layers.
    void run(const Operation& op, float* workspace, int images = 1, kernels::Share share = {}) const {
        run(op, workspace, {0, images, images}, share);
    }

private:
    template <class AfterEach>
    void run_all(float* workspace, int images, kernels::Share share, AfterEach after_each) const {
        run_batch(operations_.size(), batch_from_, images,
                  [&](std::size_t i, const BatchPart& part) { run(operations_[i], workspace, part, share); }, after_each);
    }
    void run(const Operation& op, float* workspace, const BatchPart& part, kernels::Share share) const {
        float* maps = workspace + part.first * image_stride();
        float* scratch = workspace + static_cast<std::size_t>(part.all) * maps_ + static_cast<std::size_t>(share.part) * scratch_;
        ConstMapView residual;
        if (op.has_residual) residual = view<const float>(op.residual, maps);
        run_operation(*kernels_, op, view<const float>(op.in, maps), view<float>(op.out, maps), residual, scratch, share, part.count);
    }
    template <class T>
    BasicMap<T> view(const layers::Slot& slot, float* maps) const {
        return {maps + slot.offset, slot.dims, slot.pixel_stride, slot.row_stride, image_stride()};
    }
    std::ptrdiff_t image_stride() const { return static_cast<std::ptrdiff_t>(maps_); }

    Operations operations_;
    layers::Slot input_, output_;
    std::size_t maps_ = 0, scratch_ = 0;
    const kernels::Kernels* kernels_ = nullptr;
    std::size_t batch_from_ = 0;  // first of the operations from which on all maps are small (is_large)
};

using Program = BasicProgram<std::vector<Operation>>;

/// The program of a network for an input of `dims` (its own input, unless it is fully convolutional).
template <class Net>
Program build_program(Dims dims, Span<const kernels::PackedWeights> weights, const kernels::Kernels& kernels) {
    return Program(layers::record<Net>(dims), weights, kernels);
}

}  // namespace model
FACENET_NAMESPACE_END

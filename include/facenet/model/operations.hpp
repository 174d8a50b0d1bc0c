// SPDX-License-Identifier: MIT
/// What the programs of all precisions share: the operations on floats, and the order in which a batch passes.
#pragma once

#include "../kernels/table.hpp"
#include "../layers/record.hpp"

FACENET_NAMESPACE_BEGIN
namespace model {

using layers::Operation;

/// Some of the images of a batch.
struct BatchPart {
    int first, count, all;
};

/// Large maps of one image fill the caches, and their weights are few: layer by layer they would only be slower. From
/// small ones on, the weights of a layer are used for all images while they are in the caches.
constexpr bool is_large(const Dims& d) { return d.height * d.width > kernels::kBlockRows; }

/// Runs `count` steps for a batch: the first `batch_from` image by image, the others for all images at once. run(step,
/// part) runs one; after_each() follows every one of them.
template <class Run, class AfterEach>
void run_batch(std::size_t count, std::size_t batch_from, int images, Run run, AfterEach after_each) {
    const auto run_some = [&](std::size_t begin, std::size_t end, const BatchPart& part) {
        for (std::size_t i = begin; i < end; ++i) {
            run(i, part);
            after_each();
        }
    };
    for (int image = 0; image < images; ++image) run_some(0, batch_from, {image, 1, images});
    run_some(batch_from, count, {0, images, images});
}

/// One operation of one image; all but convolutions, which work on whole batches.
inline void run_image(const kernels::Kernels& kernels, const Operation& op, const ConstMapView& in, const MapView& out,
                      float* scratch, kernels::Share share) {
    switch (op.kind) {
    case Operation::Kind::conv: return;
    case Operation::Kind::pool: kernels.pool({in, out, op.window, op.pooling, share}); return;
    case Operation::Kind::lrn: kernels.lrn({in, out, op.lrn_size, op.lrn_alpha, op.lrn_beta, op.lrn_k, scratch, share}); return;
    case Operation::Kind::maxout: kernels.maxout({in, out, share}); return;
    case Operation::Kind::softmax: kernels.softmax({in, out, share}); return;
    case Operation::Kind::l2_normalise: kernels.l2_normalise({in, out, share}); return;
    case Operation::Kind::fill_zero:
        for (int y = share.of(out.dims.height).begin; y < share.of(out.dims.height).end; ++y)
            for (int x = 0; x < out.dims.width; ++x)
                for (int c = 0; c < out.dims.channels; ++c) out.at(y, x)[c] = 0.0f;
        return;
    }
}

/// One operation of some images.
inline void run_operation(const kernels::Kernels& kernels, const Operation& op, const ConstMapView& in, const MapView& out,
                          const ConstMapView& residual, float* scratch, kernels::Share share, int images) {
    if (op.kind == Operation::Kind::conv)
        return kernels.conv({in, out, residual, op.window, op.weights, op.activation, scratch, share, images});
    for (int i = 0; i < images; ++i) run_image(kernels, op, in.image(i), out.image(i), scratch, share);
}

}  // namespace model
FACENET_NAMESPACE_END

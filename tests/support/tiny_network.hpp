// SPDX-License-Identifier: MIT
/// A small network with every kind of layer, and blobs for it: tests of the machinery that need no real model.
#pragma once

#include <vector>

#include "facenet/blob/writer.hpp"
#include "facenet/embedder.hpp"
#include "facenet/layers/record.hpp"
#include "facenet/nets/network.hpp"
#include "support/synthetic.hpp"

namespace tiny {

using namespace facenet::layers;
FACENET_NAME(stem);
FACENET_NAME(mixed);
FACENET_NAME(block);
FACENET_NAME(down);
FACENET_NAME(body);
FACENET_NAME(last);
FACENET_NAME(piecewise);
FACENET_NAME(fc);

using List = Sequential<                                                                                          //
    Named<stem, Conv<8, Kernel<3>, Stride<2>, Pad<1>, Prelu>>, MaxPool<Kernel<3>, Stride<2>, Pad<0>, Rounding::ceil>, Lrn<>,
    Named<mixed, DepthConcat<Conv1x1<4>, Conv3x3<4, 6>, PoolProj<L2Pool<Kernel<3>, Stride<2>>, 5>>>,              //
    Named<block, Residual<Named<body, Conv<15, Kernel<1, 3>, Stride<1>, Pad<0, 1>>>,
                          Named<last, Conv<15, Kernel<1>, Stride<1>, Pad<0>, Linear>>, Ratio<1, 2>>>,
    Named<down, ResidualDown<Named<body, Conv<20, Kernel<3>, Stride<2>>>, Named<last, Conv<20, Kernel<3>, Stride<1>, Pad<1>, Linear>>>>,
    Named<piecewise, Maxout<24, 2>>, Named<fc, Dense<16>>, L2Normalise>;

struct Network : facenet::nets::Network<Shape<24, 24, 3>, List> {
    static constexpr const char* name = "tiny";
};

inline facenet::Recipe recipe() {
    facenet::Recipe r;
    r.network = Network::name;
    r.model = "a test";
    r.height = r.width = 24;
    r.standardisation = {facenet::StandardisationKind::fixed, {127.5f, 127.5f, 127.5f}, 1.0f / 128.0f};
    r.embedding_size = Network::embedding_size;
    r.normalised = true;
    r.verify_threshold = 1.0f;
    r.group_threshold = 0.9f;
    return r;
}

/// A blob with seeded weights.
inline facenet::blob::Writer writer(facenet::blob::DType type = facenet::blob::DType::f32) {
    facenet::blob::Writer w(recipe());
    for (const auto& layer : record<Network>().convolutions) {
        const std::int64_t out = layer.out.channels;
        w.add(layer.path + "/weights", layer.weight_sides(), synthetic::tensor(layer.path, {out, layer.depth()}), type);
        for (const char* part : {"/bias", "/slope"})
            if (part[1] == 'b' || layer.has_slope())
                w.add(layer.path + part, {static_cast<std::uint32_t>(out)}, synthetic::tensor(layer.path + part, {out}), type);
    }
    return w;
}
inline std::vector<std::uint8_t> blob(facenet::blob::DType type = facenet::blob::DType::f32) { return writer(type).bytes(); }

inline facenet::ByteView view(const std::vector<std::uint8_t>& bytes) { return {bytes.data(), bytes.size()}; }

using Embedder = facenet::Embedder<Network>;

}  // namespace tiny

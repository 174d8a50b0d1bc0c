// SPDX-License-Identifier: MIT
/// NN1: Zeiler&Fergus with 1x1 convolutions, 220x220x3 -> 128. FaceNet paper, table 1.
#pragma once

#include "network.hpp"

FACENET_NAMESPACE_BEGIN
namespace nets {
namespace nn1 {

using namespace layers;
FACENET_NAME(conv1);
FACENET_NAME(conv2a);
FACENET_NAME(conv2);
FACENET_NAME(conv3a);
FACENET_NAME(conv3);
FACENET_NAME(conv4a);
FACENET_NAME(conv4);
FACENET_NAME(conv5a);
FACENET_NAME(conv5);
FACENET_NAME(conv6a);
FACENET_NAME(conv6);
FACENET_NAME(fc1);
FACENET_NAME(fc2);
FACENET_NAME(fc7128);

template <class Name, int Out>
using Conv1 = Named<Name, Conv<Out, Kernel<1>>>;
template <class Name, int Out>
using Conv3 = Named<Name, Conv<Out, Kernel<3>, Stride<1>, Pad<1>>>;
using HalvingPool = MaxPool<Kernel<3>, Stride<2>, Pad<1>>;

using List = Sequential<                                         //
    Named<conv1, Conv<64, Kernel<7>, Stride<2>, Pad<3>>>,        // 110x110x64
    HalvingPool, Lrn<>,                                          // 55x55x64
    Conv1<conv2a, 64>, Conv3<conv2, 192>, Lrn<>, HalvingPool,    // 28x28x192
    Conv1<conv3a, 192>, Conv3<conv3, 384>, HalvingPool,          // 14x14x384
    Conv1<conv4a, 384>, Conv3<conv4, 256>,                       //
    Conv1<conv5a, 256>, Conv3<conv5, 256>,                       //
    Conv1<conv6a, 256>, Conv3<conv6, 256>, HalvingPool,          // 7x7x256
    Named<fc1, Maxout<32 * 128, 2>>,                             //
    Named<fc2, Maxout<32 * 128, 2>>,                             //
    Named<fc7128, Dense<128>>, L2Normalise>;

}  // namespace nn1

struct Nn1 : Network<layers::Shape<220, 220, 3>, nn1::List> {
    static constexpr const char* name = "nn1";
};
static_assert(Nn1::costs.parameters / 1'000'000 == 140, "the paper counts 140 M parameters");
static_assert(Nn1::costs.multiply_adds / 100'000'000 == 16, "the paper counts 1.6 B multiply-adds");

}  // namespace nets
FACENET_NAMESPACE_END

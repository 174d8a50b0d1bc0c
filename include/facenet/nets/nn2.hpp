// SPDX-License-Identifier: MIT
/// NN2: Inception, 224x224x3 -> 128. FaceNet paper, table 2.
#pragma once

#include "network.hpp"

FACENET_NAMESPACE_BEGIN
namespace nets {
namespace nn2 {

using namespace layers;
FACENET_NAME(conv1);
FACENET_NAME(inception_2);
FACENET_NAME(inception_3a);
FACENET_NAME(inception_3b);
FACENET_NAME(inception_3c);
FACENET_NAME(inception_4a);
FACENET_NAME(inception_4b);
FACENET_NAME(inception_4c);
FACENET_NAME(inception_4d);
FACENET_NAME(inception_4e);
FACENET_NAME(inception_5a);
FACENET_NAME(inception_5b);
FACENET_NAME(fc);

/// The pooling branches; those without a projection pass their input's channels through.
using HalvingPool = MaxPool<Kernel<3>, Stride<2>, Pad<1>>;
using SamePool = MaxPool<Kernel<3>, Stride<1>, Pad<1>>;
using SameL2Pool = L2Pool<Kernel<3>, Stride<1>, Pad<1>>;

/// From the face to inception (2): 1/8 of the input's side, 192 channels. Shared with NN3 and NN4.
using Stem = Sequential<                                                                 //
    Named<conv1, Conv<64, Kernel<7>, Stride<2>, Pad<3>>>,                                // 112x112x64
    HalvingPool, Lrn<>,                                                                  // 56x56x64
    Named<inception_2, Conv3x3<64, 192>>,                                                // 56x56x192
    Lrn<>, HalvingPool>;                                                                 // 28x28x192

//                                            1x1           3x3                 5x5                pool
using Blocks3To4d = Sequential<                                                                                //
    Named<inception_3a, Inception<Conv1x1<64>,  Conv3x3<96, 128>,    Conv5x5<16, 32>,    PoolProj<SamePool, 32>>>,     // 28x28x256
    Named<inception_3b, Inception<Conv1x1<64>,  Conv3x3<96, 128>,    Conv5x5<32, 64>,    PoolProj<SameL2Pool, 64>>>,   // 28x28x320
    Named<inception_3c, Inception<              Conv3x3<128, 256, 2>, Conv5x5<32, 64, 2>, HalvingPool>>,               // 14x14x640
    Named<inception_4a, Inception<Conv1x1<256>, Conv3x3<96, 192>,    Conv5x5<32, 64>,    PoolProj<SameL2Pool, 128>>>,  // 14x14x640
    Named<inception_4b, Inception<Conv1x1<224>, Conv3x3<112, 224>,   Conv5x5<32, 64>,    PoolProj<SameL2Pool, 128>>>,  // 14x14x640
    Named<inception_4c, Inception<Conv1x1<192>, Conv3x3<128, 256>,   Conv5x5<32, 64>,    PoolProj<SameL2Pool, 128>>>,  // 14x14x640
    Named<inception_4d, Inception<Conv1x1<160>, Conv3x3<144, 288>,   Conv5x5<32, 64>,    PoolProj<SameL2Pool, 128>>>>; // 14x14x640

using Blocks4eTo5b = Sequential<                                                                               //
    Named<inception_4e, Inception<              Conv3x3<160, 256, 2>, Conv5x5<64, 128, 2>, HalvingPool>>,              // 7x7x1024
    Named<inception_5a, Inception<Conv1x1<384>, Conv3x3<192, 384>,   Conv5x5<48, 128>,   PoolProj<SameL2Pool, 128>>>,  // 7x7x1024
    Named<inception_5b, Inception<Conv1x1<384>, Conv3x3<192, 384>,   Conv5x5<48, 128>,   PoolProj<SamePool, 128>>>>;   // 7x7x1024

using Head = Sequential<GlobalAvgPool, Named<fc, Dense<128>>, L2Normalise>;

using List = Sequential<Stem, Blocks3To4d, Blocks4eTo5b, Head>;

}  // namespace nn2

struct Nn2 : Network<layers::Shape<224, 224, 3>, nn2::List> {
    static constexpr const char* name = "nn2";
};
static_assert((Nn2::costs.parameters + 50'000) / 100'000 == 75, "the paper counts 7.5 M parameters");
static_assert((Nn2::costs.multiply_adds + 50'000'000) / 100'000'000 == 16, "the paper counts 1.6 B multiply-adds");

}  // namespace nets
FACENET_NAMESPACE_END

// SPDX-License-Identifier: MIT
/// OpenFace's nn4.small2, 96x96x3 -> 128: as the published weights have it (public repository cmusatyalab/openface,
/// models/openface/nn4.small2.v1.t7; its definition file differs in places, see issues #349 and #351 there).
/// Every convolution has a bias and was trained with BatchNorm (eps 1e-5). Pools are unpadded; the concatenation
/// surrounds their smaller maps with zeros.
#pragma once

#include "network.hpp"

FACENET_NAMESPACE_BEGIN
namespace nets {
namespace openface_nn4_small2 {

using namespace layers;
FACENET_NAME(conv1);
FACENET_NAME(conv2);
FACENET_NAME(conv3);
FACENET_NAME(inception_3a);
FACENET_NAME(inception_3b);
FACENET_NAME(inception_3c);
FACENET_NAME(inception_4a);
FACENET_NAME(inception_4e);
FACENET_NAME(inception_5a);
FACENET_NAME(inception_5b);
FACENET_NAME(fc);

using PaddedPool = MaxPool<Kernel<3>, Stride<2>, Pad<1>>;
using HalvingPool = MaxPool<Kernel<3>, Stride<2>>;
using ThirdingL2Pool = L2Pool<Kernel<3>, Stride<3>>;

using List = Sequential<                                                 //
    Named<conv1, Conv<64, Kernel<7>, Stride<2>, Pad<3>>>,                // 48x48x64
    PaddedPool, Lrn<>,                                                   // 24x24x64
    Named<conv2, Conv<64, Kernel<1>>>,                                   // 24x24x64
    Named<conv3, Conv<192, Kernel<3>, Stride<1>, Pad<1>>>,               // 24x24x192
    Lrn<>, PaddedPool,                                                   // 12x12x192
    //                                3x3                   5x5                 pool                           1x1
    Named<inception_3a, DepthConcat<Conv3x3<96, 128>,     Conv5x5<16, 32>,    PoolProj<HalvingPool, 32>,     Conv1x1<64>>>,   // 12x12x256
    Named<inception_3b, DepthConcat<Conv3x3<96, 128>,     Conv5x5<32, 64>,    PoolProj<ThirdingL2Pool, 64>,  Conv1x1<64>>>,   // 12x12x320
    Named<inception_3c, DepthConcat<Conv3x3<128, 256, 2>, Conv5x5<32, 64, 2>, HalvingPool>>,                                  // 6x6x640
    Named<inception_4a, DepthConcat<Conv3x3<96, 192>,     Conv5x5<32, 64>,    PoolProj<ThirdingL2Pool, 128>, Conv1x1<256>>>,  // 6x6x640
    Named<inception_4e, DepthConcat<Conv3x3<160, 256, 2>, Conv5x5<64, 128, 2>, HalvingPool>>,                                 // 3x3x1024
    Named<inception_5a, DepthConcat<Conv3x3<96, 384>,                         PoolProj<ThirdingL2Pool, 96>,  Conv1x1<256>>>,  // 3x3x736
    Named<inception_5b, DepthConcat<Conv3x3<96, 384>,                         PoolProj<HalvingPool, 96>,     Conv1x1<256>>>,  // 3x3x736
    AvgPool<Kernel<3>, Stride<1>>, Named<fc, Dense<128>>, L2Normalise>;

}  // namespace openface_nn4_small2

struct OpenfaceNn4Small2 : Network<layers::Shape<96, 96, 3>, openface_nn4_small2::List> {
    static constexpr const char* name = "openface_nn4_small2";
};
static_assert(OpenfaceNn4Small2::costs.parameters + 2 * OpenfaceNn4Small2::costs.conv_channels == 3'733'968,
              "OpenFace counts 3,733,968 parameters with BatchNorm's scale and shift");

}  // namespace nets
FACENET_NAMESPACE_END

// SPDX-License-Identifier: MIT
/// NNS1, the 'mini Inception' of the FaceNet paper, 165x165x3 -> 128: OUR OWN READING. The paper (table 3 and section
/// 3.3) gives the input, 26 M parameters and 220 M multiply-adds, and no table. This is NN2's scheme with fewer
/// channels, and NN1's maxout layer on the last map, where most of the parameters must be for so few multiply-adds.
#pragma once

#include "nn2.hpp"

FACENET_NAMESPACE_BEGIN
namespace nets {
namespace nns1 {

using namespace nn2;
FACENET_NAME(fc1);

using List = Sequential<                                                                                    //
    Named<conv1, Conv<32, Kernel<7>, Stride<2>, Pad<3>>>,                                                   // 83x83x32
    HalvingPool, Lrn<>,                                                                                     // 42x42x32
    Named<inception_2, Conv3x3<32, 96>>,                                                                    // 42x42x96
    Lrn<>, HalvingPool,                                                                                     // 21x21x96
    Named<inception_3a, Inception<Conv1x1<48>, Conv3x3<64, 96>, Conv5x5<16, 32>, PoolProj<SamePool, 32>>>,  // 21x21x208
    Named<inception_3c, Inception<Conv3x3<64, 128, 2>, Conv5x5<16, 32, 2>, HalvingPool>>,                   // 11x11x368
    Named<inception_4a, Inception<Conv1x1<128>, Conv3x3<96, 128>, Conv5x5<16, 48>, PoolProj<SameL2Pool, 64>>>,   // 11x11x368
    Named<inception_4e, Inception<Conv3x3<96, 160, 2>, Conv5x5<32, 64, 2>, HalvingPool>>,                   // 6x6x592
    Named<inception_5a, Inception<Conv1x1<192>, Conv3x3<96, 256>, PoolProj<SameL2Pool, 64>>>,               // 6x6x512
    Named<fc1, Maxout<672, 2>>,                                                                             //
    Named<fc, Dense<128>>, L2Normalise>;

}  // namespace nns1

struct Nns1 : Network<layers::Shape<165, 165, 3>, nns1::List> {
    static constexpr const char* name = "nns1";
};
static_assert((Nns1::costs.parameters + 500'000) / 1'000'000 == 26, "the paper counts 26 M parameters");
static_assert((Nns1::costs.multiply_adds + 5'000'000) / 10'000'000 == 22, "the paper counts 220 M multiply-adds");

}  // namespace nets
FACENET_NAMESPACE_END

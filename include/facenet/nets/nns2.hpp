// SPDX-License-Identifier: MIT
/// NNS2, the 'tiny Inception' of the FaceNet paper, 140x116x3 -> 128: OUR OWN READING. The paper (table 3 and section
/// 3.3) gives the input (read here as height x width, as of an upright face), 4.3 M parameters and 20 M multiply-adds,
/// and no table. This is NNS1's scheme with fewer channels still.
#pragma once

#include "nn2.hpp"

FACENET_NAMESPACE_BEGIN
namespace nets {
namespace nns2 {

using namespace nn2;
FACENET_NAME(fc1);

using List = Sequential<                                                                                     //
    Named<conv1, Conv<16, Kernel<5>, Stride<3>, Pad<2>>>,                                                    // 47x39x16
    HalvingPool, Lrn<>,                                                                                      // 24x20x16
    Named<inception_2, Conv3x3<20, 56>>,                                                                     // 24x20x56
    Lrn<>, HalvingPool,                                                                                      // 12x10x56
    Named<inception_3a, Inception<Conv1x1<32>, Conv3x3<32, 48>, Conv5x5<8, 16>, PoolProj<SamePool, 16>>>,    // 12x10x112
    Named<inception_3c, Inception<Conv3x3<48, 80, 2>, Conv5x5<16, 32, 2>, HalvingPool>>,                     // 6x5x224
    Named<inception_4a, Inception<Conv1x1<128>, Conv3x3<64, 112>, Conv5x5<16, 32>, PoolProj<SameL2Pool, 48>>>,  // 6x5x320
    Named<fc1, Maxout<210, 2>>,                                                                              //
    Named<fc, Dense<128>>, L2Normalise>;

}  // namespace nns2

struct Nns2 : Network<layers::Shape<140, 116, 3>, nns2::List> {
    static constexpr const char* name = "nns2";
};
static_assert((Nns2::costs.parameters + 50'000) / 100'000 == 43, "the paper counts 4.3 M parameters");
static_assert((Nns2::costs.multiply_adds + 500'000) / 1'000'000 == 20, "the paper counts 20 M multiply-adds");

}  // namespace nets
FACENET_NAMESPACE_END

// SPDX-License-Identifier: MIT
/// NN4: NN2 on 96x96x3 without 5x5 convolutions in the higher layers -> 128. FaceNet paper, section 3.3.
/// The paper does not name the layers; without them from 4e on, the multiply-adds are the published 285 M.
#pragma once

#include "nn2.hpp"

FACENET_NAMESPACE_BEGIN
namespace nets {
namespace nn4 {

using namespace nn2;

using Blocks4eTo5b = Sequential<                                                                       //
    Named<inception_4e, Inception<Conv3x3<160, 256, 2>, HalvingPool>>,                                 // 3x3x896
    Named<inception_5a, Inception<Conv1x1<384>, Conv3x3<192, 384>, PoolProj<SameL2Pool, 128>>>,        // 3x3x896
    Named<inception_5b, Inception<Conv1x1<384>, Conv3x3<192, 384>, PoolProj<SamePool, 128>>>>;         // 3x3x896

using List = Sequential<Stem, Blocks3To4d, nn4::Blocks4eTo5b, Head>;

}  // namespace nn4

struct Nn4 : Network<layers::Shape<96, 96, 3>, nn4::List> {
    static constexpr const char* name = "nn4";
};
static_assert((Nn4::costs.multiply_adds + 500'000) / 1'000'000 == 285, "the paper counts 285 M multiply-adds");

}  // namespace nets
FACENET_NAMESPACE_END

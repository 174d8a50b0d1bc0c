// SPDX-License-Identifier: MIT
/// NN3: NN2 on a smaller input, 160x160x3 -> 128. FaceNet paper, section 3.3 and table 3.
#pragma once

#include "nn2.hpp"

FACENET_NAMESPACE_BEGIN
namespace nets {

struct Nn3 : Network<layers::Shape<160, 160, 3>, nn2::List> {
    static constexpr const char* name = "nn3";
};
static_assert(Nn3::costs.parameters == Nn2::costs.parameters, "NN3 is NN2 but for its input");

}  // namespace nets
FACENET_NAMESPACE_END

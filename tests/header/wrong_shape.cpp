// SPDX-License-Identifier: MIT
// Networks that must not compile, each with a message that says why. One at a time: -DWRONG=n.
#include "facenet/nets/network.hpp"

using namespace facenet::layers;

#if WRONG == 1
using List = Sequential<Conv<8, Kernel<3>>, Conv<8, Kernel<7>>>;  // 8x8 -> 6x6, smaller than the kernel
#elif WRONG == 2
using List = Concat<Conv<8, Kernel<3>>, Conv<8, Kernel<1>>>;  // 6x6 beside 8x8
#elif WRONG == 3
FACENET_NAME(last);
using List = Residual<Conv<8, Kernel<1>>, Named<last, Conv<4, Kernel<1>, Stride<1>, Pad<0>, Linear>>>;  // 4 channels onto 3
#elif WRONG == 4
using List = Sequential<MaxPool<Kernel<2>, Stride<2>>, AvgPool<Kernel<5>, Stride<1>>>;  // 4x4 under a window of 5
#else
using List = Conv<8, Kernel<3>>;  // right
#endif

struct Net : facenet::nets::Network<Shape<8, 8, 3>, List> {};
static_assert(Net::costs.parameters > 0, "");
int main() {}

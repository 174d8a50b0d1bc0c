// SPDX-License-Identifier: MIT
/// Inception-ResNet-v1, 160x160x3 -> 512 or 128: what most people mean by 'FaceNet' (public repositories
/// davidsandberg/facenet, src/models/inception_resnet_v1.py, and timesler/facenet-pytorch, whose names it uses).
/// BatchNorm (eps 1e-3) is folded; the residual scales are stored in no checkpoint.
#pragma once

#include "network.hpp"

FACENET_NAMESPACE_BEGIN
namespace nets {
namespace inception_resnet_v1 {

using namespace layers;
FACENET_NAME(conv2d_1a);
FACENET_NAME(conv2d_2a);
FACENET_NAME(conv2d_2b);
FACENET_NAME(conv2d_3b);
FACENET_NAME(conv2d_4a);
FACENET_NAME(conv2d_4b);
FACENET_NAME(repeat_1);
FACENET_NAME(mixed_6a);
FACENET_NAME(repeat_2);
FACENET_NAME(mixed_7a);
FACENET_NAME(repeat_3);
FACENET_NAME(block8);
FACENET_NAME(branch0);
FACENET_NAME(branch1);
FACENET_NAME(branch2);
FACENET_NAME(conv2d);
FACENET_NAME(last_linear);

template <int Out>
using C1 = Conv<Out, Kernel<1>>;
template <int Out>
using C3 = Conv<Out, Kernel<3>>;
template <int Out>
using C3Same = Conv<Out, Kernel<3>, Stride<1>, Pad<1>>;
template <int Out>
using C3Half = Conv<Out, Kernel<3>, Stride<2>>;
template <int Out, int Length>
using Row = Conv<Out, Kernel<1, Length>, Stride<1>, Pad<0, Length / 2>>;
template <int Out, int Length>
using Column = Conv<Out, Kernel<Length, 1>, Stride<1>, Pad<Length / 2, 0>>;
using HalvingPool = MaxPool<Kernel<3>, Stride<2>>;

/// A branch of several convolutions, named 0, 1, ...
template <class Name, class... Convs>
struct BranchOf;
template <class Name, class A, class B>
struct BranchOf<Name, A, B> {
    using type = Named<Name, Sequential<Indexed<0, A>, Indexed<1, B>>>;
};
template <class Name, class A, class B, class C>
struct BranchOf<Name, A, B, C> {
    using type = Named<Name, Sequential<Indexed<0, A>, Indexed<1, B>, Indexed<2, C>>>;
};
template <class Name, class... Convs>
using Branch = typename BranchOf<Name, Convs...>::type;

/// The 1x1 convolution that brings a block's branches back to its input's channels.
template <int Out>
using Project = Named<conv2d, Conv<Out, Kernel<1>, Stride<1>, Pad<0>, Linear>>;

using Block35 = Residual<Concat<Named<branch0, C1<32>>,                              //
                                Branch<branch1, C1<32>, C3Same<32>>,                 //
                                Branch<branch2, C1<32>, C3Same<32>, C3Same<32>>>,    //
                         Project<256>, Ratio<17, 100>>;

using Mixed6a = Concat<Named<branch0, C3Half<384>>,                                  //
                       Branch<branch1, C1<192>, C3Same<192>, C3Half<256>>,           //
                       HalvingPool>;

using Block17 = Residual<Concat<Named<branch0, C1<128>>,                             //
                                Branch<branch1, C1<128>, Row<128, 7>, Column<128, 7>>>,
                         Project<896>, Ratio<10, 100>>;

using Mixed7a = Concat<Branch<branch0, C1<256>, C3Half<384>>,                        //
                       Branch<branch1, C1<256>, C3Half<256>>,                        //
                       Branch<branch2, C1<256>, C3Same<256>, C3Half<256>>,           //
                       HalvingPool>;

template <class Scale, class Act>
using Block8 = Residual<Concat<Named<branch0, C1<192>>,                              //
                               Branch<branch1, C1<192>, Row<192, 3>, Column<192, 3>>>,
                        Project<1792>, Scale, Act>;

template <int EmbeddingSize>
using List = Sequential<                                                      //
    Named<conv2d_1a, C3Half<32>>,                                             // 79x79x32
    Named<conv2d_2a, C3<32>>,                                                 // 77x77x32
    Named<conv2d_2b, C3Same<64>>, HalvingPool,                                // 38x38x64
    Named<conv2d_3b, C1<80>>,                                                 // 38x38x80
    Named<conv2d_4a, C3<192>>,                                                // 36x36x192
    Named<conv2d_4b, C3Half<256>>,                                            // 17x17x256
    Named<repeat_1, Repeat<5, Block35>>,                                      // 17x17x256
    Named<mixed_6a, Mixed6a>,                                                 // 8x8x896
    Named<repeat_2, Repeat<10, Block17>>,                                     // 8x8x896
    Named<mixed_7a, Mixed7a>,                                                 // 3x3x1792
    Named<repeat_3, Repeat<5, Block8<Ratio<20, 100>, Relu>>>,                 // 3x3x1792
    Named<block8, Block8<Ratio<1>, Linear>>,                                  // 3x3x1792
    GlobalAvgPool, Named<last_linear, Dense<EmbeddingSize>>, L2Normalise>;

}  // namespace inception_resnet_v1

template <int EmbeddingSize>
struct InceptionResnetV1 : Network<layers::Shape<160, 160, 3>, inception_resnet_v1::List<EmbeddingSize>> {
    static_assert(EmbeddingSize == 128 || EmbeddingSize == 512, "facenet: checkpoints have 128 or 512 dimensions");
    static constexpr const char* name = EmbeddingSize == 512 ? "inception_resnet_v1_512" : "inception_resnet_v1_128";
};
static_assert(InceptionResnetV1<512>::costs.parameters == 23'467'824, "published, BatchNorm folded");
static_assert(InceptionResnetV1<128>::costs.parameters == 22'808'144 - 2 * 14'416,
              "published with BatchNorm's shift, mean and variance of 14,416 channels; folded, one of the three is left");
static_assert((InceptionResnetV1<512>::costs.multiply_adds + 5'000'000) / 10'000'000 == 142, "1.42 G multiply-adds");

}  // namespace nets
FACENET_NAMESPACE_END

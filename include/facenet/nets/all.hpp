// SPDX-License-Identifier: MIT
/// All networks, and the embedder that opens any of them. A program that knows its network includes that one only.
#pragma once

#include "../embedder.hpp"
#include "dlib_resnet.hpp"
#include "inception_resnet_v1.hpp"
#include "mtcnn.hpp"
#include "nn1.hpp"
#include "nn2.hpp"
#include "nn3.hpp"
#include "nn4.hpp"
#include "nns1.hpp"
#include "nns2.hpp"
#include "openface_nn4_small2.hpp"

FACENET_NAMESPACE_BEGIN

using AnyEmbedder =
    Embedder<nets::Nn1, nets::Nn2, nets::Nn3, nets::Nn4, nets::Nns1, nets::Nns2, nets::OpenfaceNn4Small2,
             nets::InceptionResnetV1<512>, nets::InceptionResnetV1<128>, nets::DlibResnet>;

FACENET_NAMESPACE_END

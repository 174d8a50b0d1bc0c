// SPDX-License-Identifier: MIT
/// The embedder that opens blobs of any network. A program that knows its network is smaller with that one alone:
/// Embedder<nets::DlibResnet>.
#pragma once

#include "embedder.hpp"
#include "nets/all.hpp"

FACENET_NAMESPACE_BEGIN

using AnyEmbedder =
    Embedder<nets::Nn1, nets::Nn2, nets::Nn3, nets::Nn4, nets::Nns1, nets::Nns2, nets::OpenfaceNn4Small2,
             nets::InceptionResnetV1<512>, nets::InceptionResnetV1<128>, nets::DlibResnet>;

FACENET_NAMESPACE_END

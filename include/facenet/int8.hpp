// SPDX-License-Identifier: MIT
/// Networks of bytes: a quarter of the memory, and faster.
///
///     auto embedder = facenet::Embedder<facenet::Int8<facenet::nets::DlibResnet>>::open(blob_bytes);
///
/// Blobs for them are made by `weights_tool quantize`. Embeddings of a model's int8 and fp32 blobs live in one space: they
/// may be compared. An embedder may list a network in both precisions; the blob decides.
#pragma once

#include "any_embedder.hpp"
#include "model/int8_build.hpp"

FACENET_NAMESPACE_BEGIN

namespace detail {
template <class E>
struct InBoth;
template <class... Nets>
struct InBoth<Embedder<Nets...>> {
    using type = Embedder<Nets..., Int8<Nets>...>;
};
}  // namespace detail

/// The embedder that opens blobs of any network in any precision.
using AnyPrecisionEmbedder = typename detail::InBoth<AnyEmbedder>::type;

FACENET_NAMESPACE_END

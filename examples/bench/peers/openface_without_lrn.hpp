// SPDX-License-Identifier: MIT
/// OpenFace's nn4.small2 without its two response normalisations, for the comparison only: some engines compute those
/// slowly, and a ratio with them says little about convolutions. The tensors are the same.
#pragma once

#include <facenet/nets/openface_nn4_small2.hpp>

namespace bench {

/// Moves the layers of the second list behind those of the first, but for normalisations.
template <class Kept, class Rest>
struct WithoutLrn;
template <class... Kept>
struct WithoutLrn<facenet::layers::Sequential<Kept...>, facenet::layers::Sequential<>> {
    using type = facenet::layers::Sequential<Kept...>;
};
template <class... Kept, class... Rest>
struct WithoutLrn<facenet::layers::Sequential<Kept...>, facenet::layers::Sequential<facenet::layers::Lrn<>, Rest...>>
    : WithoutLrn<facenet::layers::Sequential<Kept...>, facenet::layers::Sequential<Rest...>> {};
template <class... Kept, class First, class... Rest>
struct WithoutLrn<facenet::layers::Sequential<Kept...>, facenet::layers::Sequential<First, Rest...>>
    : WithoutLrn<facenet::layers::Sequential<Kept..., First>, facenet::layers::Sequential<Rest...>> {};

struct OpenfaceWithoutLrn
    : facenet::nets::Network<
          facenet::nets::OpenfaceNn4Small2::Input,
          WithoutLrn<facenet::layers::Sequential<>, facenet::nets::OpenfaceNn4Small2::Layers>::type> {
    static constexpr const char* name = facenet::nets::OpenfaceNn4Small2::name;  // of the blobs that it opens
};

inline constexpr const char* kOpenfaceWithoutLrn = "openface_nn4_small2_without_lrn";

}  // namespace bench

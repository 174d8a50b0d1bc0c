// SPDX-License-Identifier: MIT
/// What every network of this folder is: a type with
///   name            as blobs spell it
///   Input           layers::Shape of the standardised face
///   Layers          the list of layers, from the input to the embedding
///   costs           parameters, multiply-adds and workspace, counted from the list
#pragma once

#include "../layers/layers.hpp"

FACENET_NAMESPACE_BEGIN
namespace nets {

/// Base of every network: checks at compile time that each layer fits the shape before it.
template <class In, class List>
struct Network {
    using Input = In;
    using Layers = List;
    static_assert(List::template fits<In>(), "facenet: a layer of this network does not fit the shape before it");
    static constexpr Dims output = List::out(In::dims);
    static constexpr layers::Costs costs = layers::measure<List>(In::dims);
    static constexpr int embedding_size = output.channels;
    static_assert(costs.paths_fit, "facenet: the names of a layer of this network are too long or too deep (layers/path.hpp)");
};

}  // namespace nets
FACENET_NAMESPACE_END

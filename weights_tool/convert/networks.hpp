// SPDX-License-Identifier: MIT
/// The networks that the tool converts: their inventories, and the recipe of their best known weights.
#pragma once

#include <string>
#include <vector>

#include "facenet/layers/record.hpp"
#include "facenet/data/recipe.hpp"

namespace facenet_tool {

struct KnownNetwork {
    std::string name;
    std::vector<facenet::layers::ConvRecord> layers;
    /// Input, standardisation, alignment and thresholds as published (shared facts in the README's table).
    facenet::Recipe recipe;
    facenet::layers::Costs costs;                  ///< of an embedder
    facenet::layers::Record (*record)() = nullptr;  ///< of an embedder: its whole plan
};

/// All networks, in the order of the README's table.
const std::vector<KnownNetwork>& known_networks();

/// The network of a name. Throws facenet::Error with the known names.
const KnownNetwork& known_network(const std::string& name);

}  // namespace facenet_tool

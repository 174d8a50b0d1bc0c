// SPDX-License-Identifier: MIT
/// Recipes with every field, and every kind of it, for seeds.
#pragma once

#include <vector>

#include "facenet/data/recipe.hpp"

namespace fuzz {

inline std::vector<facenet::Recipe> recipes() {
    facenet::Recipe plain;
    plain.network = "n";
    plain.model = "m";
    plain.source = "s";
    plain.licence = "MIT";
    plain.height = plain.width = 8;
    plain.standardisation = {facenet::StandardisationKind::fixed, {127.5f, 127.5f, 127.5f}, 1.0f / 128};
    plain.embedding_size = 8;
    plain.normalised = true;
    plain.verify_threshold = plain.group_threshold = 0.5f;

    facenet::Recipe packed = plain;
    packed.colour = facenet::ColourOrder::bgr;
    packed.alignment.kind = facenet::AlignTemplate::Kind::box;
    packed.alignment.margin = 4;
    packed.packed_panel = 16;

    facenet::Recipe int8 = plain;
    int8.standardisation = {facenet::StandardisationKind::prewhiten, {}, 0};
    int8.alignment.kind = facenet::AlignTemplate::Kind::similarity;
    int8.alignment.points = {{{0.3f, 0.4f}, {0.7f, 0.4f}, {0.5f, 0.6f}, {0.35f, 0.8f}, {0.65f, 0.8f}}};
    int8.metric = facenet::Metric::l2;
    int8.precision = facenet::Precision::int8;
    return {plain, packed, int8};
}

}  // namespace fuzz

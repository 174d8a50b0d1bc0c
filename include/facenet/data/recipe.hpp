// SPDX-License-Identifier: MIT
/// How a model wants its faces, and what its distances mean. Travels inside the blob (blob/FORMAT.md), so that
/// nobody can prepare the input wrongly.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "align_template.hpp"

FACENET_NAMESPACE_BEGIN

enum class ColourOrder : std::uint32_t { rgb = 0, bgr = 1 };

enum class StandardisationKind : std::uint32_t { fixed = 0, prewhiten = 1 };

/// From pixel values 0..255 to the network's input.
struct Standardisation {
    StandardisationKind kind = StandardisationKind::fixed;
    /// fixed: (x - mean[channel]) * scale.
    std::array<float, 3> mean{};
    float scale = 1.0f;
};

/// What a network computes with: single precision, or bytes (kernels/int8/args.hpp).
enum class Precision : std::uint32_t { fp32 = 0, int8 = 1 };

enum class Metric : std::uint32_t { squared_l2 = 0, l2 = 1 };

/// What is computed with: all but the words.
struct RecipeNumbers {
    int height = 0, width = 0;
    ColourOrder colour = ColourOrder::rgb;
    Standardisation standardisation;
    /// From a photo with a found face to the crop.
    AlignTemplate alignment;
    /// Numbers of an embedding; 0 where the model is no embedder (a detector).
    int embedding_size = 0;
    bool normalised = false;
    Metric metric = Metric::squared_l2;
    /// Distances below it: the same person (verification), one group (average linkage).
    float verify_threshold = 0.0f, group_threshold = 0.0f;
    /// Columns of the panels in which the blob holds its weights, packed for kernels of that width; 0: not packed.
    int packed_panel = 0;
    Precision precision = Precision::fp32;
};

struct Recipe : RecipeNumbers {
    std::string network;
    std::string model, source, licence;
};

/// A recipe whose words lie in the blob that it was read from.
struct RecipeView : RecipeNumbers {
    std::string_view network, model, source, licence;

    operator Recipe() const { return {*this, std::string(network), std::string(model), std::string(source), std::string(licence)}; }
};

FACENET_NAMESPACE_END

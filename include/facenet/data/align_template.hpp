// SPDX-License-Identifier: MIT
/// Where a face belongs in the crop that a network was trained on. Part of the recipe.
#pragma once

#include <array>
#include <cstdint>

#include "geometry.hpp"

FACENET_NAMESPACE_BEGIN

/// How a network wants its faces cut out.
struct AlignTemplate {
    enum class Kind : std::uint32_t {  // the numbers of blob/FORMAT.md
        none = 0,        ///< not said: the photo is the crop, and is resized
        similarity = 1,  ///< turned, scaled and shifted so that five landmarks come closest to `points`
        box = 2,         ///< the detector's box, widened by `margin`, clipped to the photo, upright; its aspect is not kept
    };
    Kind kind = Kind::none;
    /// Kind similarity: where the landmarks belong, as fractions of the chip's width and height. (The point p of a chip
    /// of n pixels is at p * n, whole numbers being centres of pixels, as in dlib.)
    std::array<Point, 5> points{};
    /// Kind box: left and right margin together, as top and bottom, in pixels of the chip. (facenet-pytorch's margin;
    /// 14 at 160 pixels is what the checkpoints of davidsandberg/facenet were trained with.)
    float margin = 0;
};

namespace detail {
constexpr Point in_padded_square(float x, float y, float padding) {
    return {(x + padding) / (1 + 2 * padding), (y + padding) / (1 + 2 * padding)};
}
}  // namespace detail

/// dlib_face_recognition_resnet_model_v1: dlib's mean face (eye centres, tip of the nose, corners of the mouth) with
/// a padding of 0.25 on each side; 150 pixels.
inline constexpr AlignTemplate kDlibTemplate{
    AlignTemplate::Kind::similarity,
    {detail::in_padded_square(0.22549f, 0.21599f, 0.25f), detail::in_padded_square(0.754761f, 0.21599f, 0.25f),
     detail::in_padded_square(0.490127f, 0.515625f, 0.25f), detail::in_padded_square(0.254149f, 0.780233f, 0.25f),
     detail::in_padded_square(0.726104f, 0.780233f, 0.25f)},
    0};

/// OpenFace's models (96 pixels): the same five points in its mean face, stretched to the chip as OpenFace does (public
/// repository cmusatyalab/openface, openface/align_dlib.py: MINMAX_TEMPLATE). OpenFace itself fits an affine transform
/// to the outer corners of the eyes and the base of the nose, which a detector of five points does not find.
inline constexpr AlignTemplate kOpenfaceTemplate{
    AlignTemplate::Kind::similarity,
    {Point{0.277371f, 0.167284f}, Point{0.706148f, 0.159f}, Point{0.492094f, 0.422107f}, Point{0.30711f, 0.64185f},
     Point{0.695414f, 0.634143f}},
    0};

/// The checkpoints of davidsandberg/facenet (160 pixels): MTCNN's box with a margin.
inline constexpr AlignTemplate kFacenetTemplate{AlignTemplate::Kind::box, {}, 14};

FACENET_NAMESPACE_END

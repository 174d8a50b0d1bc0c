// SPDX-License-Identifier: MIT
/// From a found face to the crop that a network was trained on.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>

#include "data/align_template.hpp"
#include "data/geometry.hpp"
#include "image/image.hpp"
#include "image/resize.hpp"
#include "image/similarity.hpp"
#include "image/warp.hpp"

FACENET_NAMESPACE_BEGIN

/// From the chip (width x height pixels) to the photo: the transform that aligning by five points uses. It is fitted in
/// the photo's pixels, as dlib does. Error: landmarks not finite, all in one place, or mirrored so that nothing fits.
inline Result<Similarity> chip_to_photo(const Landmarks& landmarks, const AlignTemplate& align_template, int width,
                                        int height) {
    std::array<Point, 5> chip = align_template.points;
    for (Point& point : chip)
        point = {point.x * static_cast<float>(width), point.y * static_cast<float>(height)};
    return fit_similarity(chip, landmarks);
}

/// The part of a photo of `photo_width` x `photo_height` pixels that kind box cuts out, in whole pixels (as
/// facenet-pytorch: clipped, then cut to whole numbers). Error: a box that is not finite or of which nothing remains,
/// or a margin not smaller than the chip.
inline Result<Box> box_with_margin(const Box& box, float margin, int width, int height, int photo_width,
                                   int photo_height) {
    if (!(margin >= 0 && margin < static_cast<float>(std::min(width, height))))
        return mismatch_error("align", "a margin of 0 to less than the chip's " + std::to_string(std::min(width, height)),
                        std::to_string(margin));
    const auto found = [&] {
        return std::to_string(box.left) + ", " + std::to_string(box.top) + " to " + std::to_string(box.right) + ", " +
               std::to_string(box.bottom);
    };
    if (!std::isfinite(box.left) || !std::isfinite(box.top) || !std::isfinite(box.right) || !std::isfinite(box.bottom))
        return mismatch_error("align", "a finite box", found());
    const float dx = margin * box.width() / (static_cast<float>(width) - margin) / 2;
    const float dy = margin * box.height() / (static_cast<float>(height) - margin) / 2;
    const Box cut{std::trunc(std::max(box.left - dx, 0.0f)), std::trunc(std::max(box.top - dy, 0.0f)),
                  std::trunc(std::min(box.right + dx, static_cast<float>(photo_width))),
                  std::trunc(std::min(box.bottom + dy, static_cast<float>(photo_height)))};
    if (!(cut.left < cut.right && cut.top < cut.bottom))
        return mismatch_error("align", "a box inside the photo", found());
    return cut;
}

/// Fills `out` ([height][width][3] bytes, RGB) with a face of the photo as the template wants it: `box` serves kind
/// box, `landmarks` serve kind similarity. Allocates only as try_warp(). Errors: an empty photo, and those of
/// chip_to_photo(), box_with_margin() and try_warp().
inline Result<void> try_align(const ImageView& photo, const Box& box, const Landmarks& landmarks,
                              const AlignTemplate& align_template, int width, int height, std::uint8_t* out,
                              WarpScratch& scratch) {
    if (photo.data == nullptr || photo.empty()) return mismatch_error("align", "a photo", "an empty one");
    if (const auto size = check_image_size(width, height, "align"); !size) return size;
    if (align_template.kind == AlignTemplate::Kind::similarity) {
        const auto transform = chip_to_photo(landmarks, align_template, width, height);
        if (!transform) return transform.error();
        return try_warp(photo, *transform, width, height, out, scratch);
    }
    ImageView face = photo;
    if (align_template.kind == AlignTemplate::Kind::box) {
        const auto cut = box_with_margin(box, align_template.margin, width, height, photo.width, photo.height);
        if (!cut) return cut.error();
        face = crop(photo, static_cast<int>(cut->left), static_cast<int>(cut->top), static_cast<int>(cut->right),
                    static_cast<int>(cut->bottom));
    }
    resize_triangle(face, width, height, out);
    return {};
}

/// As above for those who have landmarks only. Error also: kind box, for which landmarks do not suffice.
inline Result<void> try_align(const ImageView& photo, const Landmarks& landmarks, const AlignTemplate& align_template,
                              int width, int height, std::uint8_t* out, WarpScratch& scratch) {
    if (align_template.kind == AlignTemplate::Kind::box)
        return mismatch_error("align", "the face's box, which this model's crops are made by", "landmarks only");
    return try_align(photo, Box{}, landmarks, align_template, width, height, out, scratch);
}

/// A face as an image of its own. Errors: as above.
inline Result<Image> try_align(const ImageView& photo, const Box& box, const Landmarks& landmarks,
                               const AlignTemplate& align_template, int width, int height) {
    Result<Image> chip = Image::try_make(width, height);
    if (!chip) return chip;
    WarpScratch scratch;
    const auto done = try_align(photo, box, landmarks, align_template, width, height, chip->data(), scratch);
    if (!done) return done.error();
    return chip;
}
inline Result<Image> try_align(const ImageView& photo, const Landmarks& landmarks, const AlignTemplate& align_template,
                               int width, int height) {
    Result<Image> chip = Image::try_make(width, height);
    if (!chip) return chip;
    WarpScratch scratch;
    const auto done = try_align(photo, landmarks, align_template, width, height, chip->data(), scratch);
    if (!done) return done.error();
    return chip;
}
inline Outcome<Image> align(const ImageView& photo, const Box& box, const Landmarks& landmarks,
                            const AlignTemplate& align_template, int width, int height) {
    return deliver(try_align(photo, box, landmarks, align_template, width, height));
}
inline Outcome<Image> align(const ImageView& photo, const Landmarks& landmarks, const AlignTemplate& align_template,
                            int width, int height) {
    return deliver(try_align(photo, landmarks, align_template, width, height));
}

FACENET_NAMESPACE_END

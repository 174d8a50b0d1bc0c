// SPDX-License-Identifier: MIT
/// Is this picture of a face good enough? Which of several is the best shot? Measured on the picture, as ISO/IEC
/// 29794-5 does: size, pose, sharpness, exposure; no model is needed.
///
///     const facenet::FaceQuality quality = facenet::face_quality(photo, face);
///     if (const std::string why = facenet::complaint(quality); !why.empty()) refuse(why);
///
/// A header of its own: facenet.hpp does not bring it.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "align.hpp"
#include "data/face.hpp"

FACENET_NAMESPACE_BEGIN

/// How a head is turned, in degrees. 0, 0, 0: straight into the camera.
struct HeadPose {
    float yaw = 0;    ///< to the side: positive where the nose points to the right of the picture
    float pitch = 0;  ///< positive: upwards
    float roll = 0;   ///< in the picture's plane: positive clockwise
};

struct FaceQuality {
    float width = 0;   ///< of the face's box, in pixels of the photo
    float inside = 0;  ///< how much of the box the photo shows, 0 to 1
    HeadPose pose;
    float sharpness = 0;   ///< variance of the Laplacian over that of the brightness (see face_quality())
    float brightness = 0;  ///< mean luma of the face, 0 to 255
    float contrast = 0;    ///< its standard deviation
    float clipped = 0;     ///< share of the face that is pure black or white, 0 to 1
    float score = 0;       ///< all in one, 0 to 1: of several shots of a person, that of the highest score is the best
};

/// What enrolling a face asks for at least: beyond these, an embedding says little about the person. They are to refuse
/// what is hopeless, not what is merely poor; FaceQuality::score tells better from worse.
///
/// The defaults were checked on 70 real faces: of the usable ones the narrowest is 66 pixels wide, the one turned most
/// 46 degrees, the least sharp 0.13, the darkest 59, the flattest 23. Blurred by 0.12 of the distance of the eyes, most
/// fall below the limit of sharpness.
struct QualityLimits {
    float width = 40;
    float inside = 0.6f;
    float yaw = 60, pitch = 50;
    float sharpness = 0.03f;
    /// Far beyond what dark or light skin is in any usable light.
    float darkest = 20, brightest = 240;
    float contrast = 8;
    float clipped = 0.5f;
};

namespace detail {

/// Proportions of a mean face in units of half the distance of the eyes. How far the tip of the nose stands out before
/// the plane of eyes and mouth is that of the head model commonly used for pose estimation (eye corners at +-225, 170;
/// mouth at +-150, -150; nose 130 before them); the rest is dlib's mean face (data/align_template.hpp).
inline constexpr float kNoseDepth = 0.85f, kEyesToMouth = 2.13f, kNoseHeight = 0.53f;

/// Side of the chip on which a face is measured. The eyes are 23 pixels apart in it: what is blurred at that scale is
/// blurred for every network, and noise and grain of larger photos are averaged away.
inline constexpr int kQualityChip = 64;

/// Calls `visit(luma, laplacian)` for the pixels of a chip (cut by kDlibTemplate) that show the face: the ellipse from
/// the brows to the chin, which leaves out hair and background, as far as `in_photo(x, y)`.
template <class InPhoto, class Visit>
void visit_face(const Image& chip, InPhoto&& in_photo, Visit&& visit) {
    const auto luma = [&](int x, int y) {
        const std::uint8_t* p = chip.pixel(x, y);
        return 0.299f * static_cast<float>(p[0]) + 0.587f * static_cast<float>(p[1]) +
               0.114f * static_cast<float>(p[2]);
    };
    const float side = static_cast<float>(chip.width());
    for (int y = 1; y + 1 < chip.height(); ++y)
        for (int x = 1; x + 1 < chip.width(); ++x) {
            const float dx = (static_cast<float>(x) / side - 0.5f) / 0.30f;
            const float dy = (static_cast<float>(y) / side - 0.52f) / 0.36f;
            if (dx * dx + dy * dy > 1 || !in_photo(x, y)) continue;
            const float centre = luma(x, y);
            visit(centre, luma(x - 1, y) + luma(x + 1, y) + luma(x, y - 1) + luma(x, y + 1) - 4 * centre);
        }
}

/// Mean and variance of numbers seen one after the other.
class Moments {
public:
    void add(float value) {
        sum_ += static_cast<double>(value), squares_ += static_cast<double>(value) * static_cast<double>(value),
            ++count_;
    }
    double mean() const { return count_ == 0 ? 0 : sum_ / count_; }
    double variance() const { return count_ == 0 ? 0 : std::max(squares_ / count_ - mean() * mean(), 0.0); }

private:
    double sum_ = 0, squares_ = 0;
    int count_ = 0;
};

}  // namespace detail

/// Pose from five landmarks, seen from far away. Roll is the angle of the line through the eyes. In the picture turned
/// upright, the tip of the nose moves away from the middle between eyes and mouth by depth * sin(yaw), while the eyes
/// draw together by cos(yaw): their quotient is depth * tan(yaw). Pitch is found in the same way from the nose's height
/// between eyes and mouth. Proportions differ from face to face: take it for exact to 10 degrees or so. Landmarks that
/// lie in one place or are not finite give angles that are not numbers.
inline HeadPose head_pose(const Landmarks& landmarks) {
    constexpr float kDegrees = 57.29578f;
    const float roll = std::atan2(landmarks[1].y - landmarks[0].y, landmarks[1].x - landmarks[0].x);
    const float c = std::cos(roll), s = std::sin(roll);
    Landmarks upright;
    for (std::size_t i = 0; i < landmarks.size(); ++i)
        upright[i] = {c * landmarks[i].x + s * landmarks[i].y, c * landmarks[i].y - s * landmarks[i].x};
    const auto middle = [&](std::size_t a, std::size_t b) {
        return Point{(upright[a].x + upright[b].x) / 2, (upright[a].y + upright[b].y) / 2};
    };
    const Point eyes = middle(0, 1), mouth = middle(3, 4), nose = upright[2];
    const float half_eyes = (upright[1].x - upright[0].x) / 2, height = mouth.y - eyes.y;
    const float at = (nose.y - eyes.y) / height;  // 0: height of the eyes, 1: of the mouth
    const float beside = nose.x - (eyes.x + (mouth.x - eyes.x) * at);
    HeadPose pose;
    pose.yaw = kDegrees * std::atan(beside / (half_eyes * detail::kNoseDepth));
    pose.pitch = kDegrees * std::atan((detail::kNoseHeight - at) * detail::kEyesToMouth / detail::kNoseDepth);
    pose.roll = kDegrees * roll;
    return pose;
}

namespace detail {

inline float quality_score(const FaceQuality& q) {
    constexpr float kRadians = 0.01745329f;
    const auto mark = [](float value, float full) { return std::clamp(value / full, 0.0f, 1.0f); };
    const float pose = std::cos(q.pose.yaw * kRadians) * std::cos(q.pose.pitch * kRadians);
    const float exposure = mark(q.contrast, 25) * mark(q.brightness, 60) * (1 - q.clipped);
    const float score = mark(q.width, 112) * q.inside * pose * mark(q.sharpness, 0.3f) * exposure;
    return score == score ? std::clamp(score, 0.0f, 1.0f) : 0.0f;
}

}  // namespace detail

/// Measures a face. `photo`: of any pixel format; `face`: with its five landmarks, as a detector finds it.
///
/// Sharpness, brightness, contrast and clipping are those of the face's middle in a chip of 64 x 64 pixels, aligned by
/// the landmarks. Sharpness is the variance of the Laplacian (Pech-Pacheco et al. 2000) over the variance of the
/// brightness, so that a flat light does not pass for blur.
///
/// The score is the product of marks of 0 to 1: width (full from 112 pixels on), how much of the face the photo shows,
/// cos(yaw) cos(pitch), sharpness (full from 0.3 on), and exposure (full from a contrast of 25 and a brightness of 60
/// on, less what is clipped).
///
/// Errors: a box that is empty or not finite; an empty photo, and landmarks that are not finite or that no face has.
inline Result<FaceQuality> try_face_quality(const ImageView& photo, const Face& face) {
    const Box& box = face.box;
    if (!(std::isfinite(box.area()) && box.area() > 0))
        return mismatch_error("face_quality", "a face's box", "an empty one");
    constexpr int kSide = detail::kQualityChip;
    const auto to_photo = chip_to_photo(face.landmarks, kDlibTemplate, kSide, kSide);
    if (!to_photo) return to_photo.error();
    const Result<Image> chip = try_warp(photo, *to_photo, kSide, kSide);
    if (!chip) return chip.error();

    const float right = static_cast<float>(photo.width) - 1, bottom = static_cast<float>(photo.height) - 1;
    // A pixel's neighbours count too, and lie in the photo as well.
    const float margin = static_cast<float>(1.5 * to_photo->scale());
    const auto in_photo = [&](int x, int y) {
        const Point p = (*to_photo)({static_cast<float>(x), static_cast<float>(y)});
        return p.x >= margin && p.y >= margin && p.x <= right - margin && p.y <= bottom - margin;
    };
    detail::Moments luma, edges, clipped;
    detail::visit_face(*chip, in_photo, [&](float value, float laplacian) {
        luma.add(value);
        edges.add(laplacian);
        clipped.add(value <= 4 || value >= 251 ? 1.0f : 0.0f);
    });

    FaceQuality quality;
    const Box seen{std::max(box.left, 0.0f), std::max(box.top, 0.0f), std::min(box.right, right + 1),
                   std::min(box.bottom, bottom + 1)};
    quality.width = box.width();
    quality.inside = seen.area() / box.area();
    quality.pose = head_pose(face.landmarks);
    quality.brightness = static_cast<float>(luma.mean());
    quality.contrast = static_cast<float>(std::sqrt(luma.variance()));
    quality.clipped = static_cast<float>(clipped.mean());
    quality.sharpness = luma.variance() > 0 ? static_cast<float>(edges.variance() / luma.variance()) : 0.0f;
    quality.score = detail::quality_score(quality);
    return quality;
}
inline Outcome<FaceQuality> face_quality(const ImageView& photo, const Face& face) {
    return deliver(try_face_quality(photo, face));
}

/// Why a face falls short of the limits: the first reason, as in "the face is 18 pixels wide, at least 40 are wanted".
/// Empty where it does not.
inline std::string complaint(const FaceQuality& quality, const QualityLimits& limits = {}) {
    const auto whole = [](float value) { return std::to_string(std::lround(value)); };
    const auto percent = [&](float share) { return whole(100 * share) + " %"; };
    const auto beyond = [](float value, float limit) { return !(std::abs(value) <= limit); };
    if (!(quality.width >= limits.width))
        return "the face is " + whole(quality.width) + " pixels wide, at least " + whole(limits.width) + " are wanted";
    if (!(quality.inside >= limits.inside))
        return percent(quality.inside) + " of the face is in the photo, at least " + percent(limits.inside) +
               " is wanted";
    if (beyond(quality.pose.yaw, limits.yaw))
        return "the face is turned away by " + whole(std::abs(quality.pose.yaw)) + " degrees, at most " +
               whole(limits.yaw) + " are wanted";
    if (beyond(quality.pose.pitch, limits.pitch))
        return std::string("the face looks ") + (quality.pose.pitch > 0 ? "up" : "down") + " by " +
               whole(std::abs(quality.pose.pitch)) + " degrees, at most " + whole(limits.pitch) + " are wanted";
    if (!(quality.brightness >= limits.darkest))
        return "the face is too dark: brightness " + whole(quality.brightness) + " of 255, at least " +
               whole(limits.darkest) + " is wanted";
    if (!(quality.brightness <= limits.brightest))
        return "the face is too bright: brightness " + whole(quality.brightness) + " of 255, at most " +
               whole(limits.brightest) + " is wanted";
    if (!(quality.clipped <= limits.clipped))
        return percent(quality.clipped) + " of the face is plain black or white, at most " + percent(limits.clipped) +
               " is wanted";
    if (!(quality.contrast >= limits.contrast))
        return "the face has no contrast: " + whole(quality.contrast) + " of 255, at least " + whole(limits.contrast) +
               " is wanted";
    if (!(quality.sharpness >= limits.sharpness))
        return "the face is blurred: sharpness " + std::to_string(quality.sharpness).substr(0, 5) + ", at least " +
               std::to_string(limits.sharpness).substr(0, 5) + " is wanted";
    return {};
}

FACENET_NAMESPACE_END

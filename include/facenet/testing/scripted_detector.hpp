// SPDX-License-Identifier: MIT
/// A detector that finds what the test says.
#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "../core/error.hpp"
#include "../data/face.hpp"
#include "../image/image.hpp"
#include "script.hpp"

FACENET_NAMESPACE_BEGIN

struct DetectorOptions;  // detect.hpp, which brings the networks

namespace testing {

/// Stands where a Detector is a template's parameter, or in the function that detects:
///
///     testing::ScriptedDetector detector;
///     detector.on(empty_hall, {}).then({face}).then(Error("camera unplugged"));
///
/// Answers as Script has it. Faces come back as they were written down, whatever the options; photos that Detector
/// refuses are refused here too. Copies share one script.
class ScriptedDetector {
public:
    using Faces = std::vector<Face>;

    /// The answer to every photo of these pixels, whatever its format. Error (in every call): as Image::from().
    ScriptedDetector& on(const ImageView& photo, Faces faces) { return answer_to(photo, std::move(faces)); }
    ScriptedDetector& on(const ImageView& photo, Error error) { return answer_to(photo, std::move(error)); }
    /// The answer to the next of the other photos.
    ScriptedDetector& then(Faces faces) { return script_.then(std::move(faces)), *this; }
    ScriptedDetector& then(Error error) { return script_.then(std::move(error)), *this; }
    /// What looks at all other photos; it may return an Error.
    ScriptedDetector& otherwise(std::function<Result<Faces>(const ImageView&)> find) {
        return script_.otherwise(std::move(find)), *this;
    }
    /// The answer to all other photos.
    ScriptedDetector& always(Faces faces) {
        return otherwise([faces = std::move(faces)](const ImageView&) { return faces; });
    }

    /// Calls so far, and answers of then() that are left.
    int calls() const { return script_.calls(); }
    int left() const { return script_.left(); }

    // As Detector.
    Outcome<Faces> detect(const ImageView& photo) const { return deliver(try_detect(photo)); }
    Outcome<Faces> detect(const ImageView& photo, const DetectorOptions&) const { return detect(photo); }
    Result<Faces> try_detect(const ImageView& photo, const DetectorOptions&) const { return try_detect(photo); }
    Result<Faces> try_detect(const ImageView& photo) const {
        if (photo.data == nullptr || photo.empty()) return mismatch_error("detect", "a photo", "an empty view");
        if (Result<void> r = check_image_size(photo.width, photo.height, "detect"); !r) return r.error();
        return script_.ask(photo);
    }

private:
    ScriptedDetector& answer_to(const ImageView& photo, Result<Faces> answer) {
        Result<Image> image = Image::try_from(photo);
        if (!image) script_.when([](const ImageView&) { return true; }, image.error());
        else
            script_.when([known = std::move(*image)](const ImageView& asked) { return same_pixels(known, asked); },
                         std::move(answer));
        return *this;
    }

    Script<Faces, ImageView> script_{"scripted detector"};
};

}  // namespace testing
FACENET_NAMESPACE_END

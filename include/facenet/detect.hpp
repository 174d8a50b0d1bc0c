// SPDX-License-Identifier: MIT
/// Finds faces and their landmarks in photos: MTCNN (Zhang et al. 2016, arXiv 1604.02878), with the results of the
/// Python package facenet-pytorch.
///
///     auto detector = facenet::Detector::open(blob_bytes);
///     for (const facenet::Face& face : detector.detect(photo)) ...
#pragma once

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "blob/reader.hpp"
#include "detect/stages.hpp"
#include "data/face.hpp"
#include "image/image.hpp"
#include "kernels/select.hpp"
#include "model/kernel_choice.hpp"
#include "model/program.hpp"
#include "model/weights.hpp"
#include "nets/mtcnn.hpp"
#include "open_options.hpp"
#include "data/recipe.hpp"

FACENET_NAMESPACE_BEGIN

struct DetectorOptions {
    /// Side of the smallest face to look for, in pixels of the photo; at least 1. The time that a photo takes falls
    /// with its square. Below 12 the photo is enlarged, which rarely finds more.
    float min_face_size = 20;
    /// From one size of the photo to the next smaller one: above 0, up to 0.99. Closer to 1 is slower and misses less.
    double scale_factor = 0.709;
    /// Probabilities of a face from which on P-Net, and above which R-Net and O-Net keep a candidate; 0 to 1.
    std::array<float, 3> thresholds{0.6f, 0.7f, 0.7f};
    /// Faces of a lower score are not returned; 0 to 1. A last filter of O-Net's probability, on top of its threshold:
    /// below 0.9 most are none.
    float min_score = 0.9f;
};

/// An opened detector. Immutable: threads share one.
class Detector {
public:
    /// `blob`: the bytes of a blob of the network "mtcnn", needed only during the call (but see
    /// OpenOptions::keep_bytes). Error: a damaged blob, another network, missing or superfluous tensors, no memory; a self-test was asked for (these blobs have none).
    static Outcome<Detector> open(ByteView blob, const OpenOptions& options = {}) {
        return deliver(try_open(blob, options));
    }
    static Result<Detector> try_open(ByteView bytes, const OpenOptions& options = {}) {
        Result<blob::Blob> blob = blob::Blob::open(bytes, {options.verify_checksum});
        if (!blob) return blob.error();
        return guarded<Detector>("detector", [&]() -> Result<Detector> {
            Detector detector;
            if (Result<void> r = detector.load(*blob, options); !r) return r.error();
            return detector;
        });
    }

    /// All faces of a photo, largest box first. A photo without faces, or smaller than the smallest face, gives none.
    /// Allocates a few megabytes, however large the photo is, and some bytes for every candidate. Error: an empty view
    /// or one that check_image_size() refuses, options out of range, no memory.
    Outcome<std::vector<Face>> detect(const ImageView& photo, const DetectorOptions& options = {}) const {
        return deliver(try_detect(photo, options));
    }
    Result<std::vector<Face>> try_detect(const ImageView& photo, const DetectorOptions& options = {}) const {
        if (photo.data == nullptr || photo.empty()) return mismatch_error("detect", "a photo", "an empty view");
        if (Result<void> r = check_image_size(photo.width, photo.height, "detect"); !r) return r.error();
        if (Result<void> r = check(options); !r) return r.error();
        return guarded<std::vector<Face>>("detect", [&] { return run(photo, options); });
    }

    const Recipe& recipe() const { return recipe_; }
    /// The kernels in use.
    Isa isa() const { return isa_; }

private:
    Detector() = default;

    Result<void> load(const blob::Blob& blob, const OpenOptions& options) {
        recipe_ = blob.recipe();
        if (recipe_.network != "mtcnn")
            return mismatch_error("detector, network of the blob", "mtcnn", "'" + recipe_.network + "'");
        if (recipe_.standardisation.kind != StandardisationKind::fixed)
            return mismatch_error("detector, recipe", "a fixed standardisation", "one by the image");
        if (options.self_test) return mismatch_error("detector, self-test", "an embedder's blob", "a detector's");
        const Result<Isa> isa = model::choose_isa(recipe_, options.isa);
        if (!isa) return isa.error();
        isa_ = *isa;
        const kernels::Kernels& table = kernels::table(isa_);
        const layers::Record pnet = layers::record<nets::MtcnnP>(nets::MtcnnP::Input::dims, "pnet"),
                       rnet = layers::record<nets::MtcnnR>(nets::MtcnnR::Input::dims, "rnet"),
                       onet = layers::record<nets::MtcnnO>(nets::MtcnnO::Input::dims, "onet");
        const auto load = [&](const layers::Record& network, const char* prefix, model::Weights& to) -> Result<void> {
            Result<model::Weights> weights =
                model::load_weights(blob, network.convolutions, table.panel, prefix, options.keep_bytes);
            if (!weights) return weights.error();
            to = std::move(*weights);
            return {};
        };
        if (Result<void> r = load(pnet, "pnet", pnet_); !r) return r;
        if (Result<void> r = load(rnet, "rnet", rnet_); !r) return r;
        if (Result<void> r = load(onet, "onet", onet_); !r) return r;
        if (Result<void> r = model::check_superfluous(blob, {pnet.convolutions, rnet.convolutions, onet.convolutions}); !r) return r;
        rnet_program_ = model::Program(rnet, rnet_.packed, table);
        onet_program_ = model::Program(onet, onet_.packed, table);
        return {};
    }

    static Result<void> check(const DetectorOptions& o) {
        const auto refuse = [](const char* option, const char* range, double found) {
            return mismatch_error(std::string("detect, ") + option, range, std::to_string(found));
        };
        const auto probability = [](float p) { return p >= 0 && p <= 1; };  // NaN is none
        if (!(o.min_face_size >= 1 && o.min_face_size <= 1e9f))
            return refuse("min_face_size", "1 pixel or more", static_cast<double>(o.min_face_size));
        if (!(o.scale_factor > 0 && o.scale_factor <= 0.99))
            return refuse("scale_factor", "more than 0, at most 0.99", o.scale_factor);
        for (const float threshold : o.thresholds)
            if (!probability(threshold)) return refuse("thresholds", "0 to 1", static_cast<double>(threshold));
        if (!probability(o.min_score)) return refuse("min_score", "0 to 1", static_cast<double>(o.min_score));
        return {};
    }

    Result<std::vector<Face>> run(const ImageView& given, const DetectorOptions& options) const {
        const ImageView photo = in_colour_order(given);
        const Standardisation& standardisation = recipe_.standardisation;
        const std::vector<detect::Level> levels = detect::pyramid(
            photo.width, photo.height, static_cast<double>(options.min_face_size), options.scale_factor);
        if (levels.empty()) return std::vector<Face>();
        AlignedBuffer workspace;
        if (Result<void> r =
                detect::reserve(workspace, std::max(rnet_program_.workspace_size(1, detect::kCandidateBatch),
                                                    onet_program_.workspace_size(1, detect::kCandidateBatch)));
            !r)
            return r.error();
        const Result<std::vector<detect::Candidate>> proposed = detect::propose(
            {pnet_.packed, kernels::table(isa_)}, photo, levels, standardisation, options.thresholds[0], workspace);
        if (!proposed) return proposed.error();
        const std::vector<detect::Candidate> refined =
            detect::refine(rnet_program_, photo, standardisation, *proposed, options.thresholds[1], workspace.data());
        std::vector<Face> faces =
            detect::decide(onet_program_, photo, standardisation, refined, options.thresholds[2], workspace.data());
        faces.erase(std::remove_if(faces.begin(), faces.end(),
                                   [&](const Face& face) { return face.score < options.min_score; }),
                    faces.end());
        std::stable_sort(faces.begin(), faces.end(),
                         [](const Face& a, const Face& b) { return a.box.area() > b.box.area(); });
        return faces;
    }

    /// The same pixels, seen so that the network's first channel comes first.
    ImageView in_colour_order(ImageView photo) const {
        if (recipe_.colour == ColourOrder::bgr) {
            switch (photo.format) {
            case PixelFormat::rgb: photo.format = PixelFormat::bgr; break;
            case PixelFormat::bgr: photo.format = PixelFormat::rgb; break;
            case PixelFormat::rgba: photo.format = PixelFormat::bgra; break;
            case PixelFormat::bgra: photo.format = PixelFormat::rgba; break;
            case PixelFormat::gray: break;
            }
        }
        return photo;
    }

    Recipe recipe_;
    Isa isa_ = Isa::native;
    model::Weights pnet_, rnet_, onet_;
    model::Program rnet_program_, onet_program_;
};

FACENET_NAMESPACE_END

// SPDX-License-Identifier: MIT
/// The cascade: P-Net proposes (proposals.hpp), R-Net refines, O-Net decides. Zhang et al. 2016 (arXiv 1604.02878),
/// with the arithmetic of the public repository timesler/facenet-pytorch (models/utils/detect_face.py).
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "../data/face.hpp"
#include "../image/resize.hpp"
#include "../model/program.hpp"
#include "proposals.hpp"

FACENET_NAMESPACE_BEGIN
namespace detect {

/// The better ones first; where scores are equal, the order stays.
inline void sort_by_score(std::vector<Candidate>& candidates) {
    std::stable_sort(candidates.begin(), candidates.end(),
                     [](const Candidate& a, const Candidate& b) { return a.score > b.score; });
}

/// Sorts and keeps the best of those that overlap by more than 0.7 of their union.
inline void keep_best(std::vector<Candidate>& candidates) {
    sort_by_score(candidates);
    std::vector<Box> boxes;
    boxes.reserve(candidates.size());
    for (const Candidate& c : candidates)
        boxes.push_back(c.box);
    std::size_t count = 0;
    for (const std::uint32_t i : suppress_by_union(boxes, 0.7))
        candidates[count++] = candidates[i];
    candidates.resize(count);
}

/// Regresses all boxes and makes them square; drops those that damaged weights have thrown out of every photo.
inline void regress_all(std::vector<Candidate>& candidates, float pixel) {
    std::size_t count = 0;
    for (Candidate& c : candidates) {
        c.box = square(regress(c.box, c.offsets, pixel));
        if (plausible(c.box)) candidates[count++] = c;
    }
    candidates.resize(count);
}

/// Candidates that go through R-Net or O-Net together.
inline constexpr int kCandidateBatch = 16;

/// Runs a network on the pixels of every candidate, resized to its input, and calls visit(candidate, outputs) in
/// order. Candidates beside the photo are left out. `workspace`: what the program needs for kCandidateBatch images.
template <class Visit>
void for_each_crop(const model::Program& network, const ImageView& photo, const Standardisation& standardisation,
                   const std::vector<Candidate>& candidates, float* workspace, Visit visit) {
    const Dims input = network.input_dims();
    for (std::size_t next = 0; next < candidates.size();) {
        const Candidate* batch[kCandidateBatch];
        int count = 0;
        for (; next < candidates.size() && count < kCandidateBatch; ++next)
            if (!pixels_of(photo, candidates[next].box).empty()) batch[count++] = &candidates[next];
        for (int i = 0; i < count; ++i) {
            float* to = network.input(workspace, i);
            resize_area(pixels_of(photo, batch[i]->box), input.width, input.height, to);
            for (std::size_t p = 0; p < input.size(); p += 3)
                for (std::size_t c = 0; c < 3; ++c)
                    to[p + c] = (to[p + c] - standardisation.mean[c]) * standardisation.scale;
        }
        network.run(workspace, count);
        for (int i = 0; i < count; ++i) visit(*batch[i], network.output(workspace, i));
    }
}

/// Stage 1: squares over the whole photo that may hold a face.
inline Result<std::vector<Candidate>> propose(const ProposalNetwork& net, const ImageView& photo,
                                              const std::vector<Level>& levels, const Standardisation& standardisation,
                                              float threshold, AlignedBuffer& workspace) {
    std::vector<Candidate> candidates;
    for (const Level& level : levels) {
        Result<std::vector<Proposal>> found = run_level(net, photo, level, standardisation, threshold, workspace);
        if (!found) return found.error();
        const std::vector<Candidate> best = best_of_level(std::move(*found), level);
        candidates.insert(candidates.end(), best.begin(), best.end());
    }
    keep_best(candidates);
    regress_all(candidates, 0);
    return candidates;
}

/// Stage 2: those of the candidates that R-Net takes for faces.
inline std::vector<Candidate> refine(const model::Program& network, const ImageView& photo,
                                     const Standardisation& standardisation, const std::vector<Candidate>& candidates,
                                     float threshold, float* workspace) {
    std::vector<Candidate> refined;
    for_each_crop(network, photo, standardisation, candidates, workspace, [&](const Candidate& c, const float* out) {
        if (out[1] > threshold) refined.push_back({c.box, out[1], {out[2], out[3], out[4], out[5]}});
    });
    keep_best(refined);
    regress_all(refined, 1);
    return refined;
}

/// Stage 3: the faces among the candidates, with their landmarks, in descending order of their scores.
inline std::vector<Face> decide(const model::Program& network, const ImageView& photo,
                                const Standardisation& standardisation, const std::vector<Candidate>& candidates,
                                float threshold, float* workspace) {
    std::vector<Face> found;
    for_each_crop(network, photo, standardisation, candidates, workspace, [&](const Candidate& c, const float* out) {
        if (!(out[1] > threshold)) return;
        Face face;
        face.score = out[1];
        face.box = regress(c.box, {out[2], out[3], out[4], out[5]}, 1);
        // Landmarks are fractions of the box that the network saw.
        const float width = c.box.width() + 1, height = c.box.height() + 1;
        for (std::size_t i = 0; i < face.landmarks.size(); ++i)
            face.landmarks[i] = {width * out[6 + i] + c.box.left - 1, height * out[11 + i] + c.box.top - 1};
        if (plausible(face.box) && plausible(face.landmarks)) found.push_back(face);
    });
    std::stable_sort(found.begin(), found.end(), [](const Face& a, const Face& b) { return a.score > b.score; });
    std::vector<Box> boxes;
    for (const Face& face : found)
        boxes.push_back(face.box);
    std::vector<Face> faces;
    for (const std::uint32_t i : suppress_by_smaller(boxes, 0.7f))
        faces.push_back(found[i]);
    return faces;
}

}  // namespace detect
FACENET_NAMESPACE_END

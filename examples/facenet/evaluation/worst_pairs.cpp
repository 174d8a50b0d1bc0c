// SPDX-License-Identifier: MIT
#include "worst_pairs.hpp"

#include <algorithm>
#include <filesystem>
#include <map>

#include "album/face_picture.hpp"
#include "html/data_uri.hpp"
#include "html/markup.hpp"
#include "html/page.hpp"
#include "photos/image_io.hpp"

namespace program {

using namespace html;

namespace {

constexpr std::size_t kMostPairs = 12;
constexpr int kSide = 112, kQuality = 82;

/// Indices of the scored pairs of one kind, the worst first.
std::vector<std::size_t> worst(const std::vector<facenet::ScoredPair>& scored, bool same) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < scored.size(); ++i)
        if (scored[i].same == same) order.push_back(i);
    const auto worse = [&](std::size_t a, std::size_t b) {
        if (scored[a].distance != scored[b].distance)
            return same ? scored[a].distance > scored[b].distance : scored[a].distance < scored[b].distance;
        return a < b;
    };
    const std::size_t count = std::min(order.size(), kMostPairs);
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end(), worse);
    order.resize(count);
    return order;
}

/// Pictures of faces, each made once. One that cannot be read any more is an empty square.
class Pictures {
public:
    Pictures(const Comparison& comparison, const std::vector<Findings>& findings, const std::vector<int>& faces)
        : comparison_(comparison), findings_(findings), faces_(faces) {}

    /// Of a track, its first frame with a face.
    std::string figure(const Subject& subject) {
        std::string picture = "<span class=\"nothing\"></span>", name = subject.name;
        for (const std::uint32_t photo : subject.photos)
            if (faces_[photo] >= 0) {
                picture = this->picture(photo);
                break;
            }
        const std::string shown = std::filesystem::path(name).filename().string();
        return "<figure>" + picture + "<figcaption title=\"" + escaped(name) + "\">" + escaped(shown) +
               "</figcaption></figure>";
    }

private:
    std::string picture(std::uint32_t photo) {
        std::string& markup = made_[photo];
        if (!markup.empty()) return markup;
        try {
            const facenet::Image image = load_photo(comparison_.photos[photo].path);
            const facenet::Face& face = findings_[photo].faces[static_cast<std::size_t>(faces_[photo])].face;
            markup = "<img alt=\"\" width=\"" + std::to_string(kSide) + "\" height=\"" + std::to_string(kSide) +
                     "\" src=\"" + data_uri("image/jpeg", encode_jpeg(face_picture(image, face, kSide), kQuality)) +
                     "\">";
        } catch (const facenet::Error&) {
            markup = "<span class=\"nothing\"></span>";
        }
        return markup;
    }

    const Comparison& comparison_;
    const std::vector<Findings>& findings_;
    const std::vector<int>& faces_;
    std::map<std::uint32_t, std::string> made_;
};

}  // namespace

std::string worst_pairs(const Comparison& comparison, const Evaluation& evaluation,
                        const std::vector<Findings>& findings, const std::vector<int>& faces) {
    Pictures pictures(comparison, findings, faces);
    const auto gallery = [&](bool same) {
        std::string markup = "<ol class=\"pairs\">\n";
        for (const std::size_t i : worst(evaluation.scored, same)) {
            const SubjectPair& pair = comparison.pairs[evaluation.pair_of[i]];
            const double distance = evaluation.scored[i].distance;
            const bool wrong = (distance < evaluation.threshold()) != same;
            const std::string verdict = !wrong ? "" : same ? " refused" : " accepted";
            markup += "<li" + std::string(wrong ? " class=\"wrong\"" : "") + "><div>" +
                      pictures.figure(comparison.subjects[pair.first]) +
                      pictures.figure(comparison.subjects[pair.second]) + "</div><b>" + number(distance, 3) + verdict +
                      "</b></li>\n";
        }
        return markup + "</ol>\n";
    };
    std::string markup;
    const std::string threshold =
        "What the model's threshold of " + number(evaluation.threshold(), 3) + " gets wrong is red.";
    if (evaluation.roc.same() > 0) markup += section("One person, far apart", threshold, gallery(true));
    if (evaluation.roc.different() > 0)
        markup += section("Different people, close together", threshold + " Look here for mistakes in the list, too.",
                          gallery(false));
    return markup;
}

}  // namespace program

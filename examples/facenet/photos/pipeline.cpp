// SPDX-License-Identifier: MIT
#include "pipeline.hpp"

#include <algorithm>
#include <facenet/core/error.hpp>
#include <optional>

#include "cache.hpp"
#include "image_io.hpp"
#include "parallel.hpp"
#include "report.hpp"
#include "terminal/progress.hpp"

namespace program {
namespace {

bool is_crop(const Models& models, const facenet::Image& image, Crops crops) {
    const bool fits = image.width() == models.recipe().width && image.height() == models.recipe().height;
    return crops == Crops::all || (crops == Crops::of_model_size && fits);
}

/// The whole image as a face.
facenet::Face whole(const facenet::Image& image) {
    facenet::Face face;
    face.box = {0, 0, static_cast<float>(image.width()), static_cast<float>(image.height())};
    return face;
}

void find_faces(const Models& models, const facenet::Image& image, Findings& findings) {
    for (const facenet::Face& face : models.detect(image))
        try {
            findings.faces.push_back({face, models.embed(image, face), facenet::face_quality(image, face)});
        } catch (const facenet::Error& error) {
            findings.problem = "the face at " + place(face) + ": " + error.what();
        }
    if (findings.faces.empty() && findings.problem.empty()) findings.problem = "no face was found";
}

/// A message about a photo without the photo's path, which all of load_photo()'s begin with.
std::string without_path(const std::string& message, const std::string& path) {
    const std::string prefix = path + ": ";
    return message.compare(0, prefix.size(), prefix) == 0 ? message.substr(prefix.size()) : message;
}

}  // namespace

Findings look_at(const Models& models, const std::string& photo, const PipelineOptions& options) {
    Findings findings;
    try {
        const facenet::Image image = load_photo(photo);
        findings.readable = true;
        findings.crop = is_crop(models, image, options.crops);
        if (findings.crop) {
            findings.faces.push_back({whole(image), models.embed_crop(image), {}});
        } else {
            find_faces(models, image, findings);
        }
    } catch (const std::exception& error) {
        findings.problem = without_path(error.what(), photo);
    }
    return findings;
}

std::vector<Findings> look_at(const Models& models, const std::vector<Photo>& photos, const PipelineOptions& options,
                              const std::string& what) {
    std::optional<Cache> cache;
    if (!options.cache.empty()) cache.emplace(options.cache, models, options);
    std::vector<Findings> findings(photos.size());
    Progress progress(what, photos.size());
    for_each_index(photos.size(), options.threads, [&](std::size_t p) {
        const std::string& path = photos[p].path;
        if (cache) {
            // The key is taken before the photo is read: one that changes meanwhile is looked at again next time.
            const Cache::Key key(path);
            if (const Findings* known = cache->find(key)) {
                findings[p] = *known;
            } else {
                findings[p] = look_at(models, path, options);
                cache->add(key, findings[p]);
            }
        } else {
            findings[p] = look_at(models, path, options);
        }
        progress.step();
    });
    return findings;
}

std::size_t print_problems(const std::vector<Photo>& photos, const std::vector<Findings>& findings) {
    std::size_t readable = 0;
    for (std::size_t p = 0; p < photos.size(); ++p) {
        if (!findings[p].problem.empty())
            std::fprintf(stderr, "facenet: %s: %s\n", photos[p].path.c_str(), findings[p].problem.c_str());
        readable += findings[p].readable ? 1 : 0;
    }
    return readable;
}

std::size_t largest(const Findings& findings) {
    const auto smaller = [](const FoundFace& a, const FoundFace& b) { return a.face.box.area() < b.face.box.area(); };
    const auto at = std::max_element(findings.faces.begin(), findings.faces.end(), smaller);
    return static_cast<std::size_t>(at - findings.faces.begin());
}

}  // namespace program

// SPDX-License-Identifier: MIT
#include "comparison.hpp"

#include <algorithm>
#include <array>
#include <facenet/blob_file.hpp>
#include <facenet/evaluate/pairs/csv_pairs.hpp>
#include <facenet/evaluate/pairs/identities.hpp>
#include <facenet/evaluate/pairs/lfw_pairs.hpp>
#include <facenet/evaluate/pairs/youtube_pairs.hpp>
#include <facenet/evaluate/protocol.hpp>
#include <facenet/evaluate/tracks.hpp>
#include <functional>
#include <map>

namespace fs = std::filesystem;

namespace program {
namespace {

constexpr std::array<const char*, 9> kExtensions = {".jpg",  ".jpeg", ".png",  ".bmp", ".gif",
                                                    ".webp", ".heic", ".avif", ".tif"};

bool is_meant_as_image(const fs::path& file) {
    const std::string extension = facenet::detail::lowered(file.extension().string());
    return std::find(kExtensions.begin(), kExtensions.end(), extension) != kExtensions.end() || looks_like_image(file);
}

/// Images in a folder and below it, by name.
std::vector<fs::path> images_below(const fs::path& folder) {
    std::vector<fs::path> images;
    std::error_code ignored;
    auto entry = fs::recursive_directory_iterator(folder, fs::directory_options::skip_permission_denied, ignored);
    for (; entry != fs::recursive_directory_iterator(); entry.increment(ignored)) {
        if (entry->path().filename().string().front() == '.') entry.disable_recursion_pending();
        else if (!entry->is_directory(ignored) && is_meant_as_image(entry->path())) images.push_back(entry->path());
    }
    std::sort(images.begin(), images.end());
    return images;
}

std::vector<fs::path> folders_in(const fs::path& folder) {
    std::vector<fs::path> folders;
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.is_directory() && entry.path().filename().string().front() != '.') folders.push_back(entry.path());
    std::sort(folders.begin(), folders.end());
    return folders;
}

void require_folder(const std::string& folder) {
    if (!fs::is_directory(folder)) throw facenet::Error(folder + ": expected a folder of photos, found none");
}

std::string text_of(const std::string& file) {
    const std::vector<std::uint8_t> bytes = facenet::read_file(file);
    return {bytes.begin(), bytes.end()};
}

/// Collects photos and subjects, each once.
class Collector {
public:
    explicit Collector(Comparison& comparison) : comparison_(comparison) {}

    std::uint32_t photo(const fs::path& path) {
        const auto next = static_cast<std::uint32_t>(comparison_.photos.size());
        const auto [at, is_new] = photo_of_.emplace(path.string(), next);
        if (is_new) comparison_.photos.push_back({path.string(), path.filename()});
        return at->second;
    }

    /// `files` is asked for the photos of a name that is new.
    std::uint32_t subject(const std::string& name, const std::function<std::vector<fs::path>()>& files) {
        const auto next = static_cast<std::uint32_t>(comparison_.subjects.size());
        const auto [at, is_new] = subject_of_.emplace(name, next);
        if (is_new) {
            comparison_.subjects.push_back({name, {}, 0});
            for (const fs::path& file : files())
                comparison_.subjects.back().photos.push_back(photo(file));
        }
        return at->second;
    }

private:
    Comparison& comparison_;
    std::map<std::string, std::uint32_t> photo_of_, subject_of_;
};

Comparison people_folder(const std::string& folder) {
    require_folder(folder);
    Comparison comparison;
    for (const fs::path& person : folders_in(folder)) {
        const std::vector<fs::path> images = images_below(person);
        if (images.empty()) continue;
        for (const fs::path& image : images) {
            const auto photo = static_cast<std::uint32_t>(comparison.photos.size());
            comparison.photos.push_back({image.string(), image.lexically_relative(folder)});
            comparison.subjects.push_back({image.string(), {photo}, comparison.identities});
        }
        ++comparison.identities;
    }
    if (comparison.photos.size() < 2)
        throw facenet::Error(folder + ": expected a folder for each person with photos in them, found " +
                             std::to_string(comparison.photos.size()) + " photos in such folders");
    for (std::uint32_t second = 1; second < comparison.subjects.size(); ++second)
        for (std::uint32_t first = 0; first < second; ++first) {
            const bool same = comparison.subjects[first].identity == comparison.subjects[second].identity;
            comparison.pairs.push_back({first, second, same, 0, 0});
        }
    return comparison;
}

/// A photo that is listed without an extension: the file that is there.
fs::path with_extension(const fs::path& photo) {
    std::error_code ignored;
    for (const char* extension : kExtensions) {
        const fs::path file = photo.string() + extension;
        if (fs::exists(file, ignored)) return file;
    }
    return photo.string() + ".jpg";
}

/// The frames of a track that are compared: names end in the number of the frame, without leading zeros.
std::vector<fs::path> frames_of(const fs::path& track) {
    std::vector<fs::path> frames = images_below(track);
    std::stable_sort(frames.begin(), frames.end(), [](const fs::path& a, const fs::path& b) {
        return a.filename().string().size() < b.filename().string().size();
    });
    if (frames.size() > facenet::kTrackFrames) frames.resize(facenet::kTrackFrames);
    return frames;
}

using FilesOf = std::function<std::vector<fs::path>(const std::string& name)>;

Comparison listed(const facenet::PairList& list, const FilesOf& files_of) {
    Comparison comparison;
    Collector collector(comparison);
    std::map<std::string, std::uint32_t> group_of;
    for (const facenet::ListedPair& pair : list.pairs) {
        SubjectPair indices;
        indices.first = collector.subject(pair.first, [&] { return files_of(pair.first); });
        indices.second = collector.subject(pair.second, [&] { return files_of(pair.second); });
        indices.same = pair.same, indices.fold = pair.fold;
        const auto [group, is_new] = group_of.emplace(pair.group, static_cast<std::uint32_t>(group_of.size()));
        if (is_new) comparison.groups.push_back(pair.group);
        indices.group = group->second;
        comparison.pairs.push_back(indices);
    }
    if (comparison.groups.size() == 1 && comparison.groups[0].empty()) comparison.groups.clear();
    comparison.folds = list.folds;

    facenet::Identities identities(comparison.subjects.size());
    for (const SubjectPair& pair : comparison.pairs)
        if (pair.same) identities.join(pair.first, pair.second);
    const std::vector<std::uint32_t> numbers = identities.numbers();
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        comparison.subjects[i].identity = numbers[i];
        comparison.identities = std::max(comparison.identities, numbers[i] + 1);
    }
    return comparison;
}

/// In names of LFW and of YouTube Faces, the person stands before the slash.
void name_identities(Comparison& comparison) {
    std::map<std::string, std::uint32_t> identity_of;
    for (Subject& subject : comparison.subjects) {
        const std::string person = subject.name.substr(0, subject.name.find('/'));
        subject.identity = identity_of.emplace(person, static_cast<std::uint32_t>(identity_of.size())).first->second;
    }
    comparison.identities = static_cast<std::uint32_t>(identity_of.size());
}

Comparison lfw_list(const ComparisonOptions& options) {
    require_folder(options.folder);
    Comparison comparison =
        listed(facenet::read_lfw_pairs(text_of(options.pairs), options.pairs), [&](const std::string& name) {
            return std::vector<fs::path>{with_extension(fs::path(options.folder) / name)};
        });
    name_identities(comparison);
    return comparison;
}

Comparison csv_list(const ComparisonOptions& options) {
    if (!options.folder.empty()) require_folder(options.folder);
    const fs::path folder = options.folder.empty() ? fs::path(options.csv).parent_path() : fs::path(options.folder);
    return listed(facenet::read_csv_pairs(text_of(options.csv), options.csv),
                  [&](const std::string& name) { return std::vector<fs::path>{folder / name}; });
}

Comparison youtube_list(const ComparisonOptions& options) {
    require_folder(options.folder);
    Comparison comparison = listed(facenet::read_youtube_pairs(text_of(options.youtube), options.youtube),
                                   [&](const std::string& name) { return frames_of(fs::path(options.folder) / name); });
    comparison.tracks = true;
    name_identities(comparison);
    return comparison;
}

}  // namespace

Comparison read_comparison(const ComparisonOptions& options) {
    Comparison comparison = !options.pairs.empty()     ? lfw_list(options)
                            : !options.csv.empty()     ? csv_list(options)
                            : !options.youtube.empty() ? youtube_list(options)
                                                       : people_folder(options.folder);
    if (options.folds > 0) {
        const std::vector<int> fold_of = facenet::contiguous_folds(comparison.pairs.size(), options.folds);
        for (std::size_t i = 0; i < fold_of.size(); ++i)
            comparison.pairs[i].fold = fold_of[i];
        comparison.folds = options.folds;
    }
    return comparison;
}

}  // namespace program

// SPDX-License-Identifier: MIT
/// Which photos `facenet evaluate` compares, and what is known of them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "photos/photos.hpp"

namespace program {

/// What the command line says about it: a folder alone, or a list of pairs and perhaps a folder.
struct ComparisonOptions {
    std::string folder;   ///< INPUT
    std::string pairs;    ///< --pairs: LFW's pairs.txt
    std::string csv;      ///< --csv
    std::string youtube;  ///< --youtube: splits of YouTube Faces
    int folds = 0;        ///< --folds; 0: what the list has
};

/// One side of a pair: a photo, or a track of several that are compared as one.
struct Subject {
    std::string name;
    std::vector<std::uint32_t> photos;
    std::uint32_t identity = 0;
};

struct SubjectPair {
    std::uint32_t first = 0, second = 0;  ///< subjects
    bool same = false;
    int fold = 0;
    std::uint32_t group = 0;  ///< index of Comparison::groups, where there are any
};

struct Comparison {
    std::vector<Photo> photos;
    std::vector<Subject> subjects;
    std::vector<SubjectPair> pairs;
    std::uint32_t identities = 0;
    int folds = 0;  ///< 0: none
    bool tracks = false;
    std::vector<std::string> groups;  ///< their labels
};

/// - A folder alone: each of its folders is one person's; all pairs of photos. Files there that are named or begin like
///   images count, so that those that cannot be read are heard of.
/// - pairs.txt: photos below the folder, whatever their extension.
/// - CSV: photos relative to the folder, or else to the CSV; identities are what its pairs of one person join.
/// - YouTube Faces: tracks are folders below the folder; their first 100 images, the shortest names first.
/// Photos that a list names and that are not there are kept: looking at them says why they fail.
/// Throws facenet::Error for a folder or list that is missing, damaged or without a pair.
Comparison read_comparison(const ComparisonOptions& options);

}  // namespace program

// SPDX-License-Identifier: MIT
/// Which of the faces of many photos are the same person.
#pragma once

#include <facenet/cluster_embeddings.hpp>
#include <optional>
#include <vector>

#include "photos/pipeline.hpp"

namespace program {

struct GroupingOptions {
    facenet::Linkage linkage = facenet::Linkage::average;
    std::optional<float> threshold;  ///< unless given, the model's
    std::size_t number = 0;          ///< of clusters wanted; 0: as many as the threshold gives
    bool graph = false;              ///< by the neighbour graph, for more faces than a table of all pairs could hold
    std::size_t neighbours = facenet::GraphOptions().neighbours;
    bool collage = false;  ///< one photo may show a person twice
    std::size_t threads = 1;
};

/// One face of all photos.
struct Member {
    std::size_t photo = 0, face = 0;
    int person = 0;
};

/// Everybody found: people are numbered from 1, the most frequent first, equals in the order in which they appear.
struct People {
    std::vector<Member> members;  ///< in the order of photos and faces
    std::vector<int> faces_of;    ///< how many faces person i + 1 has
};

/// Groups rows of embeddings as the options say. Throws facenet::Error.
facenet::Clusters group_rows(const facenet::Recipe& recipe, const facenet::FloatRows& rows,
                             const facenet::Constraints& constraints, const GroupingOptions& options);

/// Groups the faces of photos; those of one photo are different people, unless it is a collage. Faces that the photo's
/// border cuts off (QualityLimits::inside) join others if they are close, but are never what makes two faces one
/// person. Throws facenet::Error.
People group_faces(const facenet::Recipe& recipe, const std::vector<Findings>& findings,
                   const GroupingOptions& options);

/// Numbers clusters as People does: a number from 1 for each label, and how many items each has.
std::vector<int> numbered_by_size(const facenet::Clusters& clusters, std::vector<int>& sizes);

}  // namespace program

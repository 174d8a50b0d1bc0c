// SPDX-License-Identifier: MIT
/// Which model's embeddings a gallery holds, and what their distances mean.
#pragma once

#include <cmath>
#include <string>

#include "../core/error.hpp"
#include "../data/embedding.hpp"
#include "../data/recipe.hpp"
#include "bytes.hpp"

FACENET_NAMESPACE_BEGIN
namespace gallery {

/// What of a Recipe tells one space of embeddings from another, and the thresholds in it. Precision and packing are
/// left out: the fp32 and the int8 blob of one model make embeddings of the same space.
struct Stamp {
    std::string network, model;
    int embedding_size = 0;
    bool normalised = false;
    Metric metric = Metric::squared_l2;
    float verify_threshold = 0, group_threshold = 0;

    static Stamp of(const Recipe& r) {
        return {r.network, r.model, r.embedding_size, r.normalised, r.metric, r.verify_threshold, r.group_threshold};
    }
};

/// The same space; thresholds may differ.
inline bool same_space(const Stamp& a, const Stamp& b) {
    return a.network == b.network && a.model == b.model && a.embedding_size == b.embedding_size &&
           a.normalised == b.normalised && a.metric == b.metric;
}

/// "model 'm' (network 'n', 128 numbers, normalised, squared Euclidean)"
FACENET_COLD inline std::string describe(const Stamp& s) {
    return "model '" + s.model + "' (network '" + s.network + "', " + std::to_string(s.embedding_size) + " numbers, " +
           (s.normalised ? "normalised" : "not normalised") + ", " +
           (s.metric == Metric::l2 ? "Euclidean" : "squared Euclidean") + ")";
}

inline constexpr std::size_t kMaxModelName = 4096;

FACENET_COLD inline Result<void> check_stamp(const Stamp& s) {
    const auto wrong = [](const char* what, const std::string& expected, const std::string& found) {
        return mismatch_error(std::string("gallery, recipe, ") + what, expected, found);
    };
    if (s.network.size() > kMaxModelName || s.model.size() > kMaxModelName)
        return wrong("names of model and network", "at most 4096 bytes each",
                     std::to_string(s.network.size()) + " and " + std::to_string(s.model.size()));
    if (s.embedding_size < 1 || s.embedding_size > kMaxEmbeddingSize)
        return wrong("embedding size", "1 to " + std::to_string(kMaxEmbeddingSize), std::to_string(s.embedding_size));
    if (!std::isfinite(s.verify_threshold) || !std::isfinite(s.group_threshold))
        return wrong("thresholds", "finite numbers", "others");
    return {};
}

/// FORMAT.md, 'Stamp'.
inline void write_stamp(const Stamp& s, ByteWriter& to) {
    to.number(static_cast<std::uint32_t>(s.embedding_size));
    to.number(std::uint32_t{s.normalised});
    to.number(static_cast<std::uint32_t>(s.metric));
    to.number(s.verify_threshold);
    to.number(s.group_threshold);
    to.text(s.network);
    to.text(s.model);
}

FACENET_COLD inline Result<Stamp> read_stamp(ByteView bytes) {
    ByteReader from(bytes);
    Stamp s;
    const auto size = from.number<std::uint32_t>(), normalised = from.number<std::uint32_t>(),
               metric = from.number<std::uint32_t>();
    s.verify_threshold = from.number<float>();
    s.group_threshold = from.number<float>();
    s.network = from.text();
    s.model = from.text();
    if (!from.complete() || normalised > 1 || metric > 1)
        return mismatch_error("gallery, stamp", "a model's name, size, metric and thresholds", "other bytes");
    s.embedding_size = size <= static_cast<std::uint32_t>(kMaxEmbeddingSize) ? static_cast<int>(size) : 0;
    s.normalised = normalised == 1;
    s.metric = static_cast<Metric>(metric);
    if (Result<void> r = check_stamp(s); !r) return r.error();
    return s;
}

}  // namespace gallery
FACENET_NAMESPACE_END

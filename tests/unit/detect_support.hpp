// SPDX-License-Identifier: MIT
/// What the detector's tests share: trained and made-up blobs, and random photos.
#pragma once

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "facenet/blob/writer.hpp"
#include "facenet/detect.hpp"
#include "support/mutate.hpp"
#include "support/paths.hpp"

namespace detect_test {

using Bytes = std::vector<std::uint8_t>;

inline facenet::ByteView view(const Bytes& bytes) {
    return {bytes.data(), bytes.size()};
}

inline Bytes read_bytes(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// The blob of the trained detector; nothing, and a message, where nobody has converted it.
inline std::optional<Bytes> trained_blob() {
    const auto path = support::models_dir() / "mtcnn.blob";
    if (std::filesystem::exists(path)) return read_bytes(path);
    MESSAGE("skipped: there is no " << path.string() << " (tests/run.sh makes it)");
    return {};
}

inline nlohmann::json golden(const char* name) {
    std::ifstream file(support::source_dir() / "tests" / "golden" / name);
    REQUIRE(file.good());
    return nlohmann::json::parse(file);
}

/// -1 to 1.
inline float random_float(support::Dice& dice) {
    return static_cast<float>(dice.below(1u << 24)) / static_cast<float>(1u << 23) - 1.0f;
}

inline std::vector<facenet::layers::ConvRecord> inventory() {
    using namespace facenet;
    auto all = layers::record<nets::MtcnnP>(nets::MtcnnP::Input::dims, "pnet").convolutions;
    for (const auto& more : {layers::record<nets::MtcnnR>(nets::MtcnnR::Input::dims, "rnet").convolutions, layers::record<nets::MtcnnO>(nets::MtcnnO::Input::dims, "onet").convolutions})
        all.insert(all.end(), more.begin(), more.end());
    return all;
}

inline facenet::Recipe recipe() {
    facenet::Recipe r;
    r.network = "mtcnn";
    r.height = r.width = 12;
    r.standardisation = {facenet::StandardisationKind::fixed, {127.5f, 127.5f, 127.5f}, 1.0f / 128};
    return r;
}

/// Weights that find "faces" in most windows of any photo. `edit` may spoil them.
template <class Edit>
facenet::blob::Writer made_up_writer(std::uint64_t seed, facenet::Recipe r, Edit edit) {
    support::Dice dice(seed);
    facenet::blob::Writer writer(std::move(r));
    for (const auto& layer : inventory()) {
        const auto outputs = static_cast<std::uint32_t>(layer.out.channels);
        const auto values = [&](std::size_t count, float centre, float spread) {
            std::vector<float> v(count);
            for (float& x : v)
                x = centre + spread * random_float(dice);
            return v;
        };
        const auto depth = static_cast<std::size_t>(layer.depth());
        std::vector<float> weights = values(depth * outputs, 0, std::sqrt(6.0f / static_cast<float>(depth)));
        edit(layer.path, weights);
        writer.add(layer.path + "/weights", layer.weight_sides(), weights);
        std::vector<float> bias = values(outputs, 0, 0.1f);
        if (outputs == 2) bias[1] += 2;  // in favour of a face
        writer.add(layer.path + "/bias", {outputs}, bias);
        if (layer.has_slope()) writer.add(layer.path + "/slope", {outputs}, values(outputs, 0.25f, 0.1f));
    }
    return writer;
}
inline facenet::blob::Writer made_up_writer(std::uint64_t seed) {
    return made_up_writer(seed, recipe(), [](const std::string&, std::vector<float>&) {});
}
inline Bytes made_up_blob(std::uint64_t seed) {
    return made_up_writer(seed).bytes();
}

/// Random bytes as a photo; smooth in parts, so that levels differ.
inline Bytes random_bytes(support::Dice& dice, std::size_t size) {
    Bytes bytes(size);
    for (std::size_t i = 0; i < size; ++i)
        bytes[i] = static_cast<std::uint8_t>((i / 7 + dice.below(64)) % 256);
    return bytes;
}

inline bool same(const facenet::Face& a, const facenet::Face& b) {
    for (std::size_t i = 0; i < a.landmarks.size(); ++i)
        if (a.landmarks[i].x != b.landmarks[i].x || a.landmarks[i].y != b.landmarks[i].y) return false;
    return a.score == b.score && a.box.left == b.box.left && a.box.top == b.box.top && a.box.right == b.box.right &&
           a.box.bottom == b.box.bottom;
}

inline bool same(const std::vector<facenet::Face>& a, const std::vector<facenet::Face>& b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (!same(a[i], b[i])) return false;
    return true;
}

/// Options that let much through, so that every stage has something to do.
inline facenet::DetectorOptions generous() {
    facenet::DetectorOptions o;
    o.thresholds = {0.5f, 0.3f, 0.2f};
    o.min_score = 0;
    return o;
}

}  // namespace detect_test

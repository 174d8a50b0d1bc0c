// SPDX-License-Identifier: MIT
/// The embeddings of one identity, in the form in which a gallery stores them.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "../bytes/embedding.hpp"
#include "../core/error.hpp"
#include "../nearest/rows.hpp"
#include "stamp.hpp"

FACENET_NAMESPACE_BEGIN
namespace gallery {

/// Four bytes for each number of an embedding, or one (byte_embedding.hpp).
enum class Storage : std::uint32_t { floats = 0, bytes = 1 };

/// Most embeddings that one call enrols.
inline constexpr std::size_t kMaxShots = 65536;

/// Either `floats` or `bytes` is [count][embedding size].
struct Shots {
    std::size_t count = 0;
    std::vector<float> floats;
    std::vector<std::int8_t> bytes;
    std::vector<float> scales;  ///< [count] of bytes whose model is not normalised
};

/// Bytes of a direction need no scale.
inline bool has_scales(const Stamp& stamp, Storage storage) {
    return storage == Storage::bytes && !stamp.normalised;
}

inline bool all_finite(const float* values, std::size_t count) {
    bool finite = true;
    for (std::size_t i = 0; i < count; ++i)
        finite = std::isfinite(values[i]) && finite;
    return finite;
}

/// Are these embeddings that the stamp's model can have made? `what` is the message's word for them.
FACENET_COLD inline Result<void> check_rows(const Stamp& stamp, const FloatRows& rows, const std::string& what) {
    if (rows.count == 0) return {};
    if (rows.size != stamp.embedding_size)
        return mismatch_error("gallery, " + what,
                              std::to_string(stamp.embedding_size) + " numbers of " + describe(stamp),
                              std::to_string(rows.size));
    for (std::size_t i = 0; i < rows.count; ++i) {
        const float* row = rows[i];
        const std::string where = "gallery, " + what + " " + std::to_string(i);
        double squares = 0;
        for (int k = 0; k < rows.size; ++k)
            squares += static_cast<double>(row[k]) * static_cast<double>(row[k]);
        if (!std::isfinite(squares)) return mismatch_error(where, "finite numbers", "others");
        if (stamp.normalised && std::abs(std::sqrt(squares) - 1) > 0.01)
            return mismatch_error(where, "length 1 of " + describe(stamp),
                                  "length " + std::to_string(std::sqrt(squares)));
    }
    return {};
}

/// Checked, and in bytes where the storage is bytes.
FACENET_COLD inline Result<Shots> make_shots(const Stamp& stamp, Storage storage, const FloatRows& rows) {
    if (rows.count < 1 || rows.count > kMaxShots)
        return mismatch_error("gallery, embeddings of an identity", "1 to " + std::to_string(kMaxShots) + " at a time",
                              std::to_string(rows.count));
    if (Result<void> r = check_rows(stamp, rows, "embedding"); !r) return r.error();
    const std::size_t size = static_cast<std::size_t>(rows.size);
    Shots shots;
    shots.count = rows.count;
    if (storage == Storage::floats) {
        shots.floats.assign(rows.values, rows.values + rows.count * size);
        return shots;
    }
    shots.bytes.resize(rows.count * size);
    for (std::size_t i = 0; i < rows.count; ++i) {
        const float scale = quantise(rows[i], rows.size, shots.bytes.data() + i * size);
        if (has_scales(stamp, storage)) shots.scales.push_back(scale);
    }
    return shots;
}

}  // namespace gallery
FACENET_NAMESPACE_END

// SPDX-License-Identifier: MIT
/// What can happen to a gallery: one change is one record of its file (FORMAT.md, 'Changes').
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "bytes.hpp"
#include "names.hpp"
#include "shots.hpp"

FACENET_NAMESPACE_BEGIN
namespace gallery {

enum class ChangeKind : std::uint32_t {
    add = 1,      ///< shots join the identity of that name, which is made where there is none
    replace = 2,  ///< an identity's shots are these now
    remove = 3,
    rename = 4,
};

struct Change {
    ChangeKind kind = ChangeKind::add;
    std::string name;
    std::string new_name;  ///< rename
    Shots shots;           ///< add, replace
};

inline bool has_shots(ChangeKind kind) {
    return kind == ChangeKind::add || kind == ChangeKind::replace;
}

inline std::vector<std::uint8_t> encode_change(const Change& change) {
    ByteWriter to;
    to.number(static_cast<std::uint32_t>(change.kind));
    to.text(change.name);
    if (change.kind == ChangeKind::rename) to.text(change.new_name);
    if (!has_shots(change.kind)) return std::move(to.bytes);
    const Shots& shots = change.shots;
    to.number(static_cast<std::uint32_t>(shots.count));
    to.array(shots.scales.data(), shots.scales.size());
    to.array(shots.floats.data(), shots.floats.size());
    to.array(shots.bytes.data(), shots.bytes.size());
    return std::move(to.bytes);
}

/// A change's shots. They take no more memory than the bytes that are there.
inline bool read_shots(const Stamp& stamp, Storage storage, ByteReader& from, Shots& shots) {
    shots.count = from.number<std::uint32_t>();
    if (shots.count < 1 || shots.count > kMaxShots) return false;
    const std::size_t numbers = shots.count * static_cast<std::size_t>(stamp.embedding_size);
    const std::size_t scales = has_scales(stamp, storage) ? shots.count : 0;
    const bool bytes = storage == Storage::bytes;
    if (from.left() != scales * sizeof(float) + numbers * (bytes ? 1 : sizeof(float))) return false;
    shots.scales.resize(scales);
    from.array(shots.scales.data(), scales);
    shots.floats.resize(bytes ? 0 : numbers);
    from.array(shots.floats.data(), shots.floats.size());
    shots.bytes.resize(bytes ? numbers : 0);
    from.array(shots.bytes.data(), shots.bytes.size());
    return all_finite(shots.scales.data(), scales) && all_finite(shots.floats.data(), shots.floats.size());
}

/// Error: it is no change of a gallery of that stamp and storage.
FACENET_COLD inline Result<Change> decode_change(const Stamp& stamp, Storage storage, ByteView bytes) {
    ByteReader from(bytes);
    Change change;
    const auto kind = from.number<std::uint32_t>();
    change.kind = static_cast<ChangeKind>(kind);
    change.name = from.text();
    bool valid = kind >= 1 && kind <= 4;
    if (valid && has_shots(change.kind)) valid = read_shots(stamp, storage, from, change.shots);
    if (change.kind == ChangeKind::rename) change.new_name = from.text();
    if (!valid || !from.complete()) return mismatch_error("change", "a whole one of kind 1 to 4", "other bytes");
    if (Result<void> r = check_name(change.name); !r) return r.error();
    if (change.kind == ChangeKind::rename)
        if (Result<void> r = check_name(change.new_name); !r) return r.error();
    return change;
}

}  // namespace gallery
FACENET_NAMESPACE_END

// SPDX-License-Identifier: MIT
/// What of a network is bytes and what stays float. The same for the quantiser and for the program it makes.
#pragma once

#include <vector>

#include "../layers/record.hpp"

FACENET_NAMESPACE_BEGIN
namespace model {

/// The convolution (an index of Record::convolutions) that ends a network: it is float, as all that comes after it.
constexpr std::size_t last_convolution(const layers::RecordView& r) { return r.convolutions.size() - 1; }

/// Calls set(i, is_float) for maps i of Record::whole_maps, all of which are bytes before. Those stay float: the input, what the
/// last convolution reads, and all that comes after it. (A sum with a residual is made of bytes only.)
template <class Set>
constexpr void mark_float_maps(const layers::RecordView& r, Set set) {
    const auto mark = [&set](const layers::Slot& slot, bool is_float) { set(static_cast<std::size_t>(slot.map), is_float); };
    mark(r.input, true);
    std::size_t convolution = 0;
    for (const layers::Operation& op : r.operations) {
        if (op.kind == layers::Operation::Kind::conv) ++convolution;
        if (convolution <= last_convolution(r)) continue;
        mark(op.in, true);
        mark(op.out, true);
    }
    for (const layers::Operation& op : r.operations)
        if (op.has_residual) mark(op.out, false);
}
inline std::vector<bool> float_maps(const layers::RecordView& r) {
    std::vector<bool> stays(r.whole_maps.size());
    mark_float_maps(r, [&](std::size_t map, bool is_float) { stays[map] = is_float; });
    return stays;
}

/// How bytes of a map are read: q means scale * (q - zero).
struct MapScale {
    float scale = 1;
    int zero = 0;
};

/// A map of a program of bytes.
struct Int8Map {
    MapScale scale;
    bool is_float = false;
    std::ptrdiff_t place = 0;  // of a float map: floats from the first of them
};
/// Floats that a float map takes.
constexpr std::size_t aligned_floats(const Dims& d) { return round_up(d.size(), kAlignment / sizeof(float)); }

/// Says which maps are float and where they lie; `maps`: one for each of Record::whole_maps.
constexpr void place_float_maps(const layers::RecordView& r, Int8Map* maps) {
    mark_float_maps(r, [maps](std::size_t map, bool is_float) { maps[map].is_float = is_float; });
    std::size_t end = 0;
    for (std::size_t i = 0; i < r.whole_maps.size(); ++i) {
        if (!maps[i].is_float) continue;
        maps[i].place = static_cast<std::ptrdiff_t>(end);
        end += aligned_floats(r.whole_maps[i].dims);
    }
}

/// Names of an int8 blob's tensors (blob/FORMAT.md).
inline constexpr const char* kMapsName = "maps";

}  // namespace model
FACENET_NAMESPACE_END

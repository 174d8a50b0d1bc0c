// SPDX-License-Identifier: MIT
/// The range of values that a map's bytes cover.
#pragma once

#include <vector>

#include "facenet/model/int8_plan.hpp"
#include "observe.hpp"

namespace facenet_tool {

/// largest: all that was seen. headroom: half as much again, since other faces go beyond the few that were seen: what is cut
/// makes another face of one, a coarser step only noise. (The dlib ResNet calibrated with 11 faces of portraits, judged by
/// 240 crops of other photos: largest 5 verdicts changed, distances move by 0.072 at most; headroom none, 0.046.)
/// percentile: all but a ten-thousandth at either end. mse: where the mean square of the error, of rounding inside and of
/// cutting outside, is least.
enum class RangeMethod : unsigned char { largest, headroom, percentile, mse };
inline constexpr RangeMethod kRangeMethods[] = {RangeMethod::largest, RangeMethod::headroom, RangeMethod::percentile, RangeMethod::mse};
const char* range_method_name(RangeMethod method);

/// The bytes of one map. The zero point is 0 where nothing was negative.
facenet::model::MapScale choose_range(const MapStatistics& statistics, RangeMethod method);

/// The bytes of all maps. What only a maximum pooling writes has its input's, so that pooling needs no rounding.
std::vector<facenet::model::MapScale> choose_ranges(const facenet::layers::Record& record, const Observation& seen, RangeMethod method);

}  // namespace facenet_tool

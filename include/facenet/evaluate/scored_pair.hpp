// SPDX-License-Identifier: MIT
/// What every measure of recognition is computed from: how far apart two faces lie, and whether they are one person.
#pragma once

#include <cstdint>

#include "../core/config.hpp"

FACENET_NAMESPACE_BEGIN

/// Two faces (or photos, or tracks of a video).
struct ScoredPair {
    double distance = 0;  ///< under any metric; not a number: no threshold accepts it, as if it were infinite
    bool same = false;    ///< the truth
    /// The identities of both, numbered from 0: what the bootstrap draws (bootstrap.hpp). Nothing else reads them.
    std::uint32_t first = 0, second = 0;
};

FACENET_NAMESPACE_END

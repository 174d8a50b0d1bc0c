// SPDX-License-Identifier: MIT
/// What verification says of two faces.
#pragma once

#include "../core/config.hpp"

FACENET_NAMESPACE_BEGIN

struct Verdict {
    float distance = 0;
    float threshold = 0;
    /// distance < threshold
    bool same = false;
};

FACENET_NAMESPACE_END

// SPDX-License-Identifier: MIT
/// All layers.
#pragma once

#include "concat.hpp"
#include "conv.hpp"
#include "inception.hpp"
#include "normalise.hpp"
#include "plan.hpp"
#include "pool.hpp"
#include "residual.hpp"
#include "sequential.hpp"
#include "shape.hpp"

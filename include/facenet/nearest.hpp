// SPDX-License-Identifier: MIT
/// Exact search: which of many embeddings are nearest to a probe (nearest() and distances(), nearest/exact.hpp).
///
/// A header of its own: facenet.hpp does not bring it.
#pragma once

#include "nearest/exact.hpp"

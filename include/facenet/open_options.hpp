// SPDX-License-Identifier: MIT
/// How a blob is opened as a model.
#pragma once

#include "simd/isa.hpp"

FACENET_NAMESPACE_BEGIN

struct OpenOptions {
    /// Check the blob's checksum before anything else (blob::ReadOptions).
    bool verify_checksum = true;
    /// Embed the blob's self-test input and compare; an Error where the blob has none or the embeddings differ.
    bool self_test = false;
    /// The kernels to use; the fastest that the processor has by default.
    Isa isa = best_isa();
    /// The blob's bytes stay where they are as long as the model: int8 weights, and packed ones (weights_tool pack) if the
    /// bytes begin on a multiple of 64 as those of a mapped file do, are then used in place instead of copied.
    bool keep_bytes = false;
};

FACENET_NAMESPACE_END

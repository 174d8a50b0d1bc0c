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
};

FACENET_NAMESPACE_END

// SPDX-License-Identifier: MIT
/// Models for tests that look at something else: opened where the tool's library compiles them, once for all.
#pragma once

#include "weights_tool/library.hpp"

namespace support {

/// An embedder of any network. Throws facenet::Error.
inline facenet::OpenedEmbedder opened(facenet::ByteView blob, const facenet::OpenOptions& options = {}) {
    facenet::Result<facenet::OpenedEmbedder> embedder = facenet_tool::open_embedder(blob, options);
    if (!embedder) throw facenet::Error(embedder.error());
    return std::move(*embedder);
}

inline facenet::Detector opened_detector(facenet::ByteView blob) {
    facenet::Result<facenet::Detector> detector = facenet_tool::open_detector(blob);
    if (!detector) throw facenet::Error(detector.error());
    return std::move(*detector);
}

}  // namespace support

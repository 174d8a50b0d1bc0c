// SPDX-License-Identifier: MIT
// The library without exceptions: the same functions return the error in a result.
#include <facenet/facenet.hpp>

bool can_open(facenet::ByteView blob) {
    const auto embedder = facenet::Embedder<facenet::nets::DlibResnet>::open(blob);
    return embedder.ok() || embedder.error().message().empty();
}

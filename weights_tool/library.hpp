// SPDX-License-Identifier: MIT
/// The library's models and kernels, compiled once for all of the tool: every file that uses them would hold them all.
#pragma once

#include "facenet/detect.hpp"
#include "facenet/embedder.hpp"
#include "facenet/kernels/int8/table.hpp"
#include "facenet/kernels/table.hpp"
#include "facenet/open_options.hpp"

namespace facenet_tool {

/// An embedder of any network and precision.
facenet::Result<facenet::OpenedEmbedder> open_embedder(facenet::ByteView blob, const facenet::OpenOptions& options = {});

/// MTCNN.
facenet::Result<facenet::Detector> open_detector(facenet::ByteView blob);
std::vector<facenet::Face> detect(const facenet::Detector& detector, const facenet::ImageView& photo);

/// The kernels of an instruction set; of others where this program holds none of it.
const facenet::kernels::Kernels& kernels_of(facenet::Isa isa);
/// The fastest kernels of bytes.
const facenet::kernels::Int8Kernels& byte_kernels();

}  // namespace facenet_tool

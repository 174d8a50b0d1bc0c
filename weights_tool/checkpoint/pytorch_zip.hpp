// SPDX-License-Identifier: MIT
/// What torch.save writes since version 1.6: a zip archive with data.pkl and one entry for each storage.
#pragma once

#include "budget.hpp"
#include "checkpoint.hpp"

namespace facenet_tool {

Checkpoint read_pytorch_zip(ByteView file, const Progress& progress, Budget& budget);

}  // namespace facenet_tool

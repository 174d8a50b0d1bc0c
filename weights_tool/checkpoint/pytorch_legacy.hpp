// SPDX-License-Identifier: MIT
/// What torch.save wrote before version 1.6, and still does with _use_new_zipfile_serialization=False:
/// five pickles (magic number, protocol, system, object, storage keys), then the storages.
#pragma once

#include "budget.hpp"
#include "checkpoint.hpp"

namespace facenet_tool {

Checkpoint read_pytorch_legacy(std::shared_ptr<const Bytes> file, Budget& budget);

}  // namespace facenet_tool

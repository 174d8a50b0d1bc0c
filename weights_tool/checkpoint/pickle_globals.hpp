// SPDX-License-Identifier: MIT
/// The closed list of Python names that a state dict may mention. Every other name is refused.
#pragma once

#include <optional>
#include <string_view>

#include "dtype.hpp"

namespace facenet_tool {

/// What the interpreter does in place of the Python object.
enum class Role : std::uint8_t {
    ordered_dict,
    rebuild_tensor,
    rebuild_tensor_v2,
    rebuild_parameter,
    size,
    storage_type
};

struct PickleGlobal {
    std::string_view module;
    std::string_view name;
    Role role;
    DType dtype = DType::float32;  ///< of a storage type
};

/// The entry of the list, or nullptr.
const PickleGlobal* find_global(std::string_view module, std::string_view name);

}  // namespace facenet_tool

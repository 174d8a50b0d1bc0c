// SPDX-License-Identifier: MIT
#include "pickle_globals.hpp"

namespace facenet_tool {

const PickleGlobal* find_global(std::string_view module, std::string_view name) {
    static constexpr PickleGlobal kGlobals[] = {
        {"collections", "OrderedDict", Role::ordered_dict},
        {"torch._utils", "_rebuild_tensor", Role::rebuild_tensor},
        {"torch._utils", "_rebuild_tensor_v2", Role::rebuild_tensor_v2},
        {"torch._utils", "_rebuild_parameter", Role::rebuild_parameter},
        {"torch", "Size", Role::size},
        {"torch", "DoubleStorage", Role::storage_type, DType::float64},
        {"torch", "FloatStorage", Role::storage_type, DType::float32},
        {"torch", "HalfStorage", Role::storage_type, DType::float16},
        {"torch", "BFloat16Storage", Role::storage_type, DType::bfloat16},
        {"torch", "LongStorage", Role::storage_type, DType::int64},
        {"torch", "IntStorage", Role::storage_type, DType::int32},
        {"torch", "ShortStorage", Role::storage_type, DType::int16},
        {"torch", "CharStorage", Role::storage_type, DType::int8},
        {"torch", "ByteStorage", Role::storage_type, DType::uint8},
        {"torch", "BoolStorage", Role::storage_type, DType::boolean},
    };
    for (const PickleGlobal& global : kGlobals) {
        const bool storage_alias = global.role == Role::storage_type && module == "torch.storage";
        if ((module == global.module || storage_alias) && name == global.name) return &global;
    }
    return nullptr;
}

}  // namespace facenet_tool

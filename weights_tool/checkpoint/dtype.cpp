// SPDX-License-Identifier: MIT
#include "dtype.hpp"

#include <cstring>

#include "bytes.hpp"
#include "facenet/blob/half.hpp"

namespace facenet_tool {
namespace {

float float_of_bits(std::uint32_t bits) {
    float value;
    std::memcpy(&value, &bits, sizeof(value));
    return value;
}

template <class T>
double read(const std::uint8_t* bytes) {
    return static_cast<double>(load_little<T>(bytes));
}

double read_half(const std::uint8_t* bytes) {
    return static_cast<double>(facenet::blob::half_to_float(load_little<std::uint16_t>(bytes)));
}

double read_bfloat(const std::uint8_t* bytes) {
    return static_cast<double>(float_of_bits(static_cast<std::uint32_t>(load_little<std::uint16_t>(bytes)) << 16));
}

double read_boolean(const std::uint8_t* bytes) {
    return *bytes != 0 ? 1.0 : 0.0;
}

struct Properties {
    std::size_t size;
    const char* name;
    ReadValue reader;
};

Properties properties_of(DType dtype) {
    switch (dtype) {
    case DType::float64: return {8, "float64", read<double>};
    case DType::float32: return {4, "float32", read<float>};
    case DType::float16: return {2, "float16", read_half};
    case DType::bfloat16: return {2, "bfloat16", read_bfloat};
    case DType::int64: return {8, "int64", read<std::int64_t>};
    case DType::int32: return {4, "int32", read<std::int32_t>};
    case DType::int16: return {2, "int16", read<std::int16_t>};
    case DType::int8: return {1, "int8", read<std::int8_t>};
    case DType::uint64: return {8, "uint64", read<std::uint64_t>};
    case DType::uint32: return {4, "uint32", read<std::uint32_t>};
    case DType::uint16: return {2, "uint16", read<std::uint16_t>};
    case DType::uint8: return {1, "uint8", read<std::uint8_t>};
    case DType::boolean: break;
    }
    return {1, "boolean", read_boolean};
}

}  // namespace

std::size_t size_of(DType dtype) {
    return properties_of(dtype).size;
}
const char* name_of(DType dtype) {
    return properties_of(dtype).name;
}
ReadValue reader_of(DType dtype) {
    return properties_of(dtype).reader;
}

}  // namespace facenet_tool

// SPDX-License-Identifier: MIT
#include "tensor.hpp"

#include <cmath>

namespace facenet_tool {
namespace {

/// Calls fn with the offset of every value, in C order.
template <class Fn>
void for_each_offset(const Tensor& tensor, std::size_t count, Fn&& fn) {
    if (tensor.strides.empty()) {
        for (std::size_t i = 0; i < count; ++i)
            fn(i);
        return;
    }
    std::vector<std::int64_t> index(tensor.shape.size(), 0);
    std::int64_t offset = 0;
    for (std::size_t i = 0; i < count; ++i) {
        fn(static_cast<std::size_t>(offset));
        for (std::size_t axis = index.size(); axis-- > 0;) {
            offset += tensor.strides[axis];
            if (++index[axis] < tensor.shape[axis]) break;
            offset -= tensor.strides[axis] * tensor.shape[axis];
            index[axis] = 0;
        }
    }
}

std::vector<std::int64_t> dense_strides(const std::vector<std::int64_t>& shape) {
    std::vector<std::int64_t> strides(shape.size());
    std::int64_t step = 1;
    for (std::size_t axis = shape.size(); axis-- > 0;) {
        strides[axis] = step;
        step *= shape[axis];
    }
    return strides;
}

/// Are these the values of a dense tensor? The stride of an axis with one index does not matter.
bool is_dense(const Tensor& tensor) {
    const std::vector<std::int64_t> dense = dense_strides(tensor.shape);
    for (std::size_t axis = 0; axis < dense.size(); ++axis)
        if (tensor.shape[axis] > 1 && tensor.strides[axis] != dense[axis]) return false;
    return true;
}

}  // namespace

std::string where_of(const Tensor& tensor) {
    return "tensor " + in_quotes(tensor.name);
}

std::string text_of_shape(const std::vector<std::int64_t>& shape) {
    std::string text = "[";
    for (const std::int64_t side : shape)
        text += (text.size() > 1 ? ", " : "") + std::to_string(side);
    return text + "]";
}

std::size_t Tensor::size() const {
    std::size_t count = 1;
    for (const std::int64_t side : shape)
        count *= static_cast<std::size_t>(side);
    return count;
}

std::vector<float> Tensor::values() const {
    std::vector<float> result(size());
    if (result.empty()) return result;
    const std::uint8_t* bytes = data.data;
    if (dtype == DType::float32 && strides.empty() && !quantisation) {
        std::memcpy(result.data(), bytes, result.size() * sizeof(float));
        return result;
    }
    const ReadValue read = reader_of(dtype);
    const std::size_t step = size_of(dtype);
    float* out = result.data();
    for_each_offset(*this, result.size(), [&](std::size_t offset) {
        double value = read(bytes + offset * step);
        if (quantisation) {
            value = value * quantisation->scale + quantisation->min;
            if (quantisation->rounded) value = std::floor(value + 0.5);  // as JavaScript's Math.round
        }
        *out++ = static_cast<float>(value);
    });
    return result;
}

std::uint64_t checked_size(const Tensor& tensor) {
    if (tensor.shape.size() > 16)
        throw facenet::mismatch_error(where_of(tensor), "at most 16 sides", std::to_string(tensor.shape.size()));
    std::uint64_t count = 1;
    bool empty = false;
    for (const std::int64_t side : tensor.shape) {
        if (side < 0) throw facenet::mismatch_error(where_of(tensor), "a shape", text_of_shape(tensor.shape));
        if (side == 0) empty = true;
        // An empty side does not excuse the others: strides multiply them.
        if (!multiply(count, side == 0 ? 1 : static_cast<std::uint64_t>(side), count) || count >> 62 != 0)
            throw facenet::mismatch_error(where_of(tensor), "a size that can be counted", text_of_shape(tensor.shape));
    }
    return empty ? 0 : count;
}

void place_in_storage(Tensor& tensor, ByteView storage, std::int64_t offset) {
    const std::uint64_t count = checked_size(tensor);
    const std::size_t bytes = size_of(tensor.dtype);
    const std::uint64_t stored = storage.size / bytes;
    const auto refuse = [&](const std::string& found) {
        return facenet::mismatch_error(where_of(tensor), "values inside its storage of " + std::to_string(stored), found);
    };
    if (offset < 0 || static_cast<std::uint64_t>(offset) > stored) throw refuse("offset " + std::to_string(offset));
    const auto first = static_cast<std::uint64_t>(offset);
    if (count > stored) throw refuse("shape " + text_of_shape(tensor.shape));

    std::uint64_t last = first;  // the farthest value
    for (std::size_t axis = 0; axis < tensor.shape.size() && count != 0; ++axis) {
        std::uint64_t reach = 0;
        if (tensor.strides[axis] < 0 ||
            !multiply(static_cast<std::uint64_t>(tensor.strides[axis]),
                      static_cast<std::uint64_t>(tensor.shape[axis] - 1), reach) ||
            !add(last, reach, last) || last >= stored)
            throw refuse("shape " + text_of_shape(tensor.shape) + " with strides " + text_of_shape(tensor.strides) +
                         " from offset " + std::to_string(offset));
    }
    if (count != 0 && last >= stored) throw refuse("offset " + std::to_string(offset));

    for (std::size_t axis = 0; axis < tensor.shape.size(); ++axis)
        if (tensor.shape[axis] <= 1) tensor.strides[axis] = 0;  // never used, and may be absurd
    if (count == 0 || is_dense(tensor)) tensor.strides.clear();
    const std::uint64_t used = count == 0 ? 0 : last - first + 1;
    tensor.data = {storage.data + first * bytes, static_cast<std::size_t>(used) * bytes};
}

void charge(Budget& budget, const Tensor& tensor) {
    constexpr std::size_t kInList = sizeof(Tensor) * 4 / 3;  // a deque's blocks have some waste
    const std::size_t name = tensor.name.size() < sizeof(std::string) / 2 ? 0 : tensor.name.size() + 1;
    budget.charge(kInList + name + sizeof(std::int64_t) * (tensor.shape.capacity() + tensor.strides.capacity()));
}

}  // namespace facenet_tool

// SPDX-License-Identifier: MIT
/// One named tensor of a checkpoint, as it is stored; converted when its values are asked for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "budget.hpp"
#include "bytes.hpp"
#include "dtype.hpp"

namespace facenet_tool {

/// value = stored * scale + min, as TensorFlow.js dequantises.
struct Quantisation {
    double scale = 1;
    double min = 0;
    bool rounded = false;  ///< an int32 tensor: the value is rounded to a whole number
};

struct Tensor {
    std::string name;
    std::vector<std::int64_t> shape;    ///< outermost first; empty: one value
    DType dtype = DType::float32;       ///< of the stored values
    ByteView data;                      ///< from the first stored value on, at any alignment; the Checkpoint owns it
    std::vector<std::int64_t> strides;  ///< values from one index to the next; empty: C order without gaps
    std::optional<Quantisation> quantisation;  ///< for uint8 and uint16

    /// Number of values.
    std::size_t size() const;
    /// All values in C order.
    std::vector<float> values() const;
};

/// "tensor 'conv1.weight'", as messages call it.
std::string where_of(const Tensor& tensor);

/// "[64, 3, 7, 7]"
std::string text_of_shape(const std::vector<std::int64_t>& shape);

/// Number of values of a shape. Error: a negative side, more than 16 sides, a product beyond 2^62.
std::uint64_t checked_size(const Tensor& tensor);

/// Points the tensor at its values inside a storage of its dtype, from the value `offset` on.
/// Error: it reaches outside the storage, or has more values than that holds.
void place_in_storage(Tensor& tensor, ByteView storage, std::int64_t offset);

/// What the tensor itself takes in memory, its values aside.
void charge(Budget& budget, const Tensor& tensor);

}  // namespace facenet_tool

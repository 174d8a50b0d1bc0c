// SPDX-License-Identifier: MIT
/// From the values of a pickle to named tensors.
#pragma once

#include "checkpoint.hpp"
#include "pickle.hpp"

namespace facenet_tool {

/// Where a tensor has its values.
struct TensorSource {
    PickledSlice slice;
    std::int64_t offset = 0;  ///< values from the slice's first
};

/// Tensors in the order of the file; sources[i] belongs to tensors[i], whose data are not set yet.
/// Independent of the Pickle, but the storages' keys lie in its bytes.
struct StateDict {
    explicit StateDict(Budget& budget) : sources(&budget), storages(&budget) {}
    std::deque<Tensor> tensors;
    std::pmr::deque<TensorSource> sources;
    std::pmr::deque<PickledStorage> storages;
};

/// Gathers the tensors of a dictionary. A wrapper ({"state_dict": {..}, "epoch": 3, ..}) is taken off;
/// tensors in other inner dictionaries get names joined by dots; other values are passed over.
/// Error: not a dictionary, or no tensor in it.
StateDict collect_tensors(Pickle& pickle, const PickleValue& root, Budget& budget);

/// Bytes of a storage. Error: more than can be counted.
std::uint64_t bytes_of(const PickledStorage& storage);

/// Points a tensor at its values in its storage, whose bytes these are.
void place(Tensor& tensor, const TensorSource& source, ByteView storage);

}  // namespace facenet_tool

// SPDX-License-Identifier: MIT
#include "state_dict.hpp"

namespace facenet_tool {
namespace {

using Kind = PickleValue::Kind;

bool has_tensor(const Pickle::Dict& dict) {
    for (const auto& [key, value] : dict)
        if (value.kind == Kind::tensor) return true;
    return false;
}

/// The dictionary inside a training checkpoint that holds the network's weights; else the value itself.
PickleValue unwrap(const Pickle& pickle, PickleValue root) {
    static constexpr std::string_view kWrappers[] = {"state_dict", "model_state_dict", "model", "net",
                                                     "network",    "weights",          "params"};
    for (int depth = 0; depth < 4 && root.kind == Kind::dict && !has_tensor(pickle.dict(root)); ++depth) {
        const PickleValue* inner = nullptr;
        for (const std::string_view wrapper : kWrappers)
            for (const auto& [key, value] : pickle.dict(root))
                if (inner == nullptr && value.kind == Kind::dict && key.kind == Kind::text && key.text() == wrapper)
                    inner = &value;
        if (inner == nullptr) break;
        root = *inner;
    }
    return root;
}

class Collector {
public:
    Collector(const Pickle& pickle, Budget& budget, StateDict& result)
        : pickle_(pickle), budget_(budget), result_(result), visits_left_(4 * pickle.entry_count() + 1024) {}

    void walk(const PickleValue& dict, const std::string& prefix, int depth) {
        if (depth > 16) throw facenet::mismatch_error("state dict", "at most 16 dictionaries in each other", "more");
        for (const auto& [key, value] : pickle_.dict(dict)) {
            // Dictionaries may hold each other many times over.
            if (visits_left_-- == 0) throw facenet::mismatch_error("state dict", "a tree of dictionaries", "a thicket");
            if (value.kind != Kind::tensor && value.kind != Kind::dict) continue;
            const std::string name = prefix + text_of_key(key, prefix, value.kind == Kind::tensor);
            if (value.kind == Kind::dict) walk(value, name + ".", depth + 1);
            else take(name, pickle_.tensor(value));
        }
    }

private:
    static std::string text_of_key(const PickleValue& key, const std::string& prefix, bool is_tensor) {
        constexpr std::size_t kLongest = 4096;
        if (key.kind == Kind::text && prefix.size() + key.length <= kLongest) return std::string(key.text());
        if (key.kind == Kind::integer) return std::to_string(key.integer);
        if (!is_tensor) return "?";  // nothing below it can be named, but there may be nothing below it
        throw facenet::mismatch_error("state dict, key of a tensor " + in_quotes(prefix),
                                "a string of at most 4096 bytes or an integer", "something else");
    }

    void take(const std::string& name, const PickledTensor& source) {
        Tensor tensor;
        tensor.name = name;
        tensor.dtype = pickle_.storages()[source.slice.storage].dtype;
        if (source.shape.length > 16)
            throw facenet::mismatch_error(where_of(tensor), "at most 16 sides", std::to_string(source.shape.length));
        tensor.shape.reserve(source.shape.length);
        tensor.strides.reserve(source.shape.length);
        for (std::size_t axis = 0; axis < source.shape.length; ++axis) {
            tensor.shape.push_back(pickle_.item(source.shape, axis).integer);
            tensor.strides.push_back(pickle_.item(source.strides, axis).integer);
        }
        charge(budget_, tensor);
        result_.tensors.push_back(std::move(tensor));
        result_.sources.push_back({source.slice, source.offset});
    }

    const Pickle& pickle_;
    Budget& budget_;
    StateDict& result_;
    std::uint64_t visits_left_;
};

}  // namespace

StateDict collect_tensors(Pickle& pickle, const PickleValue& root, Budget& budget) {
    const PickleValue dict = unwrap(pickle, root);
    if (dict.kind != Kind::dict)
        throw facenet::mismatch_error("PyTorch file", "a state dict, that is a dictionary of tensors",
                                dict.kind == Kind::tensor ? "a single tensor" : "another value");
    StateDict result(budget);
    Collector(pickle, budget, result).walk(dict, "", 0);
    if (result.tensors.empty()) throw facenet::mismatch_error("PyTorch file", "a state dict with tensors", "no tensor in it");
    result.storages = pickle.take_storages();
    return result;
}

std::uint64_t bytes_of(const PickledStorage& storage) {
    std::uint64_t bytes = 0;
    if (!multiply(storage.count, size_of(storage.dtype), bytes))
        throw facenet::mismatch_error("storage " + in_quotes(storage.key), "a size that can be counted",
                                std::to_string(storage.count));
    return bytes;
}

void place(Tensor& tensor, const TensorSource& source, ByteView storage) {
    const std::size_t bytes = size_of(tensor.dtype);
    place_in_storage(tensor,
                     {storage.data + static_cast<std::size_t>(source.slice.offset) * bytes,
                      static_cast<std::size_t>(source.slice.count) * bytes},
                     source.offset);
}

}  // namespace facenet_tool

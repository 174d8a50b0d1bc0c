// SPDX-License-Identifier: MIT
/// What the interpreter does where Python would import a name or call it.
#include "pickle.hpp"

namespace facenet_tool {

const char* Pickle::name_of(Kind kind) {
    switch (kind) {
    case Kind::unset: return "nothing";
    case Kind::none: return "None";
    case Kind::boolean: return "a boolean";
    case Kind::integer: return "an integer";
    case Kind::real: return "a float";
    case Kind::text: return "a string";
    case Kind::bytes: return "bytes";
    case Kind::long_integer: return "a long integer";
    case Kind::tuple: return "a tuple";
    case Kind::list: return "a list";
    case Kind::dict: return "a dictionary";
    case Kind::global: return "a name";
    case Kind::storage: return "a storage";
    case Kind::tensor: break;
    }
    return "a tensor";
}

std::string Pickle::full_name(std::string_view module, std::string_view name) {
    return tamed(module) + "." + tamed(name);
}

std::string Pickle::full_name(const PickleValue& value) {
    return value.kind == Kind::global ? full_name(value.global->module, value.global->name) : name_of(value.kind);
}

facenet::Error Pickle::wrong(const std::string& expected, const PickleValue& found) const {
    return facenet::mismatch_error(cursor_.here(), expected, name_of(found.kind));
}

facenet::Error Pickle::refused(const std::string& what) const {
    return facenet::Error(cursor_.here() + ": refused to " + what +
                          ": expected a state dict, which holds tensors and plain values only");
}

void Pickle::push_global(std::string_view module, std::string_view name) {
    PickleValue value;
    value.kind = Kind::global;
    value.global = find_global(module, name);
    if (value.global == nullptr) throw refused("call " + full_name(module, name));
    push(value);
}

void Pickle::reduce() {
    const PickleValue arguments = pop(Kind::tuple, "arguments");
    const PickleValue callee = pop("something to call");
    if (callee.kind != Kind::global) throw refused("call " + full_name(callee));
    switch (callee.global->role) {
    case Role::ordered_dict: return push(ordered_dict(arguments));
    case Role::rebuild_tensor: return push(rebuild_tensor(arguments, false));
    case Role::rebuild_tensor_v2: return push(rebuild_tensor(arguments, true));
    case Role::rebuild_parameter:
        if (arguments.length == 0 || item(arguments, 0).kind != Kind::tensor)
            throw wrong("a tensor to make a parameter of", arguments);
        return push(item(arguments, 0));
    case Role::size:
        if (arguments.length != 1 || item(arguments, 0).kind != Kind::tuple)
            throw wrong("one tuple to make a size of", arguments);
        return push(item(arguments, 0));
    case Role::storage_type: break;
    }
    throw refused("call " + full_name(callee));
}

void Pickle::build() {
    // A state dict's OrderedDict carries its attribute _metadata, which is not needed.
    const PickleValue state = pop("a state");
    const PickleValue& object = top(Kind::dict, "an OrderedDict to set attributes of");
    if (state.kind != Kind::dict) throw refused("set the state of " + full_name(object));
}

PickleValue Pickle::ordered_dict(const PickleValue& arguments) {
    const PickleValue dict = make_dict();
    if (arguments.length == 0) return dict;
    // Python 2 wrote OrderedDict([[key, value], ...]).
    if (arguments.length != 1 || item(arguments, 0).kind != Kind::list)
        throw wrong("an OrderedDict of nothing or of a list of pairs", arguments);
    const List& pairs = list(item(arguments, 0));
    for (const PickleValue& pair : pairs) {
        if (pair.kind == Kind::list && list(pair).size() == 2) set_item(dict, list(pair)[0], list(pair)[1]);
        else if (pair.kind == Kind::tuple && pair.length == 2) set_item(dict, item(pair, 0), item(pair, 1));
        else throw wrong("a pair of key and value", pair);
    }
    return dict;
}

void Pickle::push_storage() {
    const PickleValue id = pop(Kind::tuple, "a persistent id, which is a tuple");
    if ((id.length != 5 && id.length != 6) || item(id, 0).kind != Kind::text || item(id, 0).text() != "storage")
        throw wrong("the persistent id ('storage', type, key, location, size)", id);
    const PickleValue& type = item(id, 1);
    const PickleValue& key = item(id, 2);
    const PickleValue& count = item(id, 4);
    if (type.kind != Kind::global || type.global->role != Role::storage_type)
        throw wrong("the type of a storage", type);
    if (key.kind != Kind::text) throw wrong("the key of a storage", key);
    if (count.kind != Kind::integer || count.integer < 0 || count.integer >> 58 != 0)
        throw wrong("the size of a storage", count);

    PickledStorage storage;
    storage.key = key.text();
    storage.dtype = type.global->dtype;
    storage.count = static_cast<std::uint64_t>(count.integer);
    const auto [known, is_new] = storage_of_key_.emplace(storage.key, storages_.size());
    if (is_new) storages_.push_back(storage);
    else if (storages_[known->second].dtype != storage.dtype || storages_[known->second].count != storage.count)
        throw facenet::mismatch_error(cursor_.here(), "storage " + in_quotes(storage.key) + " as mentioned before",
                                "another type or size");

    PickledSlice slice{known->second, 0, storage.count};
    if (id.length == 6 && item(id, 5).kind != Kind::none) {  // a part: (key, offset, size)
        const PickleValue& view = item(id, 5);
        if (view.kind != Kind::tuple || view.length != 3 || item(view, 1).kind != Kind::integer ||
            item(view, 2).kind != Kind::integer)
            throw wrong("a part of a storage (key, offset, size)", view);
        const std::int64_t first = item(view, 1).integer;
        const std::int64_t size = item(view, 2).integer;
        if (first < 0 || size < 0 || first > count.integer || size > count.integer - first)
            throw facenet::mismatch_error(
                cursor_.here(),
                "a part inside the " + std::to_string(count.integer) + " values of storage " + in_quotes(storage.key),
                std::to_string(size) + " from " + std::to_string(first));
        slice.offset = static_cast<std::uint64_t>(first);
        slice.count = static_cast<std::uint64_t>(size);
    }
    PickleValue value;
    value.kind = Kind::storage;
    value.index = slices_.size();
    slices_.push_back(slice);
    push(value);
}

void Pickle::check_integers(const PickleValue& tuple, const char* what) const {
    if (tuple.kind != Kind::tuple) throw wrong(what, tuple);
    for (std::size_t i = 0; i < tuple.length; ++i)
        if (item(tuple, i).kind != Kind::integer) throw wrong(what, item(tuple, i));
}

PickleValue Pickle::rebuild_tensor(const PickleValue& arguments, bool second_version) {
    // (storage, offset, shape, strides) and, in the second version, requires_grad, hooks and perhaps metadata.
    const std::uint32_t count = arguments.length;
    if (second_version ? count != 6 && count != 7 : count != 4)
        throw facenet::mismatch_error(cursor_.here(), "the parts of a tensor", std::to_string(count));
    const PickleValue& storage = item(arguments, 0);
    const PickleValue& offset = item(arguments, 1);
    if (storage.kind != Kind::storage) throw wrong("the storage of a tensor", storage);
    if (offset.kind != Kind::integer) throw wrong("the offset of a tensor", offset);

    PickledTensor tensor;
    tensor.slice = slices_[storage.index];
    tensor.offset = offset.integer;
    tensor.shape = item(arguments, 2);
    tensor.strides = item(arguments, 3);
    check_integers(tensor.shape, "the shape of a tensor");
    check_integers(tensor.strides, "the strides of a tensor");
    if (tensor.shape.length != tensor.strides.length)
        throw facenet::mismatch_error(cursor_.here(), "as many strides as sides, " + std::to_string(tensor.shape.length),
                                std::to_string(tensor.strides.length));
    PickleValue value;
    value.kind = Kind::tensor;
    value.index = tensors_.size();
    tensors_.push_back(tensor);
    return value;
}

}  // namespace facenet_tool

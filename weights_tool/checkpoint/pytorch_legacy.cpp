// SPDX-License-Identifier: MIT
#include "pytorch_legacy.hpp"

#include "state_dict.hpp"

namespace facenet_tool {
namespace {

using Kind = PickleValue::Kind;

void check_magic(const PickleValue& value) {
    static constexpr std::uint8_t kMagic[] = {0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19};
    if (value.kind != Kind::long_integer || value.length != sizeof(kMagic) ||
        std::memcmp(value.bytes, kMagic, sizeof(kMagic)) != 0)
        throw facenet::mismatch_error("pickle", "PyTorch's magic number 0x1950a86a20f9469cfc6c first",
                                "a pickle that torch.save has not written");
}

void check_system(const Pickle& pickle, const PickleValue& system) {
    if (system.kind != Kind::dict)
        throw facenet::mismatch_error("PyTorch file", "a dictionary about the system", "another value");
    for (const auto& [key, value] : pickle.dict(system))
        if (key.kind == Kind::text && key.text() == "little_endian" &&
            (value.kind != Kind::boolean || value.integer != 1))
            throw facenet::mismatch_error("PyTorch file", "little-endian numbers", "big-endian numbers");
}

/// Index of the storage with this key.
std::size_t index_of(const std::pmr::map<std::string_view, std::size_t>& known, const PickleValue& key) {
    const auto found = key.kind == Kind::text ? known.find(key.text()) : known.end();
    if (found == known.end())
        throw facenet::mismatch_error("storage keys", "keys of the tensors' storages",
                                key.kind == Kind::text ? in_quotes(key.text()) : "something else");
    return found->second;
}

/// Everything in front of the storages. The interpreters and what they built are gone afterwards.
StateDict read_object(Cursor& cursor, Budget& budget) {
    Pickle pickle(cursor, budget);
    check_magic(pickle.run());
    const PickleValue protocol = pickle.run();
    if (protocol.kind != Kind::integer || protocol.integer != 1001)
        throw facenet::mismatch_error("PyTorch file", "serialization protocol 1001", "another");
    check_system(pickle, pickle.run());
    const PickleValue root = pickle.run();
    return collect_tensors(pickle, root, budget);
}

/// The data of each storage, in the order that a last pickle gives.
std::pmr::vector<ByteView> read_storages(Cursor& cursor, const std::pmr::deque<PickledStorage>& storages,
                                         Budget& budget) {
    Pickle pickle(cursor, budget);
    const PickleValue keys = pickle.run();
    if (keys.kind != Kind::list) throw facenet::mismatch_error("PyTorch file", "a list of storage keys", "another value");
    std::pmr::map<std::string_view, std::size_t> known(&budget);
    for (std::size_t i = 0; i < storages.size(); ++i)
        known.emplace(storages[i].key, i);

    std::pmr::vector<ByteView> data(storages.size(), ByteView(), &budget);
    for (const PickleValue& key : pickle.list(keys)) {
        const std::size_t i = index_of(known, key);
        const std::string where = "storage " + in_quotes(storages[i].key);
        if (data[i].data != nullptr) throw facenet::mismatch_error(where, "one entry in the list of keys", "two");
        const auto count = cursor.little<std::uint64_t>("number of values of a storage");
        if (count != storages[i].count)
            throw facenet::mismatch_error(where, std::to_string(storages[i].count) + " values", std::to_string(count));
        data[i] = cursor.take(bytes_of(storages[i]), "a storage");
    }
    if (cursor.left() != 0)
        throw facenet::mismatch_error(cursor.here(), "the end of the file after the last storage",
                                std::to_string(cursor.left()) + " more bytes");
    return data;
}

}  // namespace

Checkpoint read_pytorch_legacy(std::shared_ptr<const Bytes> file, Budget& budget) {
    Cursor cursor({file->data(), file->size()}, "PyTorch legacy file");
    StateDict dict = read_object(cursor, budget);
    const std::pmr::vector<ByteView> data = read_storages(cursor, dict.storages, budget);
    for (std::size_t i = 0; i < dict.tensors.size(); ++i) {
        const auto storage = static_cast<std::size_t>(dict.sources[i].slice.storage);
        if (data[storage].data == nullptr)
            throw facenet::mismatch_error(where_of(dict.tensors[i]), "its storage " + in_quotes(dict.storages[storage].key),
                                    "none");
        place(dict.tensors[i], dict.sources[i], data[storage]);
    }

    Checkpoint checkpoint;
    checkpoint.format = "PyTorch state dict (legacy)";
    checkpoint.layout = Layout::oihw;
    checkpoint.tensors = std::move(dict.tensors);
    checkpoint.blocks.push_back(std::move(file));
    return checkpoint;
}

}  // namespace facenet_tool

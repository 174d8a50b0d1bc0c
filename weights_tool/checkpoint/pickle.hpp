// SPDX-License-Identifier: MIT
/// An interpreter of the part of Python's pickle that state dicts use. It builds plain values and
/// descriptions of tensors; it knows no other object, imports nothing and calls nothing.
#pragma once

#include <deque>
#include <map>
#include <memory_resource>
#include <utility>
#include <vector>

#include "budget.hpp"
#include "bytes.hpp"
#include "pickle_globals.hpp"

namespace facenet_tool {

/// A value on the interpreter's stack: 16 bytes, trivially copied. Containers lie in the Pickle.
struct PickleValue {
    enum class Kind : std::uint8_t {
        unset,
        none,
        boolean,
        integer,
        real,
        text,
        bytes,
        long_integer,  ///< beyond 64 bits: its bytes
        tuple,
        list,
        dict,
        global,
        storage,
        tensor
    };
    Kind kind = Kind::unset;
    std::uint32_t length = 0;  ///< of text, bytes, tuple
    union {
        std::int64_t integer = 0;
        double real;
        const std::uint8_t* bytes;  ///< text too: inside the pickle
        std::uint64_t index;        ///< of the container
        const PickleGlobal* global;
    };

    std::string_view text() const { return text_of({bytes, length}); }
};

/// Memory that tensors share: a key of the file.
struct PickledStorage {
    std::string_view key;
    DType dtype = DType::float32;
    std::uint64_t count = 0;  ///< values
};

/// `count` values of a storage from `offset` on: what a tensor names as its storage.
struct PickledSlice {
    std::uint64_t storage = 0;  ///< index into Pickle::storages()
    std::uint64_t offset = 0;
    std::uint64_t count = 0;
};

struct PickledTensor {
    PickledSlice slice;
    std::int64_t offset = 0;     ///< values from the slice's first
    PickleValue shape, strides;  ///< tuples of integers of one length
};

/// Interprets pickles. What it has built lives as long as it and the bytes do.
class Pickle {
public:
    using List = std::pmr::vector<PickleValue>;
    using Dict = std::pmr::vector<std::pair<PickleValue, PickleValue>>;

    Pickle(Cursor& cursor, Budget& budget);

    /// Runs one pickle, up to its end, and returns what it describes.
    /// Error: an operation, a name or a call that is not on the list ("refused to call os.system"), damage.
    PickleValue run();

    const PickleValue& item(const PickleValue& tuple, std::size_t i) const { return items_[tuple.index + i]; }
    const List& list(const PickleValue& value) const { return lists_[value.index]; }
    const Dict& dict(const PickleValue& value) const { return dicts_[value.index]; }
    const PickledTensor& tensor(const PickleValue& value) const { return tensors_[value.index]; }
    const std::pmr::deque<PickledStorage>& storages() const { return storages_; }
    /// Hands them over.
    std::pmr::deque<PickledStorage> take_storages() { return std::move(storages_); }
    /// Entries of all dictionaries.
    std::uint64_t entry_count() const { return entry_count_; }

private:
    using Kind = PickleValue::Kind;

    bool step();  // one operation; false at the end
    void push(PickleValue value) { stack_.push_back(value); }
    void push_integer(std::int64_t value, Kind kind = Kind::integer);
    void push_view(Kind kind, std::uint64_t size, const char* what);
    void push_long(std::uint64_t size);
    void push_tuple(std::size_t count);
    void push_marked_tuple();
    void push_list();
    PickleValue make_dict();
    PickleValue pop(const char* what);
    PickleValue pop(Kind kind, const char* what);
    const PickleValue& top(Kind kind, const char* what);
    std::size_t pop_mark();
    void put(std::uint64_t index);
    void get(std::uint64_t index);
    void push_global(std::string_view module, std::string_view name);
    void set_item(const PickleValue& dict, const PickleValue& key, const PickleValue& value);
    void set_items();
    void append_items();
    void reduce();
    void build();
    void push_storage();
    PickleValue ordered_dict(const PickleValue& arguments);
    PickleValue rebuild_tensor(const PickleValue& arguments, bool second_version);
    void check_integers(const PickleValue& tuple, const char* what) const;
    static const char* name_of(Kind kind);
    static std::string full_name(std::string_view module, std::string_view name);
    static std::string full_name(const PickleValue& value);
    facenet::Error wrong(const std::string& expected, const PickleValue& found) const;
    facenet::Error refused(const std::string& what) const;

    Cursor& cursor_;
    std::pmr::deque<PickleValue> stack_;
    std::pmr::deque<std::size_t> marks_;
    std::pmr::deque<PickleValue> memo_;
    std::size_t memo_count_ = 0;
    std::pmr::deque<PickleValue> items_;  // of all tuples
    std::pmr::deque<List> lists_;
    std::pmr::deque<Dict> dicts_;
    std::pmr::deque<PickledStorage> storages_;
    std::pmr::map<std::string_view, std::uint64_t> storage_of_key_;
    std::pmr::deque<PickledSlice> slices_;
    std::pmr::deque<PickledTensor> tensors_;
    std::uint64_t entry_count_ = 0;
};

}  // namespace facenet_tool
